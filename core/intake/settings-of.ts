/** What a project says of itself as a whole: settings, refusals, moves. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isKnown, isNull, textOf, type Value } from '../language/values.ts';
import { writtenAddress } from './addresses.ts';
import type { Builder } from './builder.ts';
import { diagnosticOf } from './finding.ts';
import { evaluateIn, looseFrame, settle, within } from './machine.ts';
import type { Import, Moved, Refusal, Removed, Settings } from './model.ts';
import type { ModuleNode } from './nodes.ts';

export function refusalsOf(modules: readonly ModuleNode[], diagnostics: Diagnostic[]): Refusal[] {
  const seen = new Set<string>();
  return modules.flatMap(({ table }) => {
    if (seen.has(table.dir)) return [];
    seen.add(table.dir);
    return table.refusals.map(({ feature, span, home }): Refusal => {
      const message = `\`${feature}\` is not carried out in this version, and going on without it would be less safe than it says. \`apply\` refuses until it is removed.`;
      diagnostics.push(diagnosticOf({ code: 'refused-feature', message, span }, home));
      return { feature, message, place: { ...home, span } };
    });
  });
}

export function settingsOf(modules: readonly ModuleNode[], diagnostics: Diagnostic[]): Settings {
  const [root] = modules;
  let settings: Settings = { compiler: 'embedded' };
  for (const module of modules) {
    for (const [index, { declaration, home, block }] of module.table.settings.entries()) {
      if (module !== root || index > 0) {
        const message =
          module === root
            ? 'There is more than one `clockwork` block. Put all settings into one.'
            : '`clockwork` settings count in the root module alone; here they have no effect.';
        diagnostics.push(diagnosticOf({ code: 'misplaced-settings', message, span: block.type.span }, home));
        continue;
      }
      settings = {
        compiler: declaration.compiler ?? 'embedded',
        ...(declaration.parallelism !== undefined && { parallelism: declaration.parallelism }),
        ...(declaration.timeoutPerStep !== undefined && { timeoutPerStep: declaration.timeoutPerStep }),
      };
    }
  }
  return settings;
}

export function movesOf(builder: Builder, modules: readonly ModuleNode[], diagnostics: Diagnostic[]) {
  const moved: Moved[] = [];
  const imports: Import[] = [];
  const removed: Removed[] = [];
  const { machine } = builder;
  for (const module of modules) {
    for (const { declaration, home, block } of module.table.moved) {
      const report = (finding: Parameters<typeof diagnosticOf>[0]) => diagnostics.push(diagnosticOf(finding, home));
      const from = writtenAddress(module.address, declaration.from, report);
      const to = writtenAddress(module.address, declaration.to, report);
      if (from !== undefined && to !== undefined) moved.push({ from, to, place: { ...home, span: block.type.span } });
    }
    for (const { declaration, home, block } of module.table.removed) {
      const from = writtenAddress(module.address, declaration.from, (finding) =>
        diagnostics.push(diagnosticOf(finding, home)),
      );
      if (from !== undefined)
        removed.push({ from, destroy: declaration.destroy, place: { ...home, span: block.type.span } });
    }
    for (const { declaration, home, block } of module.table.imports) {
      const report = (finding: Parameters<typeof diagnosticOf>[0]) => diagnostics.push(diagnosticOf(finding, home));
      const to = writtenAddress(module.address, declaration.to, report);
      const value: Value = settle(machine, machine.base, () => {
        const frame = looseFrame(module.context, home);
        const result = within(machine, frame, () => evaluateIn(machine, declaration.id, frame));
        diagnostics.push(...frame.diagnostics);
        return result;
      });
      if (to === undefined || !isKnown(value)) continue;
      if (isNull(value) || value.type.kind !== 'string') {
        report({
          code: 'invalid-value',
          message: '`id` must be a string: the path or name that the thing has now.',
          span: declaration.id.span,
        });
      } else imports.push({ to, id: textOf(value), place: { ...home, span: block.type.span } });
    }
  }
  return { moved, imports, removed };
}
