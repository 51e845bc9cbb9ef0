/** What functions of a module may ask of the world, and where their volatile values are kept. */
import type { FunctionContext } from '../language/scope.ts';
import type { Machine } from './machine.ts';
import { normalizePath } from './module-path.ts';
import type { ProjectWorld } from './project.ts';

export function createFunctions(world: ProjectWorld, moduleDir: string, machine: Machine): FunctionContext {
  const home = normalizePath(`${world.directory.replaceAll('\\', '/')}/${moduleDir}`);
  const absolute = (path: string): string => {
    const plain = path.replaceAll('\\', '/');
    return isAbsolute(plain)
      ? normalizePath(plain)
      : normalizePath(`${world.directory.replaceAll('\\', '/')}/${plain}`);
  };
  let realHome: string | undefined;
  return {
    readFile: (path) => world.readFile(absolute(path)),
    fileKind: (path) => world.fileKind(absolute(path)),
    listFiles: (dir) => world.listFiles(absolute(dir)),
    isInside: (path) => {
      realHome ??= world.realPath(home) ?? home;
      const target = world.realPath(absolute(path));
      if (target === undefined) return false;
      return target === realHome || target.startsWith(realHome.endsWith('/') ? realHome : `${realHome}/`);
    },
    homeDir: world.homeDir,
    get cwd() {
      machine.boundToFolder = true;
      return world.cwd;
    },
    volatile: (name, args) => {
      const { frame } = machine;
      if (frame === undefined) return undefined;
      frame.open = true;
      frame.volatile = true;
      const index = frame.counter.calls++;
      return frame.owner === undefined
        ? undefined
        : machine.evaluation.results.volatile(frame.owner.address, frame.owner.attribute, index, {
            function: name,
            args,
          });
    },
  };
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}
