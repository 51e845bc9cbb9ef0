/** Completes a model: asks the embedded completer about every gap, and says which completions are out of date. */
import { completeEmbedded } from '../completion/embedded.ts';
import type { Completion, CompletionRequest } from '../completion/request.ts';
import { inputsDigest } from '../completion/request.ts';
import { completionBlocks, isEdited } from '../completion/write-completed.ts';
import { codes } from '../diagnostics/codes.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import type { Builder } from './builder.ts';
import { differsByInstance, requestOf } from './completion-requests.ts';
import type { CompletionDeclaration } from './declarations.ts';
import { diagnosticOf } from './finding.ts';
import type { Model } from './model.ts';
import type { Entry } from './module-table.ts';
import type { InstanceNode } from './nodes.ts';
import { blockName, instanceAddress } from './nodes.ts';

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

/** One request for each block (or instance) with gaps, in source order; and warnings on completions that are there. */
export function requestsOf(
  builder: Builder,
  nodes: readonly InstanceNode[],
  describe: (node: InstanceNode) => string | undefined,
  diagnostics: Diagnostic[],
): readonly CompletionRequest[] {
  const requests = new Map<string, CompletionRequest>();
  const completions = builder.root.table.completions;
  const current = new Map<string, CompletionRequest>();
  const perInstance = new Map<InstanceNode['entry'], boolean>();
  for (const node of nodes) {
    const kind = builder.kindOf(node);
    if (kind === undefined || (node.incomplete.length === 0 && completions.size === 0)) continue;
    const { declaration, home } = node.entry;
    let each = perInstance.get(node.entry);
    if (each === undefined) {
      each = differsByInstance(declaration);
      perInstance.set(node.entry, each);
    }
    const path = instanceAddress(node.module.path, blockName(declaration), undefined);
    const address = each ? node.address : path;
    if (current.has(address)) continue;
    const request = requestOf(kind, declaration, address, home, each ? describe(node) : undefined);
    current.set(address, request);
    if (node.incomplete.length > 0) requests.set(address, request);
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
    if (builder.usedCompletions.has(entry) || current.has(address)) continue;
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
