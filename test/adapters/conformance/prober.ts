/** What every {@link Prober} answers about files, the real one and the one over memory. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FileSystem, Prober } from '../../../core/ports.ts';

export interface ProberUnderTest {
  readonly prober: Prober;
  /** The files that it looks at; `root` is its project. */
  readonly files: FileSystem;
  readonly root: string;
  link(path: string, target: string): void;
}

export function checkPathProbes(make: () => ProberUnderTest): void {
  const stat = (prober: Prober, path: string, digest = false) => prober.ask({ kind: 'stat-path', path, digest });
  const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

  test('a file: type, mode, size, and its digest if asked for', async () => {
    const { prober, files, root } = make();
    files.writeAtomic(`${root}/a.txt`, 'grüße', 0o640);
    const answer = { kind: 'path', type: 'file', symlink: false, mode: 0o640, sizeBytes: 7 };
    expect(await stat(prober, 'a.txt')).toMatchObject(answer);
    expect(await stat(prober, 'a.txt')).not.toHaveProperty('digest');
    expect(await stat(prober, `${root}/a.txt`, true)).toMatchObject({ ...answer, digest: sha256('grüße') });
    files.writeAtomic(`${root}/empty`, '', 0o600);
    expect(await stat(prober, 'empty', true)).toMatchObject({ sizeBytes: 0, digest: sha256('') });
  });

  test('a folder: how many entries it has', async () => {
    const { prober, files, root } = make();
    files.makeDirectory(`${root}/d/inner`, 0o750);
    files.writeAtomic(`${root}/d/file`, '', 0o600);
    expect(await stat(prober, 'd', true)).toMatchObject({ kind: 'path', type: 'directory', mode: 0o750, entries: 2 });
    expect(await stat(prober, '.', true)).toMatchObject({ type: 'directory', entries: 1 });
  });

  test('nothing there is absent', async () => {
    const { prober, files, root } = make();
    files.writeAtomic(`${root}/file`, '', 0o600);
    expect(await stat(prober, 'nothing', true)).toEqual({ kind: 'absent' });
    expect(await stat(prober, 'file/below')).toEqual({ kind: 'absent' });
    expect(await prober.ask({ kind: 'read-file', path: 'nothing', maxBytes: 10 })).toEqual({ kind: 'absent' });
  });

  test('links are followed and said to be links; one that leads nowhere is neither file nor folder', async () => {
    const { prober, files, root, link } = make();
    files.writeAtomic(`${root}/real`, 'x', 0o600);
    link(`${root}/to-file`, 'real');
    link(`${root}/to-nothing`, 'nothing');
    expect(await stat(prober, 'to-file', true)).toMatchObject({ type: 'file', symlink: true, digest: sha256('x') });
    expect(await stat(prober, 'to-nothing', true)).toMatchObject({ kind: 'path', type: 'other', symlink: true });
  });

  test('content, whole or cut', async () => {
    const { prober, files, root } = make();
    files.writeAtomic(`${root}/a`, 'abcdef', 0o600);
    expect(await prober.ask({ kind: 'read-file', path: 'a', maxBytes: 6 })).toEqual({
      kind: 'content',
      text: 'abcdef',
      truncated: false,
    });
    expect(await prober.ask({ kind: 'read-file', path: 'a', maxBytes: 4 })).toEqual({
      kind: 'content',
      text: 'abcd',
      truncated: true,
    });
    expect(await prober.ask({ kind: 'read-file', path: '.', maxBytes: 4 })).toMatchObject({ kind: 'refused' });
  });

  test('a cancelled question is refused', async () => {
    const { prober } = make();
    expect(await prober.ask({ kind: 'stat-path', path: '.', digest: false }, AbortSignal.abort())).toMatchObject({
      kind: 'refused',
    });
  });
}
