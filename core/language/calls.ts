/** Function calls: finds the function, evaluates what it is given, and gives it the world that it may ask. */
import { nearest, suggestion } from '../base/did-you-mean.ts';
import type { Call, Expression, Template } from '../syntax/ast.ts';
import { parseTemplate } from '../syntax/parse.ts';
import { describeKind } from './describe.ts';
import type { CallResult } from './functions/call.ts';
import { callFunction, callLazyFunction } from './functions/call.ts';
import type { Attempt, CallHost } from './functions/define.ts';
import { LimitReached, Refusal } from './functions/define.ts';
import { functionTable, replacementFor } from './functions/table.ts';
import type { Locals, Run } from './run.ts';
import { failed, reportingTo } from './run.ts';
import type { Problem, Scope } from './scope.ts';
import type { Value } from './values.ts';
import { isItems, isNull, unknownValue, withSensitivity } from './values.ts';

/** Templates that render templates, and so on: deeper than anyone needs, shallower than the stack. */
const MAX_TEMPLATE_DEPTH = 32;

export function evaluateCall(run: Run, call: Call, locals: Locals | undefined): Value {
  const definition = functionTable.get(call.name.text);
  if (definition === undefined) return unknownFunction(run, call);
  if (definition.lazy === true) {
    const attempts = call.args.map((argument) => () => attempt(run, argument, locals));
    return outcome(run, call, callLazyFunction(definition, attempts), true);
  }
  const problemsBefore = counting(run);
  const args: Value[] = [];
  for (const argument of call.args) args.push(run.evaluate(problemsBefore.run, argument, locals));
  const expanded = call.expandLast ? expand(run, call, args) : args;
  if (expanded === undefined) return unknownValue();
  // An argument that failed is unknown; what a function says of unknown arguments would be a second report of it.
  return outcome(run, call, callFunction(definition, expanded, run.host()), !problemsBefore.any());
}

function unknownFunction(run: Run, call: Call): Value {
  const { text, span } = call.name;
  const replacement = replacementFor(text);
  if (replacement !== undefined) return failed(run, { code: 'unknown-function', message: replacement, span });
  const near = nearest(text, functionTable.keys());
  return failed(run, {
    code: 'unknown-function',
    message: `There is no function \`${text}\`.${near === undefined ? '' : ` Did you mean \`${near}\`?`}`,
    span,
    ...(near === undefined ? {} : { fix: { title: `Change \`${text}\` to \`${near}\``, newText: near } }),
  });
}

/** The last argument's elements as arguments of their own; undefined where they are not known or there are none. */
function expand(run: Run, call: Call, args: readonly Value[]): readonly Value[] | undefined {
  const last = args.at(-1);
  const written = call.args.at(-1);
  if (last === undefined || written === undefined) return args;
  const { raw, type } = last;
  if (isItems(raw)) return [...args.slice(0, -1), ...raw.map((item) => withSensitivity(item, last.sensitive))];
  const sequence = type.kind === 'list' || type.kind === 'set' || type.kind === 'tuple' || type.kind === 'any';
  if (!isNull(last) && sequence) return undefined;
  run.report({
    code: 'invalid-argument',
    message: `\`...\` passes on the elements of a list, set or tuple, but this is ${describeKind(last)}.`,
    span: written.span,
  });
  return undefined;
}

function outcome(run: Run, call: Call, result: CallResult, report: boolean): Value {
  if (result.kind === 'value') return result.value;
  if (!report) return unknownValue();
  if (result.kind === 'limit')
    return failed(run, { code: 'evaluation-limit', message: result.message, span: call.span });
  const at = result.argument === undefined ? undefined : argumentAt(call, result.argument);
  return failed(run, { code: 'invalid-argument', message: result.message, span: at?.span ?? call.span });
}

/** The argument as written; every one that an expanded list gave stands at that list. */
function argumentAt(call: Call, index: number): Expression | undefined {
  return call.args[index] ?? (call.expandLast ? call.args.at(-1) : undefined);
}

function attempt(run: Run, argument: Expression, locals: Locals | undefined): Attempt {
  const problems: Problem[] = [];
  const value = run.evaluate(
    reportingTo(run, (problem) => problems.push(problem)),
    argument,
    locals,
  );
  return { value, problems };
}

function counting(run: Run): { readonly run: Run; any(): boolean } {
  let reported = false;
  const inner = reportingTo(run, (problem) => {
    reported = true;
    run.report(problem);
  });
  return { run: inner, any: () => reported };
}

/** What functions may ask of the world in this run. Delegates one by one: the scope's context may be of any class. */
export function hostOf(run: Run): CallHost {
  const context = run.scope.functions;
  return {
    homeDir: context.homeDir,
    cwd: context.cwd,
    readFile: (path) => context.readFile(path),
    fileKind: (path) => context.fileKind(path),
    listFiles: (dir) => context.listFiles(dir),
    isInside: (path) => context.isInside(path),
    volatile: (name, args) => context.volatile(name, args),
    renderTemplate: (text, variables, origin) => renderTemplate(run, text, variables, origin),
  };
}

function renderTemplate(run: Run, text: string, variables: ReadonlyMap<string, Value>, origin: string): Value {
  const { budget } = run;
  if (budget.templateDepth >= MAX_TEMPLATE_DEPTH) {
    const depth = `more than ${MAX_TEMPLATE_DEPTH} deep`;
    throw new LimitReached(`Templates render templates ${depth} at \`${origin}\`: does it render itself?`);
  }
  const { parts, problems } = parseTemplate(text);
  const expression: Template = { kind: 'template', form: 'quoted', parts, span: { start: 0, end: text.length } };
  const found: Problem[] = [...problems];
  budget.templateDepth++;
  const depth = budget.depth;
  const scope = scopeOfVariables(variables, run.scope);
  const inner: Run = { ...run, scope, report: (problem) => found.push(problem), host: () => hostOf(inner) };
  const value = found.length > 0 ? unknownValue() : run.evaluate(inner, expression, undefined);
  budget.depth = depth;
  budget.templateDepth--;
  const [first] = found;
  if (first === undefined) return value;
  if (first.code === 'evaluation-limit') throw new LimitReached(first.message);
  const before = text.slice(0, first.span.start);
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  throw new Refusal(`${origin}, line ${line}, column ${column}: ${first.message.replace(/\.$/, '')}`);
}

function scopeOfVariables(variables: ReadonlyMap<string, Value>, outer: Scope): Scope {
  return {
    functions: outer.functions,
    resolve(root, rootSpan, _steps, report) {
      const value = variables.get(root);
      if (value !== undefined) return { value, consumed: 0 };
      report({
        code: 'unknown-variable',
        message: `This template was given no variable \`${root}\`.${suggestion(root, variables.keys())}`,
        span: rootSpan,
      });
      return { value: unknownValue(), consumed: 0 };
    },
  };
}
