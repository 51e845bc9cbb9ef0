/** Checks the calls of modules: that there is such a folder, that inputs fit, that no module is inside of itself. */
import { nearest } from '../base/did-you-mean.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Builder } from './builder.ts';
import { diagnosticOf, renameFix } from './finding.ts';
import { modulePath } from './module-path.ts';
import type { ModuleNode } from './nodes.ts';

export function checkModules(builder: Builder, modules: readonly ModuleNode[], diagnostics: Diagnostic[]): void {
  const checked = new Set<string>();
  for (const module of modules) {
    for (const entry of module.table.modules.values()) {
      const { declaration, home } = entry;
      const { source, sourceSpan } = declaration;
      if (source === undefined) continue;
      const report = (finding: Parameters<typeof diagnosticOf>[0]) => diagnostics.push(diagnosticOf(finding, home));
      const dir = modulePath(module.table.dir, source);
      if (dir === undefined) {
        report({
          code: 'remote-module',
          message: `\`${source}\` is not a local folder. Modules from registries, git and other places are not part of this version; copy it into the project and write \`source = "./…"\`.`,
          span: sourceSpan,
        });
        continue;
      }
      const table = builder.table(dir);
      if (table === undefined) {
        report({
          code: 'module-not-found',
          message: `There is no module in \`${dir}\`: no folder with \`.cw\` files is there. Correct \`source\`, or create it.`,
          span: sourceSpan,
        });
        continue;
      }
      const chain = chainTo(module, table.dir);
      if (chain !== undefined) {
        report({
          code: 'module-cycle',
          message: `These modules are inside of each other: ${[...chain, table.dir].map((each) => `\`${each}\``).join(' → ')}. Remove one of the calls.`,
          span: sourceSpan,
        });
        continue;
      }
      if (checked.has(`${home.file} ${home.item}`)) continue;
      checked.add(`${home.file} ${home.item}`);
      for (const [name, input] of declaration.inputs) {
        if (table.variables.has(name)) continue;
        const near = nearest(name, table.variables.keys());
        report({
          code: 'unknown-input',
          message: `Module \`${declaration.name}\` has no variable \`${name}\`.${near === undefined ? ` Declare it in \`${dir}\`, or remove it.` : ` Did you mean \`${near}\`?`}`,
          span: input.nameSpan,
          ...(near !== undefined && { fix: renameFix(name, near, input.nameSpan) }),
        });
      }
      if (entry.block.broken) continue;
      for (const [name, variable] of table.variables) {
        if (declaration.inputs.has(name) || variable.declaration.fallback !== undefined) continue;
        diagnostics.push({
          ...diagnosticOf(
            {
              code: 'missing-input',
              message: `Module \`${declaration.name}\` needs the input \`${name}\`. Add \`${name} = …\`.`,
              span: { start: entry.block.type.span.start, end: declaration.nameSpan.end },
            },
            home,
          ),
          related: [
            {
              message: 'Declared here, without a default',
              place: { ...variable.home, span: variable.declaration.nameSpan },
            },
          ],
        });
      }
    }
  }
}

/** The folders from `dir` down to the module that calls it, where it is inside of `dir`. */
function chainTo(module: ModuleNode, dir: string): readonly string[] | undefined {
  const chain: string[] = [];
  for (let at: ModuleNode | undefined = module; at !== undefined; at = at.parent?.node) {
    chain.unshift(at.table.dir);
    if (at.table.dir === dir) return chain;
  }
  return undefined;
}
