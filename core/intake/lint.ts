/** Rules on style and risk: what is legal but probably not meant. A comment `# clockwork:ignore CODE reason` silences each. */

import type { Span } from '../base/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Expression } from '../syntax/ast.ts';
import type { Declaration, Given } from './declarations.ts';
import type { FilePart } from './file-part.ts';
import type { Finding } from './finding.ts';
import { diagnosticOf } from './finding.ts';
import { literalText } from './literal.ts';
import type { ModuleTable } from './module-table.ts';
import { usersIn } from './name-uses.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A call of a module from another: for outputs that nobody reads. */
export interface ModuleUse {
  readonly callee: ModuleTable;
  readonly caller: ModuleTable;
  readonly name: string;
}

/** `tables` are those of the project, the root first. Pauses behind each file. */
export function* lint(
  tables: readonly ModuleTable[],
  calls: readonly ModuleUse[],
  vocabulary: Vocabulary,
): Generator<void, readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  for (const part of tables.flatMap(({ parts }) => parts)) {
    if (isRead(part)) continue;
    usersIn(part);
    risksIn(part, vocabulary);
    yield;
  }
  const usesByTable = new Map(tables.map((table) => [table, usesIn(table)]));
  for (const table of tables) {
    for (const part of table.parts) diagnostics.push(...risksIn(part, vocabulary));
    // What does not parse may hold the use that is missing.
    if (table.broken) continue;
    unusedNames(table, usesByTable.get(table) ?? new Set(), diagnostics);
  }
  const [root] = tables;
  for (const table of tables) {
    const callers = calls.filter((call) => call.callee === table);
    if (table === root || callers.length === 0 || callers.some(({ caller }) => caller.broken)) continue;
    for (const [name, { declaration, home }] of table.outputs) {
      const isUsed = callers.some(({ caller, name: call }) => {
        const uses = usesByTable.get(caller);
        return uses?.has(`module.${call}.${name}`) === true || uses?.has(`module.${call}.*`) === true;
      });
      if (!isUsed) {
        diagnostics.push(
          diagnosticOf(unused(`Output \`${name}\` of this module is read by nobody`, declaration.nameSpan), home),
        );
      }
    }
  }
  return diagnostics;
}

const usesMemo = new WeakMap<ModuleTable, ReadonlySet<string>>();

/** Names that a module reads (`var.port`, `local.x` …), but for a variable in its own conditions. Once for each table. */
export function usesIn(table: ModuleTable): ReadonlySet<string> {
  let uses = usesMemo.get(table);
  if (uses === undefined) {
    const found = new Set<string>();
    for (const part of table.parts) for (const name of usersIn(part).keys()) found.add(name);
    uses = found;
    usesMemo.set(table, uses);
  }
  return uses;
}

function unusedNames(table: ModuleTable, uses: ReadonlySet<string>, diagnostics: Diagnostic[]): void {
  for (const [name, { declaration, home }] of table.variables) {
    if (uses.has(`var.${name}`)) continue;
    diagnostics.push(diagnosticOf(unused(`Variable \`${name}\` is never used`, declaration.nameSpan), home));
  }
  for (const [name, { nameSpan, home }] of table.locals) {
    if (uses.has(`local.${name}`)) continue;
    diagnostics.push(diagnosticOf(unused(`Local value \`${name}\` is never used`, nameSpan), home));
  }
}

function unused(what: string, span: Span): Finding {
  return { code: 'unused-declaration', message: `${what}. Use it, or remove it.`, span, tags: ['unnecessary'] };
}

const riskMemo = new WeakMap<FilePart, readonly Diagnostic[]>();
const nothing: readonly Diagnostic[] = [];

function isRead(part: FilePart): boolean {
  return riskMemo.has(part);
}

/** Secrets and `latest` tags that are written out in a file. */
function risksIn(part: FilePart, vocabulary: Vocabulary): readonly Diagnostic[] {
  let known = riskMemo.get(part);
  if (known === undefined) {
    const found = part.entries.flatMap(({ declaration, home }) =>
      riskyText(declaration, vocabulary).map((finding) => diagnosticOf(finding, home)),
    );
    known = found.length === 0 ? nothing : found;
    riskMemo.set(part, known);
  }
  return known;
}

const findingMemo = new WeakMap<Declaration, readonly Finding[]>();
const noFindings: readonly Finding[] = [];

function riskyText(declaration: Declaration, vocabulary: Vocabulary): readonly Finding[] {
  let known = findingMemo.get(declaration);
  if (known === undefined) {
    const findings: Finding[] = [];
    look(declaration, vocabulary, findings);
    known = findings.length === 0 ? noFindings : findings;
    findingMemo.set(declaration, known);
  }
  return known;
}

function look(declaration: Declaration, vocabulary: Vocabulary, findings: Finding[]): void {
  switch (declaration.kind) {
    case 'variable':
      if (declaration.fallback !== undefined) {
        const found: Finding[] = [];
        lookAt(declaration.name, declaration.fallback, declaration.sensitive, found);
        const advice = `Remove the default${declaration.sensitive ? '' : ', add `sensitive = true`'}, and set it with \`CLOCKWORK_VAR_${declaration.name}\`.`;
        findings.push(...found.map((one) => ({ ...one, message: `${secretIn(declaration.name)} ${advice}` })));
      }
      return;
    case 'locals':
      for (const { name, expression } of declaration.values) lookAt(name, expression, false, findings);
      return;
    case 'module':
      for (const [name, { expression }] of declaration.inputs) lookAt(name, expression, false, findings);
      return;
    case 'resource': {
      const table = vocabulary.kinds.get(declaration.type)?.attributes;
      for (const [name, given] of declaration.attributes)
        lookAtGiven(name, given, table?.[name]?.sensitive === true, findings);
      return;
    }
    case 'completion':
      for (const [name, given] of declaration.attributes) lookAtGiven(name, given, false, findings);
  }
}

function lookAtGiven(name: string, given: Given, sensitive: boolean, findings: Finding[]): void {
  if (given.kind === 'blocks') {
    for (const { content } of given.blocks)
      for (const inner of content) lookAtGiven(inner.name, inner, sensitive, findings);
    return;
  }
  if (name === 'image') checkTag(given.expression, findings);
  lookAt(name, given.expression, sensitive, findings);
}

function secretIn(name: string): string {
  return `The secret in \`${name}\` is written in the source, where everyone with the files can read it.`;
}

/** No recursion over what is long: lists and objects of any size, but written out, so no deeper than the text nests. */
function lookAt(name: string, expression: Expression, sensitive: boolean, findings: Finding[]): void {
  switch (expression.kind) {
    case 'template': {
      const text = literalText(expression);
      if (text === undefined || !isSecret(name, text, sensitive)) return;
      findings.push({
        code: 'secret-in-source',
        message: `${secretIn(name)} Use \`variable "${/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name) ? name.toLowerCase() : 'secret'}" { sensitive = true }\` and set it in the environment.`,
        span: expression.span,
      });
      return;
    }
    case 'object':
      for (const item of expression.items) lookAt(literalText(item.key) ?? '', item.value, sensitive, findings);
      return;
    case 'tuple':
      for (const item of expression.items) lookAt(name, item, sensitive, findings);
      return;
    case 'parenthesized':
      lookAt(name, expression.inner, sensitive, findings);
      return;
    case 'call':
      for (const argument of expression.args) lookAt(name, argument, sensitive, findings);
  }
}

const secretName =
  /(^|[_-])(pass|password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credentials?)$/i;
const secretForms = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\bsk-[A-Za-z0-9_-]{20,}/,
  /\bglpat-[A-Za-z0-9_-]{20,}/,
  /:\/\/[^\s:/@]+:[^\s:/@]{3,}@/,
];

function isSecret(name: string, text: string, sensitive: boolean): boolean {
  if (secretForms.some((form) => form.test(text))) return true;
  if (text === '' || text === 'true' || text === 'false') return false;
  return sensitive || (secretName.test(name) && !text.startsWith('/') && !text.startsWith('./'));
}

function checkTag(expression: Expression, findings: Finding[]): void {
  const image = literalText(expression);
  if (image === undefined || image === '' || image.includes('@')) return;
  const name = image.slice(image.lastIndexOf('/') + 1);
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : undefined;
  if (tag !== undefined && tag !== 'latest') return;
  findings.push({
    code: 'latest-tag',
    message:
      tag === undefined
        ? `\`${image}\` has no tag, which means \`latest\`: another image tomorrow than today. Name a version: \`${image}:1.2\`.`
        : `The tag \`latest\` is another image tomorrow than today. Name a version.`,
    span: expression.span,
  });
}
