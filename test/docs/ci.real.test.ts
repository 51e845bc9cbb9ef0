/** The snippets of docs/ci.md are run: every command in them, by a shell as the service would do it, on a project with and without errors. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import YAML from 'yaml';
import { build } from '../../scripts/build.mjs';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { sectionsOf } from './markdown.ts';

const root = path.join(import.meta.dirname, '..', '..');
const fences = sectionsOf(path.join(root, 'docs', 'ci.md')).flatMap((section) => section.fences);
const good = { 'main.cw': 'resource "file" "a" {\n  path    = "a.txt"\n  content = "a"\n}\n' };
const bad = { 'main.cw': `${good['main.cw']}\nresource "file" "b" {\n  pathh = "x"\n}\n` };

beforeAll(async () => {
  await build();
});

interface Job {
  readonly cwd: string;
  readonly status: number | null;
  readonly output: string;
}

/** `npm` and what it would install are stood in for: the checkout is what it finds. */
function shell(script: string, files: Readonly<Record<string, string>>, pipefail = false): Job {
  const cwd = writeFiles(tempFolder(), files);
  const tools = writeFiles(tempFolder(), {
    'bin/npm': `#!/bin/sh\n[ "$1" = root ] && echo "$(dirname "$0")/../lib"\nexit 0\n`,
    'lib/empty': '',
  });
  fs.chmodSync(path.join(tools, 'bin', 'npm'), 0o755);
  fs.symlinkSync(root, path.join(tools, 'lib', 'clockwork'));
  const PATH = [path.join(tools, 'bin'), path.join(root, 'bin'), process.env['PATH'] ?? ''].join(path.delimiter);
  const done = spawnSync('bash', ['-e', ...(pipefail ? ['-o', 'pipefail'] : []), '-c', script], {
    cwd,
    env: { PATH, HOME: tempFolder() },
    encoding: 'utf8',
  });
  return { cwd, status: done.status, output: `${done.stdout}${done.stderr}` };
}

function fence(name: string): string {
  const found = fences.find((one) => one.name === name);
  if (found === undefined) throw new Error(`docs/ci.md has no block \`${name}\`.`);
  return found.text;
}

describe('GitHub Actions', () => {
  const runsOf = (name: string): readonly string[] => {
    const jobs: readonly { readonly steps: readonly { readonly run?: string }[] }[] = Object.values(
      YAML.parse(fence(name)).jobs,
    );
    return jobs.flatMap((job) => job.steps).flatMap((step) => (step.run === undefined ? [] : [step.run]));
  };

  test('the check passes a good project', () => {
    const runs = runsOf('.github/workflows/clockwork.yml');
    expect(runs.length).toBe(4);
    for (const script of runs) expect(shell(script, good), script).toMatchObject({ status: 0 });
  });

  test('it annotates a bad one, and ends', () => {
    const found = shell('clockwork validate --format github', bad);
    expect(runsOf('.github/workflows/clockwork.yml')).toContain('clockwork validate --format github');
    expect(found).toMatchObject({ status: 3 });
    expect(found.output).toContain('::error file=main.cw,line=7,col=3,');
  });

  test('the problem matcher is where the step looks for it, and its owners are removed', () => {
    const { output } = shell(runsOf('.github/workflows/clockwork.yml').at(-1) ?? '', good);
    const file = /::add-matcher::(.*)/.exec(output)?.[1] ?? '';
    const real = path.join(root, 'ci', path.basename(file));
    const owners = JSON.parse(fs.readFileSync(real, 'utf8')).problemMatcher.map((one: { owner: string }) => one.owner);
    expect(file.endsWith('lib/clockwork/ci/github-problem-matcher.json')).toBe(true);
    expect([...output.matchAll(/::remove-matcher owner=(.*)::/g)].map((found) => found[1])).toEqual(owners);
  });

  test('the scan writes the file that is uploaded', () => {
    const name = '.github/workflows/clockwork-scan.yml';
    const { status, cwd } = shell(runsOf(name).at(-1) ?? '', bad);
    const upload = Object.values<{ steps: { with?: { sarif_file?: string } }[] }>(YAML.parse(fence(name)).jobs)[0];
    const file = upload?.steps.at(-1)?.with?.sarif_file ?? '';
    expect(status).toBe(3);
    expect(JSON.parse(fs.readFileSync(path.join(cwd, file), 'utf8')).runs[0].results.length).toBeGreaterThan(0);
  });
});

describe('GitLab', () => {
  const { clockwork: job } = YAML.parse(fence('.gitlab-ci.yml'));
  const script = [...job.before_script, ...job.script].join('\n');
  const { codequality, junit } = job.artifacts.reports;

  test.each([
    ['good', good, 0],
    ['bad', bad, 3],
  ] as const)('a %s project gives both reports, and its exit code', (_, files, status) => {
    const run = shell(script, files, true);
    expect(run.status, run.output).toBe(status);
    const issues = JSON.parse(fs.readFileSync(path.join(run.cwd, codequality), 'utf8'));
    expect(issues.length > 0).toBe(status !== 0);
    expect(fs.readFileSync(path.join(run.cwd, junit), 'utf8')).toContain(`failures="${status === 0 ? 0 : 1}"`);
  });
});

test('Jenkins reads the file that the step writes', () => {
  const text = fence('Jenkinsfile');
  const command = /sh '(.*)'/.exec(text)?.[1] ?? '';
  const { status, cwd } = shell(command, bad);
  expect(status).toBe(3);
  const report = /junit '(.*)'/.exec(text)?.[1] ?? '';
  expect(fs.readFileSync(path.join(cwd, report), 'utf8')).toContain('<failure');
});

test('the hooks format the files of a commit and check the project', () => {
  const hooks: readonly { readonly id: string; readonly entry: string; readonly files: string }[] = YAML.parse(
    fence('.pre-commit-config.yaml'),
  ).repos[0].hooks;
  const [format, validate] = hooks;
  const untidy = { 'main.cw': 'locals {\na=1\n}\noutput "a" { value = local.a }\n' };
  const formatted = shell(`${format?.entry} main.cw`, untidy);
  expect(formatted.status).toBe(0);
  expect(fs.readFileSync(path.join(formatted.cwd, 'main.cw'), 'utf8')).toContain('  a = 1\n');
  expect(shell(validate?.entry ?? '', good).status).toBe(0);
  expect(shell(validate?.entry ?? '', bad).status).toBe(3);
  for (const { files } of hooks)
    expect(['a/main.cw', 'x.cwvars', 'main.tf'].map((name) => new RegExp(files).test(name))).toEqual([
      true,
      true,
      false,
    ]);
});

describe('scripts', () => {
  const scripts = fences.filter((one) => one.language === 'sh').map((one) => one.text);

  test('jq lists the errors', (context) => {
    if (spawnSync('jq', ['--version']).status !== 0) context.skip('there is no `jq` here');
    const script = scripts.find((one) => one.includes('jq')) ?? '';
    expect(shell(script, bad).output).toMatch(/^main\.cw: Unknown attribute `pathh`/);
  });

  test('a kept plan is applied', () => {
    const script = scripts.find((one) => one.includes('apply')) ?? '';
    const { status, cwd, output } = shell(script, good);
    expect(status, output).toBe(0);
    expect(fs.readFileSync(path.join(cwd, 'a.txt'), 'utf8')).toBe('a');
  });
});
