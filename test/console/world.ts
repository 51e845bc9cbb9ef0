/** The few files that documented examples speak of, without a disk: module folder `.`, working folder `/project`. */
import type { FunctionContext } from '../../core/language/scope.ts';

const files: Readonly<Record<string, Uint8Array>> = {
  'hello.txt': Buffer.from('Hello World'),
  'binary.dat': Uint8Array.of(0x80, 0x80),
  'backends.tftpl': Buffer.from('%{ for addr in ip_addrs ~}\nbackend ${addr}:${port}\n%{ endfor ~}\n'),
  'config.tftpl': Buffer.from('%{ for key, value in config ~}\nset ${key} = ${value}\n%{ endfor ~}\n'),
  'files/hello.txt': Buffer.from('hello'),
  'files/world.txt': Buffer.from('world'),
  'files/subdirectory/anotherfile.txt': Buffer.from('another'),
  '/outside/secret.txt': Buffer.from('s3cr3t'),
  '/home/steve/notes.txt': Buffer.from('at home'),
};

export const documentedWorld: FunctionContext = {
  homeDir: '/home/steve',
  cwd: '/project',
  readFile: (path) => files[path] ?? { error: 'there is no such file' },
  fileKind: (path) => {
    if (files[path] !== undefined) return 'file';
    if (path === 'pipe') return 'other';
    return Object.keys(files).some((file) => file.startsWith(`${path}/`)) ? 'directory' : null;
  },
  listFiles: (dir) => {
    const prefix = dir === '.' ? '' : `${dir}/`;
    const below = Object.keys(files).filter(
      (file) => file.startsWith(prefix) && (prefix !== '' || !file.startsWith('/')),
    );
    return below.map((file) => file.slice(prefix.length)).sort();
  },
  isInside: (path) => !path.startsWith('/'),
  volatile: () => undefined,
};
