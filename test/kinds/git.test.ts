/** `git_repo` against real remotes: a path, HTTP with a login, and SSH. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { git, makeRepository, startGitHttp, startSshd } from '../support/git-servers.ts';
import { loadParser } from '../support/parser.ts';
import { testProject } from '../support/project.ts';
import { commandPath, describeReal } from '../support/real.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';

beforeAll(loadParser);

const source = (url: string, more = '') => `resource "git_repo" "app" {\n  url = "${url}"\n  path = "src"\n${more}}\n`;

/** Adds a commit to a branch of the bare repository; returns its hash. */
function commitTo(bare: string, branch: string, files: Readonly<Record<string, string>>): string {
  const work = path.join(tempFolder(), 'work');
  git('.', 'clone', '--quiet', bare, work);
  git(work, 'checkout', '--quiet', '-B', branch);
  writeFiles(work, files);
  git(work, 'add', '--all');
  git(work, 'commit', '--quiet', '--message', 'More');
  git(work, 'push', '--quiet', 'origin', branch);
  return git(work, 'rev-parse', 'HEAD');
}

describeReal('git', 'git_repo', () => {
  test('the default branch, another branch, a tag, a commit: each once, none twice', async () => {
    const remotes = tempFolder();
    const bare = makeRepository(remotes, 'app.git', { 'a.txt': 'main' });
    const first = git(bare, 'rev-parse', 'main');
    const other = commitTo(bare, 'other', { 'a.txt': 'other' });
    git(bare, 'tag', 'v1', first);
    const project = testProject({ 'main.cw': source(`file://${bare}`) });
    const apply = async (more: string) => {
      project.write({ 'main.cw': source(`file://${bare}`, more) });
      const done = await project.apply();
      expect(done.messages, more).toEqual([]);
      expect((await project.plan()).steps, more).toEqual([]);
      return [project.read('src/a.txt'), project.state().resources['git_repo.app']?.outputs['commit']];
    };
    expect(await apply('')).toEqual(['main', first]);
    expect(await apply('  ref = "other"\n')).toEqual(['other', other]);
    expect(await apply('  ref = "v1"\n')).toEqual(['main', first]);
    expect(await apply(`  ref = "${other.slice(0, 10)}"\n`)).toEqual(['other', other]);
    expect(await apply('  ref = "main"\n  depth = 1\n')).toEqual(['main', first]);
    git(path.join(project.dir, 'src'), 'checkout', '--quiet', '--detach', other);
    expect((await project.plan()).actions).toEqual({ 'git_repo.app': 'none' });
    git(path.join(project.dir, 'src'), 'checkout', '--quiet', '-B', 'theirs', other);
    expect((await project.plan()).actions).toEqual({ 'git_repo.app': 'update' });
    expect((await project.apply()).result?.exit_code).toBe(0);
    expect((await project.destroy()).messages).toEqual([]);
    expect(project.exists('src')).toBe(false);
  });

  test('local changes and commits of one’s own are never touched', async () => {
    const bare = makeRepository(tempFolder(), 'app.git', { 'a.txt': 'main' });
    commitTo(bare, 'other', { 'a.txt': 'other' });
    const project = testProject({ 'main.cw': source(bare) });
    await project.apply();
    project.write({ 'src/a.txt': 'mine', 'main.cw': source(bare, '  ref = "other"\n') });
    const refused = await project.apply();
    expect(refused.result?.exit_code).toBe(4);
    expect(project.read('src/a.txt')).toBe('mine');
    expect((await project.destroy()).result?.exit_code).toBe(4);
    expect(project.read('src/a.txt')).toBe('mine');
    const work = path.join(project.dir, 'src');
    git(work, 'commit', '--quiet', '--all', '--message', 'Mine');
    expect((await project.destroy()).result?.exit_code).toBe(4);
    project.write({ 'main.cw': source(bare, '  ref = "main"\n') });
    commitTo(bare, 'main', { 'b.txt': 'theirs' });
    expect((await project.apply()).result?.exit_code).toBe(4);
    expect(project.read('src/a.txt')).toBe('mine');
    git(work, 'push', '--quiet', 'origin', 'HEAD:refs/heads/saved');
    expect((await project.destroy()).result?.exit_code).toBe(0);
    expect(project.exists('src')).toBe(false);
  });

  test('a folder with other things in it is left alone', async () => {
    const bare = makeRepository(tempFolder(), 'app.git', { 'a.txt': 'main' });
    const project = testProject({ 'main.cw': source(bare), 'src/theirs': 'x' });
    expect((await project.apply()).result?.exit_code).toBe(4);
    expect(fs.readdirSync(path.join(project.dir, 'src'))).toEqual(['theirs']);
  });

  test('an unknown ref and a remote that is not there are said', async () => {
    const bare = makeRepository(tempFolder(), 'app.git', { 'a.txt': 'main' });
    const project = testProject({ 'main.cw': source(bare, '  ref = "nonesuch"\n') });
    expect((await project.apply()).result?.exit_code).toBe(4);
    project.write({ 'main.cw': source(`${bare}-gone`) });
    expect((await project.apply()).result?.exit_code).toBe(4);
  });

  test('over HTTP', async () => {
    const remotes = tempFolder();
    makeRepository(remotes, 'app.git', { 'a.txt': 'over http' });
    const server = await startGitHttp(remotes);
    try {
      const project = testProject({ 'main.cw': source(server.url('app.git'), '  depth = 1\n') });
      expect((await project.apply()).messages).toEqual([]);
      expect(project.read('src/a.txt')).toBe('over http');
      expect((await project.plan()).steps).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});

describeReal('sshd', 'git_repo over SSH', () => {
  test('clones with the user’s own ssh settings', async () => {
    const remotes = tempFolder();
    makeRepository(remotes, 'app.git', { 'a.txt': 'over ssh' });
    const server = await startSshd(remotes, commandPath('sshd'));
    try {
      const home = tempFolder();
      const project = testProject({ 'main.cw': source(server.url('app.git')) });
      const wrapper = path.join(home, 'ssh');
      fs.writeFileSync(wrapper, `#!/bin/sh\nexec ${server.sshCommand} "$@"\n`, { mode: 0o755 });
      const config = path.join(project.world.env['HOME'] ?? home, '.gitconfig');
      fs.writeFileSync(config, `[core]\n\tsshCommand = ${wrapper}\n`);
      expect((await project.apply()).messages).toEqual([]);
      expect(project.read('src/a.txt')).toBe('over ssh');
    } finally {
      await server.stop();
    }
  });
});
