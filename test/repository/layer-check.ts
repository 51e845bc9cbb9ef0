/** Judges one source file by the tables of the architecture. */
import path from 'node:path';
import {
  entryPoints,
  layers,
  narrowed,
  packageRules,
  pureNodeModules,
  wired,
  worldly,
  worldlyNames,
} from './layer-rules.ts';
import { blankLiterals, findImports, lineNumberAt } from './source-scan.ts';

/** Returns one sentence a violation, `file:line: what, and the reason`; none for a file that is as it should be. */
export function checkFile(file: string, text: string): readonly string[] {
  const isEntryPoint = entryPoints.some((pattern) => pattern.test(file));
  const layer = layerOf(file);
  if (layer === undefined) return [`${file}:1: stands in no layer; the table of layers has no row for its folder`];
  const ofImports = findImports(text).flatMap(({ module, lineNumber }) => {
    const problem =
      module === undefined ? computedImport(file, isEntryPoint) : judge(file, layer, module, isEntryPoint);
    return problem === undefined ? [] : [`${file}:${lineNumber}: ${problem}`];
  });
  return [...ofImports, ...(mayTouchWorld(file, isEntryPoint) ? [] : findWorldlyNames(file, text))];
}

function judge(file: string, layer: string, module: string, isEntryPoint: boolean): string | undefined {
  if (module.startsWith('.')) return judgeRelative(file, layer, module, isEntryPoint);
  if (module.startsWith('node:')) {
    if (pureNodeModules.includes(module) || mayTouchWorld(file, isEntryPoint)) return undefined;
    return `imports \`${module}\`, which touches the world: only adapters and entry points may, take a port`;
  }
  const name = packageName(module);
  const rule = packageRules.find((one) => one.name.test(name));
  if (rule === undefined || rule.in.some((place) => isInside(file, place))) return undefined;
  const where = rule.in.length === 0 ? 'is not part of the product' : `belongs to ${rule.in.join(', ')}`;
  return `imports \`${name}\`, which ${where}: ${rule.why}`;
}

function judgeRelative(file: string, layer: string, module: string, isEntryPoint: boolean): string | undefined {
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), module));
  const targetLayer = layerOf(target);
  if (targetLayer === undefined) return `imports \`${target}\`, which is outside of the product's layers`;
  if (targetLayer === layer) return undefined;
  if (isEntryPoint && targetLayer === 'core/adapters') {
    const some = wired.find(({ from }) => from === file);
    return some === undefined || some.adapters.includes(target) ? undefined : `imports \`${target}\`: ${some.why}`;
  }
  const narrow = narrowed.find((one) => one.from === layer);
  const seen = narrow?.sees ?? layers.slice(0, layers.indexOf(layer));
  if (seen.some((place) => isInside(target, place))) return undefined;
  const why = narrow?.why ?? `${layer} stands before ${targetLayer}, and a folder imports only what stands before it`;
  return `imports \`${target}\`: ${why}`;
}

function computedImport(file: string, isEntryPoint: boolean): string | undefined {
  if (mayTouchWorld(file, isEntryPoint)) return undefined;
  return 'imports a module whose name is computed: the layers cannot be checked';
}

function findWorldlyNames(file: string, text: string): readonly string[] {
  const { code } = blankLiterals(text);
  return worldlyNames.flatMap(({ pattern, why }) =>
    [...code.matchAll(pattern)].map(
      (match) => `${file}:${lineNumberAt(text, match.index)}: uses \`${match[0].replace(/\($/, '')}\`: ${why}`,
    ),
  );
}

function mayTouchWorld(file: string, isEntryPoint: boolean): boolean {
  return isEntryPoint || worldly.some((place) => isInside(file, place));
}

function layerOf(file: string): string | undefined {
  return layers.find((place) => isInside(file, place));
}

function isInside(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function packageName(module: string): string {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}
