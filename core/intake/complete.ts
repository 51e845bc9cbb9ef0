/** Completes a model: asks the embedded completer about every gap, and says which completions are out of date. */
import { completeEmbedded } from '../completion/embedded.ts';
import type { Completion, CompletionRequest } from '../completion/request.ts';
import { inputsDigest } from '../completion/request.ts';
import { completionBlocks, isEdited } from '../completion/write-completed.ts';
import { codes } from '../diagnostics/codes.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import type { Builder } from './builder.ts';
import { differsByInstance, requestOf } from './completion-requests.ts';
import type { CompletionDeclaration, ResourceDeclaration } from './declarations.ts';
import { diagnosticOf } from './finding.ts';
import type { Model } from './model.ts';
import type { Entry } from './module-table.ts';
import type { ModuleNode } from './nodes.ts';
import { blockName, instanceAddress } from './nodes.ts';
import type { UnitRecord } from './records.ts';

/**
 * Completions for everything that is open, and for what changed since it was completed and was not
 * edited. What cannot be known is a diagnostic at the block. Pure: equal models give equal answers.
 */
export function complete(model: Model): Outcome<readonly Completion[]> {
  const completions: Completion[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const request of model.completionRequests) {
    const { values, problems } = completeEmbedded(request);
    for (const { code, message } of problems) {
      diagnostics.push({ code, severity: codes[code].severity, message, place: request.place });
    }
    if (problems.length > 0 || Object.keys(values).length === 0) continue;
    completions.push({ address: request.address, values, by: 'embedded', inputs: inputsDigest(request) });
  }
  return { value: completions, diagnostics };
}

/** A resource block in one module instance. */
export interface RequestingUnit {
  readonly module: ModuleNode;
  readonly entry: Entry<ResourceDeclaration>;
  readonly record: UnitRecord;
}

/**
 * One request for each block (or instance) with gaps, in source order; and warnings on completions that are there. `units`
 * may leave out what has no gaps where nothing was completed.
 */
export function requestsOf(
  builder: Builder,
  units: readonly RequestingUnit[],
  diagnostics: Diagnostic[],
): readonly CompletionRequest[] {
  const requests = new Map<string, CompletionRequest>();
  const { completions } = builder.root.table;
  const current = new Map<string, CompletionRequest>();
  const used = new Set<Entry<CompletionDeclaration>>();
  for (const unit of units) {
    const { record } = unit;
    for (const completion of record.completions) used.add(completion);
    record.requests.list ??= requestsOfUnit(builder, unit);
    for (const [i, request] of record.requests.list.entries()) {
      if (current.has(request.address)) continue;
      current.set(request.address, request);
      if ((record.instances[i]?.instance.incomplete.length ?? 0) > 0) requests.set(request.address, request);
    }
  }
  for (const [address, entry] of completions) {
    const request = current.get(address);
    if (request !== undefined && isStale(entry, request)) {
      const edited = wasEdited(builder, address);
      diagnostics.push(staleWarning(entry, address, edited));
      if (!edited) requests.set(address, request);
    }
  }
  for (const [address, entry] of completions) {
    if (used.has(entry) || current.has(address)) continue;
    diagnostics.push(
      diagnosticOf(
        {
          code: 'orphan-completion',
          message: `There is no resource \`${address}\` any more. Remove this completion.`,
          span: entry.block.labels[0]?.span ?? entry.block.type.span,
          tags: ['unnecessary'],
        },
        entry.home,
      ),
    );
  }
  return [...requests.values()];
}

/** One for each instance, in order. */
function requestsOfUnit(builder: Builder, { module, entry, record }: RequestingUnit): readonly CompletionRequest[] {
  const { declaration, home } = entry;
  const kind = builder.vocabulary.kinds.get(declaration.type);
  if (kind === undefined) return [];
  const differs = differsByInstance(declaration);
  const path = instanceAddress(module.path, blockName(declaration), undefined);
  return record.instances.map(({ instance }) =>
    requestOf(kind, declaration, differs ? instance.address : path, home, differs ? instance.description : undefined),
  );
}

function isStale({ declaration }: Entry<CompletionDeclaration>, request: CompletionRequest): boolean {
  const { inputs } = declaration.from;
  return inputs !== undefined && inputs !== inputsDigest(request);
}

function wasEdited(builder: Builder, address: string): boolean {
  const file = builder.project.modules.get('.')?.completed;
  const block = file === undefined ? undefined : completionBlocks(file).find((each) => each.address === address);
  return file === undefined || block === undefined || isEdited(file, block);
}

function staleWarning(entry: Entry<CompletionDeclaration>, address: string, edited: boolean): Diagnostic {
  return diagnosticOf(
    {
      code: 'stale-completion',
      message: edited
        ? `\`${address}\` has changed since this was completed, and the completion was edited by hand, so it is kept. Check that it still fits, or remove it to have it made again.`
        : `\`${address}\` has changed since this was completed. The next \`clockwork complete\` or \`build\` makes it again.`,
      span: entry.block.labels[0]?.span ?? entry.block.type.span,
    },
    entry.home,
  );
}
