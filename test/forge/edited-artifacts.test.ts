/** An artifact that somebody edited runs only if it was edited here, and passes the gate again as it lies on disk. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { digestOfBytes } from '../../core/base/canonical-json.ts';
import { loadParser } from '../support/parser.ts';
import { type TestProject, testProject } from '../support/project.ts';

beforeAll(loadParser);

const source = (version: string) =>
  `resource "custom" "a" {\n  script = "touch made"\n  triggers = { version = "${version}" }\n}\n`;
const script = '.clockwork/build/custom/custom_a.sh';

/** A project whose one script was built, and then became `text`. */
async function edited(text: string): Promise<TestProject> {
  const project = testProject({ 'main.cw': source('1') });
  await project.apply();
  fs.rmSync(path.join(project.dir, 'made'));
  project.write({ 'main.cw': source('2'), [script]: text });
  return project;
}

/** The same project as a folder that another machine gets. */
function arrived(from: TestProject, env: Readonly<Record<string, string>> = {}): TestProject {
  const other = testProject({});
  const to = testProject({}, { world: { ...other.world, env: { ...other.world.env, ...env } } });
  fs.cpSync(from.dir, to.dir, { recursive: true });
  return to;
}

const ran = (project: TestProject) => [project.exists('made'), project.exists('mine')];
const mine = 'touch mine\n';

test('an edit that was made here is carried out', async () => {
  const project = await edited(mine);
  expect((await project.apply()).result?.exit_code).toBe(0);
  expect(ran(project)).toEqual([false, true]);
});

describe('an edit that came from elsewhere', () => {
  test('is refused, and runs once its very text is approved', async () => {
    const from = await edited(mine);
    const to = arrived(from);
    const refused = await to.apply();
    expect(refused.kind).toBe('invalid');
    expect(refused.messages.join()).toContain(`CLOCKWORK_APPROVE=${digestOfBytes(mine)}`);
    expect(ran(to)).toEqual([false, false]);
    const other = arrived(from, { CLOCKWORK_APPROVE: digestOfBytes('something else') });
    expect((await other.apply()).kind).toBe('invalid');
    const approved = arrived(from, { CLOCKWORK_APPROVE: digestOfBytes(mine) });
    expect((await approved.apply()).result?.exit_code).toBe(0);
    expect(ran(approved)).toEqual([false, true]);
  });

  test('is replaced by force', async () => {
    const to = arrived(await edited(mine));
    expect((await to.apply({ force: true })).result?.exit_code).toBe(0);
    expect(ran(to)).toEqual([true, false]);
  });

  test('is refused where the manifest was changed', async () => {
    const project = await edited(mine);
    const manifest = JSON.parse(project.read('.clockwork/build/manifest.json'));
    project.write({ '.clockwork/build/manifest.json': JSON.stringify({ ...manifest, vars: { A: 'b' } }) });
    expect((await project.apply()).kind).toBe('invalid');
    expect(ran(project)).toEqual([false, false]);
  });

  test('is refused where git keeps the folder, and not where it ignores it', async () => {
    const project = await edited(mine);
    const git = (...words: string[]) => execFileSync('git', words, { cwd: project.dir, stdio: 'ignore' });
    git('init', '-q');
    git('add', '-f', '--', script);
    const refused = await project.apply();
    expect([refused.kind, ...ran(project)]).toEqual(['invalid', false, false]);
    git('rm', '-q', '--cached', '--', script);
    expect((await project.apply()).kind).toBe('done');
    expect(ran(project)).toEqual([false, true]);
  });

  test('asking git runs nothing that the repository names', async () => {
    const project = await edited(mine);
    execFileSync('git', ['init', '-q'], { cwd: project.dir });
    for (const [key, value] of [
      ['core.fsmonitor', 'touch pwned'],
      ['core.pager', 'touch pwned'],
      ['alias.ls-files', '!touch pwned'],
    ] as const)
      execFileSync('git', ['config', key, value], { cwd: project.dir });
    // The control: without our settings this repository does run something.
    execFileSync('git', ['status'], { cwd: project.dir, stdio: 'ignore' });
    expect(project.exists('pwned')).toBe(true);
    fs.rmSync(path.join(project.dir, 'pwned'));
    expect((await project.apply()).kind).toBe('done');
    expect(project.exists('pwned')).toBe(false);
  });
});

describe('an edit made here passes the gate again', () => {
  test.each([
    ['#!/usr/bin/env -S perl -e evil\ntouch mine\n', 'calls'],
    ['\ufeff#!/bin/bash\ntouch mine\n', 'byte order mark'],
  ])('%j', async (text, message) => {
    const project = await edited(text);
    const refused = await project.apply();
    expect([refused.kind, ...ran(project)]).toEqual(['invalid', false, false]);
    expect(refused.messages.join()).toContain(message);
  });

  test.each([0o777, 0o4755])('mode %o', async (mode) => {
    const project = await edited(mine);
    fs.chmodSync(path.join(project.dir, script), mode);
    const refused = await project.apply();
    expect([refused.kind, ...ran(project)]).toEqual(['invalid', false, false]);
    expect(refused.messages.join()).toContain('asks for mode');
  });

  const web = 'resource "service" "web" {\n  command = ["sleep", "60"]\n}\n';
  const body = '.clockwork/build/bodies/service_web.ensure_service.json';
  test.each([
    ['other name', { name: 'other' }, '`name` is "other"'],
    ['other operation', { operation: 'remove_service', state: undefined, spec: undefined }, '`operation`'],
    ['no body', { spec: 1 }, 'spec'],
  ])('an engine body: %s', async (_, change, message) => {
    const project = testProject({ 'main.cw': web });
    const declined = await project.apply({ confirm: async () => 'declined' });
    expect(declined.kind).toBe('declined');
    project.write({ [body]: JSON.stringify({ ...JSON.parse(project.read(body)), ...change }) });
    const refused = await project.apply();
    expect(refused.kind).toBe('invalid');
    expect(refused.messages.join()).toContain(message);
  });
});
