/** What every {@link FileSystem} does, the real one and the one in memory. */
import { expect, test } from 'vitest';
import { type FileSystem, isRefusal } from '../../../core/ports.ts';

export interface FileSystemUnderTest {
  readonly files: FileSystem;
  /** An empty folder. */
  readonly root: string;
  link(path: string, target: string): void;
}

export function checkFileSystem(make: () => FileSystemUnderTest): void {
  const text = (files: FileSystem, path: string) => {
    const bytes = files.read(path);
    return isRefusal(bytes) ? bytes.code : new TextDecoder().decode(bytes);
  };

  test('writes and reads back, with exactly the mode asked for', () => {
    const { files, root } = make();
    expect(files.writeAtomic(`${root}/a`, 'grüße', 0o640)).toBeUndefined();
    expect(text(files, `${root}/a`)).toBe('grüße');
    expect(files.stat(`${root}/a`)).toMatchObject({ type: 'file', mode: 0o640, sizeBytes: 7 });
    expect(files.writeAtomic(`${root}/a`, Uint8Array.of(0, 255), 0o600)).toBeUndefined();
    expect(files.read(`${root}/a`)).toEqual(expect.objectContaining({ length: 2 }));
    expect(files.stat(`${root}/a`)).toMatchObject({ mode: 0o600, sizeBytes: 2 });
    expect(files.changeMode(`${root}/a`, 0o755)).toBeUndefined();
    expect(files.stat(`${root}/a`)).toMatchObject({ mode: 0o755 });
  });

  test('leaves nothing but the file behind', () => {
    const { files, root } = make();
    files.writeAtomic(`${root}/a`, 'x', 0o600);
    files.makeDirectory(`${root}/folder`, 0o755);
    expect(files.writeAtomic(`${root}/folder`, 'x', 0o600)).toMatchObject({ code: 'EISDIR' });
    expect(files.list(root)).toEqual([
      { name: 'a', type: 'file' },
      { name: 'folder', type: 'directory' },
    ]);
  });

  test('lists in the order of code points', () => {
    const { files, root } = make();
    for (const name of ['b', 'ä', 'B', '\u{1f600}', '\u{ff5e}', 'a.b', 'a'])
      files.writeAtomic(`${root}/${name}`, '', 0o600);
    const entries = files.list(root);
    expect(isRefusal(entries) ? entries : entries.map((entry) => entry.name)).toEqual([
      'B',
      'a',
      'a.b',
      'b',
      'ä',
      '\u{ff5e}',
      '\u{1f600}',
    ]);
  });

  test('refuses with the system’s code and a sentence that names the path', () => {
    const { files, root } = make();
    files.writeAtomic(`${root}/file`, '', 0o600);
    const refusals = {
      readMissing: files.read(`${root}/no`),
      readFolder: files.read(root),
      statMissing: files.stat(`${root}/no`),
      listFile: files.list(`${root}/file`),
      writeBelowNothing: files.writeAtomic(`${root}/no/a`, '', 0o600),
      writeBelowFile: files.writeAtomic(`${root}/file/a`, '', 0o600),
      folderOverFile: files.makeDirectory(`${root}/file`, 0o700),
      renameMissing: files.rename(`${root}/no`, `${root}/b`),
      modeMissing: files.changeMode(`${root}/no`, 0o600),
      appendFolder: files.openAppend(root, 0o600),
      realMissing: files.realPath(`${root}/no`),
    };
    expect(
      Object.fromEntries(Object.entries(refusals).map(([name, answer]) => [name, isRefusal(answer) && answer.code])),
    ).toEqual({
      readMissing: 'ENOENT',
      readFolder: 'EISDIR',
      statMissing: 'ENOENT',
      listFile: 'ENOTDIR',
      writeBelowNothing: 'ENOENT',
      writeBelowFile: 'ENOTDIR',
      folderOverFile: 'EEXIST',
      renameMissing: 'ENOENT',
      modeMissing: 'ENOENT',
      appendFolder: 'EISDIR',
      realMissing: 'ENOENT',
    });
    for (const answer of Object.values(refusals)) expect(isRefusal(answer) && answer.reason).toContain(`\`${root}`);
  });

  test('appends to what is there, until closed', () => {
    const { files, root } = make();
    for (const part of ['one\n', 'two\n']) {
      const log = files.openAppend(`${root}/log`, 0o600);
      if (isRefusal(log)) throw new Error(log.reason);
      expect(log.append(part, true)).toBeUndefined();
      expect(log.append('.', false)).toBeUndefined();
      log.close();
      log.close();
      expect(log.append('late', true)).toMatchObject({ code: 'EBADF' });
    }
    expect(text(files, `${root}/log`)).toBe('one\n.two\n.');
    expect(files.stat(`${root}/log`)).toMatchObject({ mode: 0o600 });
  });

  test('makes folders with their parents, and leaves what exists alone', () => {
    const { files, root } = make();
    expect(files.makeDirectory(`${root}/a/b/c`, 0o750)).toBeUndefined();
    expect(files.stat(`${root}/a/b/c`)).toMatchObject({ type: 'directory', mode: 0o750 });
    expect(files.makeDirectory(`${root}/a/b/c`, 0o700)).toBeUndefined();
    expect(files.stat(`${root}/a/b/c`)).toMatchObject({ mode: 0o750 });
  });

  test('follows links where it is told to, replaces them on writing, never removes what they lead to', () => {
    const { files, root, link } = make();
    files.makeDirectory(`${root}/real`, 0o755);
    files.writeAtomic(`${root}/real/file`, 'kept', 0o644);
    link(`${root}/to-folder`, `${root}/real`);
    link(`${root}/to-file`, 'real/file');
    link(`${root}/loop`, 'loop');
    link(`${root}/dangling`, 'nowhere');

    expect(text(files, `${root}/to-folder/file`)).toBe('kept');
    expect(files.stat(`${root}/to-file`)).toMatchObject({ type: 'file' });
    expect(files.stat(`${root}/to-file`, true)).toMatchObject({ type: 'symlink' });
    expect(files.realPath(`${root}/to-folder/file`)).toBe(`${root}/real/file`);
    expect(files.stat(`${root}/dangling`)).toMatchObject({ code: 'ENOENT' });
    expect(files.read(`${root}/loop`)).toMatchObject({ code: 'ELOOP' });

    expect(files.writeAtomic(`${root}/to-file`, 'new', 0o644)).toBeUndefined();
    expect(files.stat(`${root}/to-file`, true)).toMatchObject({ type: 'file' });
    expect(files.remove(`${root}/to-folder`)).toBeUndefined();
    expect(text(files, `${root}/real/file`)).toBe('kept');
  });

  test('moves over a file and over an empty folder, not over a full one', () => {
    const { files, root } = make();
    files.writeAtomic(`${root}/a`, 'a', 0o600);
    files.writeAtomic(`${root}/b`, 'b', 0o600);
    expect(files.rename(`${root}/a`, `${root}/b`)).toBeUndefined();
    expect(text(files, `${root}/b`)).toBe('a');
    expect(text(files, `${root}/a`)).toBe('ENOENT');
    files.makeDirectory(`${root}/empty`, 0o755);
    files.makeDirectory(`${root}/full/x`, 0o755);
    expect(files.rename(`${root}/full`, `${root}/empty`)).toBeUndefined();
    files.makeDirectory(`${root}/other`, 0o755);
    expect(files.rename(`${root}/other`, `${root}/empty`)).toMatchObject({ code: 'ENOTEMPTY' });
    expect(files.rename(`${root}/b`, `${root}/other`)).toMatchObject({ code: 'EISDIR' });
  });

  test('removes a file, a folder with all it holds, and nothing without complaint', () => {
    const { files, root } = make();
    files.makeDirectory(`${root}/a/b`, 0o755);
    files.writeAtomic(`${root}/a/b/c`, '', 0o600);
    expect(files.remove(`${root}/a`)).toBeUndefined();
    expect(files.remove(`${root}/a`)).toBeUndefined();
    expect(files.remove(`${root}/a/b/c`)).toBeUndefined();
    expect(files.list(root)).toEqual([]);
  });
}
