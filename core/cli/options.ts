/** The options that commands share: their types, how their texts are read, and the groups that commands take. */
import { Option } from 'commander';
import { suggestion } from '../base/did-you-mean.ts';
import { parseDurationMs } from '../base/duration.ts';
import { wrongUsage } from './failure.ts';

export const diagnosticFormats = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit'] as const;
export type DiagnosticFormat = (typeof diagnosticFormats)[number];

export const graphFormats = ['mermaid', 'dot', 'json'] as const;
export type GraphFormat = (typeof graphFormats)[number];

/** The text of an option, and its place among all that may override each other. */
interface Given {
  readonly order: number;
  readonly text: string;
}

/** Every option of every command; each command reads the ones that it declares. */
export interface CommandOptions {
  readonly chdir?: string;
  /** False with `--no-color`. */
  readonly color?: boolean;
  readonly json?: boolean;
  readonly format?: DiagnosticFormat | GraphFormat;
  readonly var?: readonly Given[];
  readonly varFile?: readonly Given[];
  readonly target?: readonly string[];
  readonly parallelism?: number;
  readonly timeoutPerStep?: number;
  readonly lockTimeout?: number;
  readonly compiler?: 'embedded' | 'agent';
  readonly autoApprove?: boolean;
  /** False with `--refresh=false`. */
  readonly refresh?: boolean;
  readonly force?: boolean;
  // Of single commands.
  readonly out?: string;
  readonly detailedExitcode?: boolean;
  readonly explain?: boolean;
  readonly keepEdit?: boolean;
  readonly assert?: boolean;
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly eval?: readonly string[];
  readonly type?: 'deps' | 'modules';
  readonly all?: boolean;
  readonly preview?: boolean;
  readonly logs?: string;
  readonly example?: string;
  readonly destroy?: boolean;
}

/** `--name value` may be given several times. */
export function many(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, previous: readonly string[] | undefined) => [
    ...(previous ?? []),
    value,
  ]);
}

export function oneOf(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, `${description} (${choices.join(', ')})`);
  const name = option.long ?? flags;
  return option.argParser((value: string) => {
    if (choices.includes(value)) return value;
    throw wrongUsage(
      `\`${name}\` takes ${choices.map((choice) => `\`${choice}\``).join(', ')}, not \`${value}\`.${suggestion(value, choices)}`,
    );
  });
}

/** Milliseconds. */
export function duration(flags: string, description: string): Option {
  const option = new Option(flags, description);
  const name = option.long ?? flags;
  return option.argParser((value: string) => {
    const ms = parseDurationMs(value);
    if (ms !== undefined) return ms;
    throw wrongUsage(`\`${name}\` takes a duration such as \`30s\`, \`5m\` or \`2h\`, not \`${value}\`.`);
  });
}

export function positiveInteger(flags: string, description: string): Option {
  const option = new Option(flags, description);
  const name = option.long ?? flags;
  return option.argParser((value: string) => {
    if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
    throw wrongUsage(`\`${name}\` takes a whole number from 1 on, not \`${value}\`.`);
  });
}

function yesOrNo(flags: string, description: string): Option {
  const option = new Option(flags, description);
  const name = option.long ?? flags;
  return option.argParser((value: string) => {
    if (value === 'true' || value === 'false') return value === 'true';
    throw wrongUsage(`\`${name}\` takes \`true\` or \`false\`, not \`${value}\`.`);
  });
}

/** `--var NAME=VALUE`, looked at here so that a slip is said before anything is loaded. */
function variable(): Option {
  return given('--var <name=value>', 'set a variable; may be repeated', (value) => {
    if (/^\s*[\p{ID_Start}_][\p{ID_Continue}-]*\s*=/u.test(value)) return;
    throw wrongUsage(`\`--var\` takes \`NAME=VALUE\`, not \`${value}\`.`);
  });
}

let optionsRead = 0;

/** An option that may be repeated and whose place among others counts. */
function given(flags: string, description: string, check: (value: string) => void): Option {
  return new Option(flags, description).argParser((text: string, previous: readonly Given[] | undefined) => {
    check(text);
    return [...(previous ?? []), { order: optionsRead++, text }];
  });
}

/** `--var` and `--var-file` in the order in which they were given: a later one wins. */
export function inputsOf(
  options: CommandOptions,
): readonly ({ readonly kind: 'file'; readonly path: string } | { readonly kind: 'value'; readonly text: string })[] {
  const files = (options.varFile ?? []).map(({ order, text }) => ({
    order,
    input: { kind: 'file' as const, path: text },
  }));
  const values = (options.var ?? []).map(({ order, text }) => ({ order, input: { kind: 'value' as const, text } }));
  return [...files, ...values].sort((a, b) => a.order - b.order).map(({ input }) => input);
}

/** The common options, by name. Each call makes a new one, since commander keeps state in them. */
export const common = {
  chdir: () => new Option('--chdir <dir>', 'work in this folder'),
  noColor: () => new Option('--no-color', 'print without colours'),
  json: () => new Option('--json', 'print JSON'),
  format: () => oneOf('--format <format>', 'how diagnostics are printed', diagnosticFormats),
  var: variable,
  varFile: () => given('--var-file <file>', 'read variables from this file; may be repeated', () => {}),
  target: () => many('--target <address>', 'only this resource and what it needs; may be repeated'),
  parallelism: () => positiveInteger('--parallelism <n>', 'how many steps may run at once'),
  timeoutPerStep: () => duration('--timeout-per-step <duration>', 'end a step that takes longer than this'),
  lockTimeout: () => duration('--lock-timeout <duration>', 'wait this long for another run to finish'),
  compiler: () => oneOf('--compiler <name>', 'who writes the artifacts', ['embedded', 'agent']),
  autoApprove: () => new Option('--auto-approve', 'do not ask before changing anything'),
  refresh: () =>
    yesOrNo('--refresh <bool>', 'look at the world before planning; `--refresh=false` takes what was last seen'),
  force: () => new Option('--force', 'overwrite artifacts that were edited by hand'),
} as const satisfies Record<string, () => Option>;

export type CommonOption = keyof typeof common;
