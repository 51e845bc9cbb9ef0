/** The state of git work trees, cloned over file, HTTP and SSH. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gitStatus } from '../../core/adapters/probe-git.ts';
import { createProcessRunner } from '../../core/adapters/process-runner.ts';
import { git, gitTestEnvironment, makeRepository, startGitHttp, startSshd } from '../support/git-servers.ts';
import { commandPath, describeReal } from '../support/real.ts';
import { makeFolder, tempFolder } from '../support/temp.ts';

const processes = createProcessRunner();
const ask = (path: string) =>
  gitStatus(path, { processes, env: { PATH: gitTestEnvironment.PATH ?? '', HOME: '/nonexistent' } });

describeReal('git', 'git', () => {
  let served: ReturnType<typeof makeFolder>;
  let bare: string;
  beforeAll(() => {
    served = makeFolder();
    bare = makeRepository(served.path, 'app.git', { 'main.txt': 'one\n', 'sub/x': 'x\n' });
  });
  afterAll(() => served.remove());

  function clone(...args: readonly string[]): string {
    const folder = join(tempFolder(), 'work');
    git('/', 'clone', '--quiet', ...args, `file://${bare}`, folder);
    return folder;
  }

  test('a fresh clone: remote, commit, branch, nothing changed', async () => {
    const work = clone();
    expect(await ask(work)).toEqual({
      kind: 'git',
      remote: `file://${bare}`,
      commit: git(work, 'rev-parse', 'HEAD'),
      branch: 'main',
      dirty: false,
      unpushed: 0,
    });
  });

  test.each([
    ['a changed file', (work: string) => writeFileSync(join(work, 'main.txt'), 'two\n')],
    ['a new file', (work: string) => writeFileSync(join(work, 'new.txt'), '')],
    ['a staged deletion', (work: string) => git(work, 'rm', '--quiet', 'sub/x')],
  ])('%s is a local change', async (_name, change) => {
    const work = clone();
    change(work);
    expect(await ask(work)).toMatchObject({ dirty: true, unpushed: 0 });
  });

  test('commits that nobody else has are counted, on any branch and in the stash', async () => {
    const work = clone();
    writeFileSync(join(work, 'main.txt'), 'two\n');
    git(work, 'commit', '--quiet', '--all', '--message', 'Second');
    git(work, 'checkout', '--quiet', '-b', 'side');
    git(work, 'commit', '--quiet', '--allow-empty', '--message', 'Third');
    expect(await ask(work)).toMatchObject({ branch: 'side', dirty: false, unpushed: 2 });
    writeFileSync(join(work, 'main.txt'), 'three\n');
    git(work, 'stash', '--quiet');
    const { unpushed } = (await ask(work)) as { unpushed: number };
    expect(unpushed).toBeGreaterThan(2);
  });

  test('a shallow clone of a tag, and a fetched commit, have nothing unpushed', async () => {
    git(bare, 'tag', '--force', 'v1', 'main');
    const tagged = clone('--depth', '1', '--branch', 'v1');
    expect(await ask(tagged)).toMatchObject({ branch: '', dirty: false, unpushed: 0 });
    const fetched = tempFolder();
    git(fetched, 'init', '--quiet');
    git(fetched, 'remote', 'add', 'origin', `file://${bare}`);
    git(fetched, 'fetch', '--quiet', '--depth', '1', 'origin', 'main');
    git(fetched, 'checkout', '--quiet', 'FETCH_HEAD');
    expect(await ask(fetched)).toMatchObject({ remote: `file://${bare}`, unpushed: 0 });
  });

  test('a repository without a commit', async () => {
    const work = tempFolder();
    git(work, 'init', '--quiet', '--initial-branch=main');
    expect(await ask(work)).toEqual({ kind: 'git', remote: '', commit: '', branch: 'main', dirty: false, unpushed: 0 });
  });

  test('nothing, or an empty folder, is absent; another folder is refused, inside a repository too', async () => {
    const folder = tempFolder();
    expect(await ask(join(folder, 'nothing'))).toEqual({ kind: 'absent' });
    expect(await ask(folder)).toEqual({ kind: 'absent' });
    expect(await ask(join(clone(), 'sub'))).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('it is no git work tree'),
    });
    writeFileSync(join(folder, 'file'), '');
    expect(await ask(folder)).toMatchObject({ kind: 'refused' });
  });

  test('a password in the address is not told', async () => {
    const work = clone();
    git(work, 'remote', 'set-url', 'origin', 'https://me:canary@example.com/app.git');
    expect(await ask(work)).toMatchObject({ remote: 'https://me@example.com/app.git' });
  });

  test('neither hooks nor monitors of the repository run; the control does', async () => {
    const work = clone();
    const proof = join(tempFolder(), 'ran');
    const program = join(work, '.git', 'evil.sh');
    writeFileSync(program, `#!/bin/sh\ntouch ${proof}\n`);
    chmodSync(program, 0o755);
    git(work, 'config', 'core.fsmonitor', program);
    mkdirSync(join(work, '.git', 'hooks'), { recursive: true });
    writeFileSync(join(work, '.git', 'hooks', 'post-index-change'), `#!/bin/sh\ntouch ${proof}\n`, { mode: 0o755 });
    expect(await ask(work)).toMatchObject({ kind: 'git', dirty: false });
    expect(existsSync(proof)).toBe(false);
    execFileSync('git', ['status'], { cwd: work, env: gitTestEnvironment, stdio: 'ignore' });
    expect(existsSync(proof)).toBe(true);
  });

  test('a clone over HTTP, with a login', async () => {
    const server = await startGitHttp(served.path, { user: 'me', password: 'canary' });
    try {
      const work = join(tempFolder(), 'work');
      const url = server.url('app.git').replace('http://', 'http://me:canary@');
      await runGit('/', ['clone', '--quiet', url, work]);
      expect(await ask(work)).toMatchObject({
        kind: 'git',
        remote: server.url('app.git').replace('http://', 'http://me@'),
        branch: 'main',
        unpushed: 0,
      });
      writeFileSync(join(work, 'pushed'), '');
      git(work, 'add', '--all');
      git(work, 'commit', '--quiet', '--message', 'Pushed');
      expect(await ask(work)).toMatchObject({ unpushed: 1 });
      await runGit(work, ['push', '--quiet', 'origin', 'HEAD:refs/heads/pushed']);
      expect(await ask(work)).toMatchObject({ unpushed: 0 });
      expect(server.requests.some(({ status }) => status === 200)).toBe(true);
      await expect(runGit('/', ['clone', '--quiet', server.url('app.git'), join(tempFolder(), 'no')])).rejects.toThrow(
        /could not read Username|Authentication failed/,
      );
    } finally {
      await server.stop();
    }
  });
});

describeReal('sshd', 'git over SSH', () => {
  test('a clone', async () => {
    const served = tempFolder();
    makeRepository(served, 'app.git', { 'main.txt': 'one\n' });
    const server = await startSshd(served, commandPath('sshd'));
    try {
      const work = join(tempFolder(), 'work');
      await runGit('/', ['clone', '--quiet', server.url('app.git'), work], { GIT_SSH_COMMAND: server.sshCommand });
      expect(await ask(work)).toMatchObject({
        kind: 'git',
        remote: server.url('app.git'),
        branch: 'main',
        dirty: false,
      });
    } finally {
      await server.stop();
    }
  });
});

/** Without blocking: the server is in this process. */
async function runGit(
  cwd: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  let said = '';
  const outcome = await processes.run({
    command: 'git',
    args,
    cwd,
    env: { ...gitTestEnvironment, ...more },
    timeoutMs: 20_000,
    graceMs: 100,
    onOutput: (_stream, text) => {
      said += text;
    },
  });
  if (outcome.exitCode !== 0) throw new Error(said || outcome.reason || outcome.status);
}
