/** The file system of the machine and the one in memory, by the same suite; then what only a real disk can refuse. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFileSystem } from '../../core/adapters/file-system.ts';
import { isRefusal } from '../../core/ports.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';
import { tempFolder } from '../support/temp.ts';
import { checkFileSystem } from './conformance/file-system.ts';
import { asOrdinaryUser, isRoot } from './support/ordinary-user.ts';

describe('in memory', () => {
  checkFileSystem(() => {
    const files = memoryFileSystem();
    files.makeDirectory('/root', 0o755);
    return { files, root: '/root', link: files.link };
  });

  test('refuses what the test says, there and below', () => {
    const files = memoryFileSystem({ '/p/a': 'x' });
    files.refuseAt('/p', 'ENOSPC');
    expect(files.writeAtomic('/p/b', '', 0o600)).toMatchObject({ code: 'ENOSPC' });
    expect(files.read('/p/a')).not.toHaveProperty('refused');
    files.refuseAt('/p', null);
    expect(files.writeAtomic('/p/b', '', 0o600)).toBeUndefined();
    expect(files.texts()).toEqual({ '/p/a': 'x', '/p/b': '' });
  });
});

describe('on disk', () => {
  const files = createFileSystem();

  checkFileSystem(() => ({ files, root: tempFolder(), link: (path, target) => symlinkSync(target, path) }));

  test('the umask does not decide a mode', () => {
    const root = tempFolder();
    const before = process.umask(0o077);
    try {
      files.writeAtomic(join(root, 'a'), '', 0o664);
      files.makeDirectory(join(root, 'b'), 0o775);
    } finally {
      process.umask(before);
    }
    expect(lstatSync(join(root, 'a')).mode & 0o777).toBe(0o664);
    expect(lstatSync(join(root, 'b')).mode & 0o777).toBe(0o775);
  });

  test('refuses a path with a NUL, a name too long and a loop of links', () => {
    const root = tempFolder();
    symlinkSync('loop', join(root, 'loop'));
    expect(files.writeAtomic(join(root, 'a\0b'), '', 0o600)).toMatchObject({ code: 'EINVAL' });
    expect(files.writeAtomic(join(root, 'n'.repeat(300)), '', 0o600)).toMatchObject({ code: 'ENAMETOOLONG' });
    expect(files.writeAtomic(join(root, 'loop', 'a'), '', 0o600)).toMatchObject({ code: 'ELOOP' });
    expect(readdirSync(root)).toEqual(['loop']);
  });

  test.runIf(isRoot)('a full disk leaves the old content, no rubbish, and says so', () => {
    const root = mountTmpfs('size=64k');
    const path = join(root, 'state.json');
    expect(files.writeAtomic(path, 'old', 0o600)).toBeUndefined();
    expect(files.writeAtomic(path, 'n'.repeat(1_000_000), 0o600)).toEqual({
      refused: true,
      code: 'ENOSPC',
      reason: `Cannot write \`${path}\`: the disk is full.`,
    });
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(root)).toEqual(['state.json']);
  });

  test.runIf(isRoot)('a record that does not fit is not appended by halves', () => {
    const root = mountTmpfs('size=16k');
    const log = files.openAppend(join(root, 'log'), 0o600);
    if (isRefusal(log)) throw new Error(log.reason);
    expect(log.append('first\n', true)).toBeUndefined();
    expect(log.append('n'.repeat(100_000), true)).toMatchObject({ code: 'ENOSPC' });
    expect(log.append('second\n', true)).toBeUndefined();
    log.close();
    expect(readFileSync(join(root, 'log'), 'utf8')).toBe('first\nsecond\n');
  });

  test.runIf(isRoot)('a read-only disk is refused as such', () => {
    const root = mountTmpfs('size=64k');
    execFileSync('mount', ['-o', 'remount,ro', root]);
    expect(files.writeAtomic(join(root, 'a'), '', 0o600)).toMatchObject({
      code: 'EROFS',
      reason: expect.stringContaining('read-only'),
    });
    expect(files.makeDirectory(join(root, 'b'), 0o700)).toMatchObject({ code: 'EROFS' });
    expect(files.openAppend(join(root, 'c'), 0o600)).toMatchObject({ code: 'EROFS' });
  });

  test('an ordinary user is refused a folder that is not theirs', () => {
    const root = tempFolder();
    mkdirSync(join(root, 'closed'));
    writeFileSync(join(root, 'closed', 'secret'), 'x');
    chmodSync(join(root, 'closed'), isRoot ? 0o700 : 0o000);
    chmodSync(root, 0o755);
    onTestFinished(() => chmodSync(join(root, 'closed'), 0o700));
    const answers = asOrdinaryUser(
      `
      import { createFileSystem } from '${import.meta.dirname}/../../core/adapters/file-system.ts';
      const files = createFileSystem();
      const at = process.argv[1] + '/closed';
      console.log(JSON.stringify([
        files.read(at + '/secret'), files.list(at), files.writeAtomic(at + '/new', '', 0o600),
        files.makeDirectory(at + '/folder', 0o700), files.remove(at + '/secret'),
      ].map((answer) => [answer?.code, answer?.reason?.includes('permission denied')])));
    `,
      [root],
    );
    expect(JSON.parse(answers)).toEqual(Array.from({ length: 5 }, () => ['EACCES', true]));
  });

  test.runIf(isRoot)('root that rewrites a user’s file leaves it theirs', () => {
    const path = join(tempFolder(), 'main.cw');
    writeFileSync(path, 'old');
    chownSync(path, 12_345, 12_346);
    expect(files.writeAtomic(path, 'new', 0o644)).toBeUndefined();
    expect(lstatSync(path)).toMatchObject({ uid: 12_345, gid: 12_346 });
  });

  test('content and name are on disk before it returns', () => {
    const strace = spawnSync('strace', ['-V']);
    if (strace.error !== undefined) return expect(strace.error).toMatchObject({ code: 'ENOENT' });
    const root = tempFolder();
    const program = `
      import { createFileSystem } from '${import.meta.dirname}/../../core/adapters/file-system.ts';
      createFileSystem().writeAtomic(process.argv[1] + '/a', 'x', 0o600);`;
    const trace = join(root, 'trace');
    const calls = 'trace=openat,rename,fsync,write';
    execFileSync('strace', [
      '-f',
      '-y',
      '-e',
      calls,
      '-o',
      trace,
      process.execPath,
      '--input-type=module',
      '-e',
      program,
      root,
    ]);
    const steps = readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => line.includes(root) && !line.includes('unfinished'));
    const order = steps.flatMap((line) => /^\d+ +(openat|write|fsync|rename)\(/.exec(line)?.[1] ?? []);
    expect(order).toEqual(['openat', 'write', 'fsync', 'rename', 'openat', 'fsync']);
    expect(steps[0]).toContain('O_EXCL');
  });
});

/** A small file system of its own, unmounted when the test ends. */
function mountTmpfs(options: string): string {
  const folder = tempFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  onTestFinished(() => {
    execFileSync('umount', [folder]);
  });
  return folder;
}
