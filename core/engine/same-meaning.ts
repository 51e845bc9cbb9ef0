/** Whether two loads of a project mean the same: the same blocks in the same order, wherever they stand in their files. */
import type { Assignment, LoadedModule, LoadedProject } from '../intake/project.ts';
import type { SyntaxFile } from '../syntax/ast.ts';

/** Compares nodes by identity, which the parser keeps for text that did not change. Linear in top-level items. */
export function meansTheSame(a: LoadedProject, b: LoadedProject): boolean {
  if (a.world.version !== b.world.version) return false;
  if (a.modules.size !== b.modules.size || a.assignments.length !== b.assignments.length) return false;
  for (const [dir, module] of a.modules) {
    const other = b.modules.get(dir);
    if (other === undefined || !isSameModule(module, other)) return false;
  }
  return a.assignments.every((assignment, i) => isSameAssignment(assignment, b.assignments[i]));
}

function isSameModule(a: LoadedModule, b: LoadedModule): boolean {
  return (
    a.dir === b.dir &&
    a.files.length === b.files.length &&
    a.files.every((file, i) => isSameFile(file, b.files[i])) &&
    (a.completed === undefined) === (b.completed === undefined) &&
    (a.completed === undefined || isSameFile(a.completed, b.completed))
  );
}

function isSameFile(a: SyntaxFile, b: SyntaxFile | undefined): boolean {
  if (a === b) return true;
  if (b === undefined || a.path !== b.path || a.items.length !== b.items.length) return false;
  return a.items.every((item, i) => item.node === b.items[i]?.node && item.key === b.items[i]?.key);
}

function isSameAssignment(a: Assignment, b: Assignment | undefined): boolean {
  if (b === undefined || a.name !== b.name) return false;
  if (a.kind === 'text') return b.kind === 'text' && a.text === b.text && a.origin === b.origin;
  return b.kind === 'expression' && a.expression === b.expression && a.home.file === b.home.file;
}
