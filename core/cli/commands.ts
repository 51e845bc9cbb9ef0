/** The table of commands: words, options, and the module that carries each out, loaded when it is called. */
import type { Command } from 'commander';
import { suggestion } from '../base/did-you-mean.ts';
import type { CommandRun } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { wrongUsage } from './failure.ts';
import { type CommandOptions, type CommonOption, common, graphFormats, many, oneOf } from './options.ts';

/** Called with what was parsed; carries the command out. */
export type Start = (
  command: string,
  args: readonly string[],
  options: CommandOptions,
  run: CommandRun,
) => Promise<void>;

/** Options of every command that loads a project. */
const project: readonly CommonOption[] = ['chdir', 'var', 'varFile', 'noColor'];
const planning: readonly CommonOption[] = [...project, 'target', 'refresh', 'json', 'format'];
const running: readonly CommonOption[] = ['parallelism', 'timeoutPerStep', 'lockTimeout'];
const recorded: readonly CommonOption[] = ['chdir', 'json', 'noColor'];

/**
 * Common options that every command takes, whether they mean something to it or not, so that one set of flags works
 * for all. What would narrow or change the work is taken only where it does.
 */
const takenByAll: readonly CommonOption[] = [
  'chdir',
  'var',
  'varFile',
  ...running,
  'compiler',
  'autoApprove',
  'refresh',
];

interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CommonOption[];
  load(): Promise<CommandRun>;
  /** Arguments and options of its own. */
  extend?(command: Command): void;
}

export function defineCommands(program: Command, start: Start): void {
  for (const [heading, specs] of Object.entries(commandGroups)) {
    program.commandsGroup(`${heading}:`);
    for (const spec of specs) define(program, spec, start);
  }
  const state = program
    .command('state')
    .helpCommand(false)
    .description('look at and mend the record of what was applied');
  for (const spec of stateCommands) define(state, spec, start);
  program.commandsGroup('More:');
  const engine = program.command('engine').helpCommand(false).description('carry out engine bodies of a build by hand');
  for (const spec of engineCommands) define(engine, spec, start);
  for (const spec of furtherCommands) define(program, spec, start);
  define(program, helpCommand(program), start);
}

function define(parent: Command, spec: CommandSpec, start: Start): void {
  const command = parent.command(spec.name).description(spec.summary);
  spec.extend?.(command);
  for (const name of spec.options) command.addOption(common[name]());
  for (const name of takenByAll) if (!spec.options.includes(name)) command.addOption(common[name]().hideHelp());
  const path = parent.parent === null ? spec.name : `${parent.name()} ${spec.name}`;
  command.action(async () => {
    await start(path, command.args, command.optsWithGlobals<CommandOptions>(), await spec.load());
  });
}

/** Words of later versions: whoever read of them should not be sent looking for a misspelling. */
const notYet: readonly string[] = ['history', 'rollback', 'update', 'daemon', 'service', 'approve', 'mcp'];

/** The error for a word that is no command of `parent`. */
export function unknownCommand(parent: Command, word: string): Error {
  if (parent.parent === null && notYet.includes(word))
    return wrongUsage(`\`clockwork ${word}\` is not in this version.`);
  const names = parent.commands.map((one) => one.name());
  const path = parent.parent === null ? 'clockwork' : `clockwork ${parent.name()}`;
  return wrongUsage(`Unknown command \`${word}\`.${suggestion(word, names)} Run \`${path} --help\` for the list.`);
}

const keepEdit = (command: Command) =>
  command.option('--keep-edit', 'keep artifacts edited by hand although what they were made from has changed');

const commandGroups: Readonly<Record<string, readonly CommandSpec[]>> = {
  Write: [
    {
      name: 'init',
      summary: 'make a folder ready: a first file, and what git should ignore',
      options: ['chdir', 'noColor'],
      load: async () => (await import('./commands/init.ts')).init,
      extend: (command) => command.option('--example <name>', 'start from one of the examples that come along'),
    },
    {
      name: 'validate',
      summary: 'check the files and say what is wrong with them',
      options: [...project, 'json', 'format'],
      load: async () => (await import('./commands/validate.ts')).validate,
    },
    {
      name: 'fmt',
      summary: 'format files',
      options: ['chdir', 'noColor'],
      load: async () => (await import('./commands/fmt.ts')).fmt,
      extend: (command) =>
        command
          .argument('[paths...]', 'files or folders; `-` is standard input; without any, this folder')
          .option('--check', 'change nothing; exit 1 where something would change')
          .option('--diff', 'change nothing; print what would change'),
    },
    {
      name: 'console',
      summary: 'evaluate expressions in the scope of the root module',
      options: [...project, 'json'],
      load: async () => (await import('./commands/console.ts')).consoleCommand,
      extend: (command) =>
        command.addOption(many('-e, --eval <expression>', 'evaluate this and leave; may be repeated')),
    },
    {
      name: 'graph',
      summary: 'print what depends on what',
      options: [...project, 'json'],
      load: async () => (await import('./commands/graph.ts')).graph,
      extend: (command) =>
        command
          .addOption(oneOf('--format <format>', 'what to print', graphFormats).default('mermaid'))
          .addOption(
            oneOf('--type <type>', 'resources, or the modules that hold them', ['deps', 'modules']).default('deps'),
          ),
    },
    {
      name: 'complete',
      summary: 'fill in what was left out and write it to completed.cw',
      options: [...project, 'compiler'],
      load: async () => (await import('./commands/complete.ts')).complete,
      extend: (command) =>
        command
          .argument('[address]', 'only this resource')
          .option('--preview', 'print completed.cw as it would be; write nothing'),
    },
  ],
  Run: [
    {
      name: 'plan',
      summary: 'show what apply would do',
      options: planning,
      load: async () => (await import('./commands/plan.ts')).plan,
      extend: (command) =>
        command
          .option('--out <file>', 'keep the plan in this file, for `clockwork apply FILE`')
          .option('--detailed-exitcode', 'exit 10 where something would change')
          .option('--destroy', 'plan the removal of everything'),
    },
    {
      name: 'build',
      summary: 'write the scripts that apply would run; run nothing',
      options: [...planning, 'compiler', 'lockTimeout', 'force'],
      load: async () => (await import('./commands/build.ts')).build,
      extend: (command) => keepEdit(command.option('--explain', 'say of each artifact what it is for')),
    },
    {
      name: 'apply',
      summary: 'plan, ask, and carry the plan out',
      options: [...planning, ...running, 'compiler', 'autoApprove', 'force'],
      load: async () => (await import('./commands/apply.ts')).apply,
      extend: (command) =>
        keepEdit(
          command
            .argument('[plan]', 'a plan that `clockwork plan --out` kept')
            .option('--assert', 'run the assertions afterwards'),
        ),
    },
    {
      name: 'verify',
      summary: 'run every check now',
      options: [...project, 'target', 'json', 'format'],
      load: async () => (await import('./commands/verify.ts')).verify,
    },
    {
      name: 'assert',
      summary: 'run every check and assertion of what is deployed',
      options: [...project, 'json', 'format'],
      load: async () => (await import('./commands/verify.ts')).assertCommand,
      extend: (command) => command.argument('[addresses...]', 'only these resources, checks or assertions'),
    },
    {
      name: 'destroy',
      summary: 'remove what was applied',
      options: [...planning, ...running, 'autoApprove'],
      load: async () => (await import('./commands/apply.ts')).destroy,
    },
    {
      name: 'drift',
      summary: 'compare the world with what was last applied',
      options: [...project, 'target', 'json', 'format'],
      load: async () => (await import('./commands/drift.ts')).drift,
      extend: (command) => command.option('--all', 'also what `ignore_changes` names'),
    },
  ],
  Look: [
    {
      name: 'show',
      summary: 'show what was applied, one resource of it, a run, or a plan file',
      options: recorded,
      load: async () => (await import('./commands/show.ts')).show,
      extend: (command) =>
        command
          .argument('[what]', 'an address, the name of a run, or a plan file')
          .option('--all', 'also attributes that have their default value')
          .option('--logs <step>', 'print the log of this step of the run (of the last one where none is named)'),
    },
    {
      name: 'output',
      summary: 'print the outputs of the last apply',
      options: [...project, 'json'],
      load: async () => (await import('./commands/output.ts')).output,
      extend: (command) => command.argument('[name]', 'only this output; with `--json` even where it is sensitive'),
    },
  ],
};

const stateCommands: readonly CommandSpec[] = [
  {
    name: 'list',
    summary: 'the addresses in it',
    options: recorded,
    load: async () => (await import('./commands/state.ts')).stateList,
    extend: (command) => command.argument('[address]', 'only this resource, its instances, or what is in this module'),
  },
  {
    name: 'show',
    summary: 'everything recorded of one resource',
    options: recorded,
    load: async () => (await import('./commands/state.ts')).stateShow,
    extend: (command) => command.argument('<address>', 'the resource'),
  },
  {
    name: 'mv',
    summary: 'record a resource under another address',
    options: ['chdir', 'lockTimeout', 'noColor'],
    load: async () => (await import('./commands/state.ts')).stateMove,
    extend: (command) => command.argument('<from>', 'the address it has').argument('<to>', 'the address it shall have'),
  },
  {
    name: 'rm',
    summary: 'forget a resource; what it describes stays as it is',
    options: ['chdir', 'lockTimeout', 'noColor'],
    load: async () => (await import('./commands/state.ts')).stateRemove,
    extend: (command) => command.argument('<addresses...>', 'the resources'),
  },
];

const engineCommands: readonly CommandSpec[] = [
  {
    name: 'apply',
    summary: 'carry out one engine body of a build',
    options: project,
    load: async () => (await import('./commands/engine.ts')).engineApply,
    extend: (command) => command.argument('<file>', 'a JSON file below .clockwork/build'),
  },
];

const furtherCommands: readonly CommandSpec[] = [
  {
    name: 'lsp',
    summary: 'the language server, for editors: over standard streams, or as they ask for',
    options: [],
    load: async () => (await import('./commands/lsp.ts')).lsp,
    extend: (command) =>
      command
        .option('--stdio', 'over standard input and output; this is also what happens without an option')
        .option('--node-ipc', 'over the channel of a parent that is Node')
        .option('--socket <port>', 'over a socket that the editor listens on')
        .option('--pipe <name>', 'over a named pipe or a Unix socket that the editor listens on'),
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of a contract, a kind or an assertion',
    options: ['json', 'noColor'],
    load: async () => (await import('./commands/schema.ts')).schema,
    extend: (command) => command.argument('[name]', 'which one; without it, all names'),
  },
  {
    name: 'version',
    summary: 'print the version',
    options: ['json', 'noColor'],
    load: async () => (await import('./commands/version.ts')).versionCommand,
  },
];

function helpCommand(program: Command): CommandSpec {
  return {
    name: 'help',
    summary: 'show the help of a command',
    options: ['noColor'],
    load: async () => async (invocation) => {
      let found = program;
      for (const word of invocation.args) {
        const next = found.commands.find((one) => one.name() === word);
        if (next === undefined) throw unknownCommand(found, word);
        found = next;
      }
      found.outputHelp();
      return exitCodes.done;
    },
    extend: (command) => command.argument('[command...]', 'the command'),
  };
}
