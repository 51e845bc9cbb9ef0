/** The command line: commander set up with this project's commands, colours and sentences. */
import { Command, type Option } from 'commander';
import picocolors from 'picocolors';
import { suggestion } from '../base/did-you-mean.ts';
import { defineCommands, type Start, unknownCommand } from './commands.ts';
import { wrongUsage } from './failure.ts';
import { common } from './options.ts';

export interface ProgramOutput {
  readonly columns: number;
  readonly hasColors: boolean;
  write(text: string): void;
  writeError(text: string): void;
}

/** The whole program. Nothing is loaded or done before it is parsed. */
export function buildProgram(start: Start, output: ProgramOutput): Command {
  const paint = picocolors.createColors(output.hasColors);
  const program = new ClockworkCommand('clockwork');
  program
    .description('Describe what should run in .cw files; plan, build, apply and verify it.')
    .configureOutput({
      writeOut: (text) => output.write(text),
      writeErr: (text) => output.writeError(text),
      // The sentence is printed by whoever catches the error.
      outputError: () => {},
      getOutHelpWidth: () => Math.min(output.columns, 100),
      getErrHelpWidth: () => Math.min(output.columns, 100),
      getOutHasColors: () => output.hasColors,
      getErrHasColors: () => output.hasColors,
    })
    .configureHelp({
      styleTitle: (text) => paint.bold(text),
      styleCommandText: (text) => paint.cyan(text),
      styleSubcommandTerm: (text) => paint.cyan(text),
      styleOptionTerm: (text) => paint.cyan(text),
      subcommandTerm: (command) => command.name(),
      commandDescription: (command) => sentence(command.description()),
    })
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .exitOverride()
    .enablePositionalOptions()
    .addOption(common.chdir())
    .addOption(common.noColor());

  defineCommands(program, start);

  program.addHelpText('after', () => {
    const line = (words: string, what: string) => `  ${paint.cyan(words.padEnd(28))}${what}`;
    return [
      '',
      paint.bold('Start with:'),
      line('clockwork init', 'a first main.cw'),
      line('clockwork plan', 'what would be done'),
      line('clockwork apply --assert', 'do it, and prove that it works'),
    ].join('\n');
  });
  return program;
}

/** Commander with this project's sentences. The names of the methods are commander's own. */
class ClockworkCommand extends Command {
  override createCommand(name?: string): Command {
    return new ClockworkCommand(name);
  }

  unknownOption(flag: string): never {
    const known: string[] = [];
    for (let command: Command | null = this; command !== null; command = command.parent) {
      known.push(...command.options.filter((option) => !option.hidden).flatMap((option) => option.long ?? []));
    }
    const path = pathOf(this);
    throw wrongUsage(
      `Unknown option \`${flag}\`.${suggestion(flag, [...known, '--help'])} Run \`${path} --help\` for the list.`,
    );
  }

  unknownCommand(): never {
    throw unknownCommand(this, this.args[0] ?? '');
  }

  missingArgument(name: string): never {
    throw wrongUsage(`\`${pathOf(this)}\` needs ${name.toUpperCase()}: ${this.usageLine()}`);
  }

  optionMissingArgument(option: Option): never {
    const [, value = 'VALUE'] = /<(.+)>/.exec(option.flags) ?? [];
    throw wrongUsage(`\`${option.long ?? option.flags}\` needs ${value.toUpperCase()} behind it.`);
  }

  _excessArguments(received: readonly string[]): void {
    const extra = received.slice(this.registeredArguments.length);
    throw wrongUsage(`\`${pathOf(this)}\` does not take \`${extra[0] ?? ''}\`: ${this.usageLine()}`);
  }

  usageLine(): string {
    return `usage is \`${pathOf(this)} ${this.usage()}\`.`;
  }
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function sentence(words: string): string {
  const capital = words.slice(0, 1).toUpperCase() + words.slice(1);
  return capital.endsWith('.') ? capital : `${capital}.`;
}
