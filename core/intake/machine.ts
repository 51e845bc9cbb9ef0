/**
 * Evaluation on demand. Everything in a project that has a value of its own (a variable, a local, an
 * attribute of one instance, the `count` of a block) is a cell: computed when first asked for, once for
 * each set of results, and traced, so that it is known which instances its value came from.
 *
 * Cells that ask for cells recurse; past {@link DEPTH_LIMIT} the whole is unwound, the innermost cell
 * is computed from an empty stack, and the outer one is asked again. So chains may be of any length.
 */
import type { Span } from '../base/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { evaluate } from '../language/evaluate.ts';
import type { Problem, Scope } from '../language/scope.ts';
import type { Value } from '../language/values.ts';
import { unknownValue } from '../language/values.ts';
import type { Expression } from '../syntax/ast.ts';
import type { Finding, Home } from './finding.ts';
import { diagnosticOf } from './finding.ts';
import type { Results } from './model.ts';

export interface Cell {
  readonly kind: 'variable' | 'local' | 'output' | 'expansion' | 'attribute';
  /** `local.name`, `file.a.content`: for messages on cycles. */
  readonly label: string;
  readonly home: Home;
  readonly span: Span;
  /** What `self`, `each` and `count` mean for it, and whose volatile values it uses. */
  readonly context: Context;
  /** Address that volatile calls in it are kept under; undefined where its reader's is used. */
  readonly owner?: { readonly address: string; readonly attribute: string };
  /** Its result under no results, where an earlier model had it and nothing that it came from has changed. */
  readonly kept?: CellResult;
  compute(frame: Frame): Value;
}

export interface Context {
  readonly scope: Scope;
}

export interface CellResult {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
  /** Instances that the value came from; the span is that of the reference, in the cell's own item. */
  readonly depends: ReadonlyMap<string, Span>;
  /** It may be another one with other results. */
  readonly open: boolean;
  /** It holds the value of a call like `timestamp()`. */
  readonly volatile: boolean;
  /** It depends on the folder's absolute path. */
  readonly bound: boolean;
  /** It came from a fact of the machine that is not known: what is unknown in it is so for that alone, or too. */
  readonly lacksFacts: boolean;
}

/** One computation under way. */
export interface Frame {
  readonly cell: Cell | undefined;
  readonly context: Context;
  readonly home: Home;
  readonly diagnostics: Diagnostic[];
  depends: Map<string, Span> | undefined;
  /** Starts of the references that were followed. */
  touched: Set<number> | undefined;
  open: boolean;
  volatile: boolean;
  lacksFacts: boolean;
  readonly owner: { readonly address: string; readonly attribute: string } | undefined;
  /** Volatile calls so far; shared with what is computed inside for the same owner. */
  readonly counter: { calls: number };
}

/** The values under one set of results. */
export interface Evaluation {
  readonly results: Results;
  readonly cells: Map<Cell, CellResult>;
  /** Cells that are being computed, each with the one that asked for it. */
  readonly active: Map<Cell, Cell | undefined>;
  /** The same cells in the order in which they were begun. */
  readonly stack: Cell[];
}

export interface Machine {
  /** With no results: what dependencies and diagnostics come from. */
  readonly base: Evaluation;
  evaluation: Evaluation;
  frame: Frame | undefined;
  depth: number;
  /** Paths of cells that ask for each other, already reported. */
  readonly cycles: Diagnostic[];
  /** Adds what an expression refers to but its evaluation did not follow (in a branch not taken). */
  readonly untouched: (expression: Expression, frame: Frame) => void;
  /** Set by whatever asks for the folder's absolute path, and by asking for a cell that did. */
  boundToFolder: boolean;
}

const DEPTH_LIMIT = 40;
const nothing: ReadonlyMap<string, Span> = new Map();
const none: readonly Diagnostic[] = [];

/** Thrown to unwind a stack that has become deep; caught by {@link settle} alone. */
class Unwind extends Error {
  readonly cell: Cell;
  readonly asker: Cell | undefined;
  constructor(cell: Cell, asker: Cell | undefined) {
    super('unwind');
    this.cell = cell;
    this.asker = asker;
  }
}

export function createEvaluation(results: Results): Evaluation {
  return { results, cells: new Map(), active: new Map(), stack: [] };
}

/** Runs `work` under `evaluation`, from a stack that may be unwound and run again. */
export function settle<T>(machine: Machine, evaluation: Evaluation, work: () => T): T {
  const before = { evaluation: machine.evaluation, frame: machine.frame, depth: machine.depth };
  // Under other results nothing of the stack below can be asked for again, so it need not be unwound.
  const nested = machine.depth > 0 && machine.evaluation === evaluation;
  machine.evaluation = evaluation;
  try {
    if (nested) return work();
    return settleFromEmpty(machine, evaluation, work);
  } finally {
    machine.evaluation = before.evaluation;
    machine.frame = before.frame;
    machine.depth = before.depth;
  }
}

interface Level {
  readonly cell: Cell | undefined;
  readonly asker: Cell | undefined;
  /** How many cells were being computed below this level. */
  readonly below: number;
}

function settleFromEmpty<T>(machine: Machine, evaluation: Evaluation, work: () => T): T {
  const { active, stack } = evaluation;
  const levels: Level[] = [{ cell: undefined, asker: undefined, below: stack.length }];
  for (;;) {
    const level = levels.at(-1) as Level;
    // What this level was computing when it was unwound is begun again.
    for (const cell of stack.splice(level.below)) active.delete(cell);
    machine.depth = 0;
    machine.frame = undefined;
    try {
      if (level.cell === undefined) return work();
      demand(machine, level.cell, level.asker);
      levels.pop();
    } catch (error) {
      if (!(error instanceof Unwind)) throw error;
      levels.push({ cell: error.cell, asker: error.asker, below: stack.length });
    }
  }
}

/** The result of a cell; unknown where it asks for itself, which is reported where it matters. */
export function demand(machine: Machine, cell: Cell, asker = machine.frame?.cell): CellResult {
  const { evaluation } = machine;
  const known = evaluation.cells.get(cell) ?? reusable(machine, cell);
  if (known !== undefined) {
    if (known.bound) machine.boundToFolder = true;
    return forReader(machine, cell, known);
  }
  if (evaluation.active.has(cell)) return cycleResult(machine, cell);
  if (machine.depth >= DEPTH_LIMIT) throw new Unwind(cell, asker);
  evaluation.active.set(cell, asker);
  evaluation.stack.push(cell);
  const result = compute(machine, cell, false);
  evaluation.active.delete(cell);
  evaluation.stack.pop();
  evaluation.cells.set(cell, result);
  return forReader(machine, cell, result);
}

/** `timestamp()` in a local has a value of its own in each attribute that reads it, as that is where it is kept. */
function forReader(machine: Machine, cell: Cell, result: CellResult): CellResult {
  const isRead = result.volatile && cell.owner === undefined && machine.frame?.owner !== undefined;
  return isRead ? compute(machine, cell, true) : result;
}

/** What does not depend on results is the same under all of them. */
function reusable(machine: Machine, cell: Cell): CellResult | undefined {
  if (machine.evaluation === machine.base) {
    if (cell.kept !== undefined) machine.base.cells.set(cell, cell.kept);
    return cell.kept;
  }
  const known = machine.base.cells.get(cell) ?? cell.kept;
  return known === undefined || known.open ? undefined : known;
}

function compute(machine: Machine, cell: Cell, inline: boolean): CellResult {
  const outer = machine.frame;
  const wasBound = machine.boundToFolder;
  machine.boundToFolder = false;
  const frame: Frame = {
    cell,
    context: cell.context,
    home: cell.home,
    diagnostics: [],
    depends: undefined,
    touched: undefined,
    open: false,
    volatile: false,
    lacksFacts: false,
    owner: cell.owner ?? (inline ? outer?.owner : undefined),
    counter: inline && outer !== undefined ? outer.counter : { calls: 0 },
  };
  machine.frame = frame;
  machine.depth++;
  const value = cell.compute(frame);
  machine.depth--;
  machine.frame = outer;
  const bound = machine.boundToFolder;
  machine.boundToFolder = wasBound || bound;
  return {
    value,
    diagnostics: frame.diagnostics.length === 0 ? none : frame.diagnostics,
    depends: frame.depends ?? nothing,
    open: frame.open,
    volatile: frame.volatile,
    bound,
    lacksFacts: frame.lacksFacts,
  };
}

/** Evaluates an expression of the frame's item; problems go to the frame. */
export function evaluateIn(machine: Machine, expression: Expression, frame: Frame): Value {
  const value = evaluate(expression, frame.context.scope, (problem) => note(frame, findingOf(problem)));
  machine.untouched(expression, frame);
  return value;
}

/** A frame for work outside of any cell: conditions, addresses, checks. */
export function looseFrame(
  context: Context,
  home: Home,
  owner?: { readonly address: string; readonly attribute: string },
): Frame {
  return {
    cell: undefined,
    context,
    home,
    diagnostics: [],
    depends: undefined,
    touched: undefined,
    open: false,
    volatile: false,
    lacksFacts: false,
    owner,
    counter: { calls: 0 },
  };
}

/** Runs `work` with `frame` as the one that references are recorded in. */
export function within<T>(machine: Machine, frame: Frame, work: () => T): T {
  const outer = machine.frame;
  machine.frame = frame;
  try {
    return work();
  } finally {
    machine.frame = outer;
  }
}

/** Records that the frame's value came from `address`. */
export function depend(frame: Frame, address: string, span: Span): void {
  frame.depends ??= new Map();
  if (!frame.depends.has(address)) frame.depends.set(address, span);
}

/** Takes over what a cell's value came from, as seen at `span`. */
export function absorb(frame: Frame | undefined, result: CellResult, span: Span): void {
  if (frame === undefined) return;
  for (const address of result.depends.keys()) depend(frame, address, span);
  if (result.open) frame.open = true;
  if (result.volatile) frame.volatile = true;
  if (result.lacksFacts) frame.lacksFacts = true;
}

export function note(frame: Frame, finding: Finding): void {
  frame.diagnostics.push(diagnosticOf(finding, frame.home));
}

function findingOf(problem: Problem): Finding {
  return {
    code: problem.code,
    message: problem.message,
    span: problem.span,
    ...(problem.fix && {
      fix: {
        title: problem.fix.title,
        edits: [{ span: problem.fix.replace ?? problem.span, newText: problem.fix.newText }],
      },
    }),
  };
}

const unsettled: CellResult = {
  value: unknownValue(),
  diagnostics: none,
  depends: nothing,
  open: true,
  volatile: false,
  bound: false,
  lacksFacts: false,
};

/**
 * A cell that is asked for while it is computed. Cycles through attributes of different instances are
 * cycles of resources, which Assembly names; all others are reported here.
 */
function cycleResult(machine: Machine, cell: Cell): CellResult {
  const path: Cell[] = [];
  for (let at = machine.frame?.cell; at !== undefined; at = machine.evaluation.active.get(at)) {
    path.push(at);
    if (at === cell) break;
  }
  path.reverse();
  const owners = new Set(path.map((each) => each.owner?.address));
  const ofResources = path.some((each) => each.kind === 'attribute') && owners.size > 1;
  if (machine.evaluation === machine.base && (!ofResources || path.some((each) => each.kind === 'expansion'))) {
    reportCycle(machine, path);
  }
  return unsettled;
}

function reportCycle(machine: Machine, path: readonly Cell[]): void {
  const [first] = path;
  if (first === undefined) return;
  const key = path
    .map((cell) => cell.label)
    .sort()
    .join('\n');
  if (
    machine.cycles.some(
      (known) =>
        known.related
          ?.map((each) => each.message)
          .sort()
          .join('\n') === key,
    )
  )
    return;
  machine.cycles.push({
    ...diagnosticOf(
      {
        code: 'reference-cycle',
        message:
          path.length === 1
            ? `\`${first.label}\` refers to itself. Give it a value that does not need its own.`
            : `These refer to each other: ${[...path, first].map((cell) => `\`${cell.label}\``).join(' → ')}. Break the cycle at one of them.`,
        span: first.span,
      },
      first.home,
    ),
    related: path.map((cell) => ({ message: cell.label, place: { ...cell.home, span: cell.span } })),
  });
}
