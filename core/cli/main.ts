/**
 * Entry point of the command line: wires the process to `runCli`, and nothing else. The version is
 * answered without loading any of the rest.
 */
import type { CliHost } from './context.ts';
import type { Input, Output } from './terminal.ts';
import { version } from './version.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === 'version' || argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`clockwork ${version}\n`);
} else {
  await main();
}

async function main(): Promise<void> {
  const interruption = new AbortController();
  const signals = [
    ['SIGINT', 'SIGINT', 130],
    ['SIGTERM', 'SIGTERM', 143],
    // The terminal was closed: what runs is ended in order, as if asked to.
    ['SIGHUP', 'SIGTERM', 143],
  ] as const;
  for (const [signal, reason, code] of signals) {
    process.on(signal, () => {
      if (interruption.signal.aborted) process.exit(code);
      interruption.abort(reason);
    });
  }
  const host: CliHost = {
    terminal: { stdout: outputOf(process.stdout), stderr: outputOf(process.stderr), stdin: input() },
    world: once(async () => (await import('../adapters/node-world.ts')).createNodeWorld()),
    signal: interruption.signal,
    env: process.env,
  };
  // What nobody waited for failed: a mistake of ours like any other. What was done so far is in the journal.
  const crash = async (error: unknown) => {
    const { reportCrash } = await import('./crash.ts');
    process.stderr.write(`error: ${await reportCrash(host, argv, error)}\n`, () => process.exit(70));
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  const { runCli } = await import('./run.ts');
  const exitCode = await runCli(argv, host);
  // Sockets of engines and servers may still be open: leave as soon as everything is written.
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(exitCode);
}

function outputOf(stream: NodeJS.WriteStream): Output {
  let isOpen = true;
  // The reader went away (`| head`): what is being done goes on, only nobody is told any more.
  stream.on('error', () => {
    isOpen = false;
  });
  return {
    write: (text) => {
      if (isOpen) stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
  };
}

function input(): Input {
  return {
    isTerminal: process.stdin.isTTY === true,
    readAll: async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    lines: async function* () {
      const { createInterface } = await import('node:readline');
      yield* createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
    },
    ask: async (question, options) => {
      const { createInterface } = await import('node:readline');
      const readline = createInterface({
        input: process.stdin,
        output: process.stderr,
        terminal: process.stdin.isTTY === true && process.stderr.isTTY === true,
        history: [...(options?.history ?? [])],
        historySize: 1000,
      });
      return new Promise((resolve) => {
        let answer: string | undefined;
        const close = () => readline.close();
        readline.on('line', (line) => {
          answer = line;
          close();
        });
        // While a line is read the terminal hands Ctrl-C to us as a key.
        readline.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
        const leave = () => {
          process.stderr.write('\n');
          close();
        };
        options?.signal?.addEventListener('abort', leave, { once: true });
        readline.on('history', (history: string[]) =>
          options?.history?.splice(0, Number.POSITIVE_INFINITY, ...history),
        );
        readline.on('close', () => {
          options?.signal?.removeEventListener('abort', leave);
          resolve(answer);
        });
        readline.setPrompt(question);
        readline.prompt();
      });
    },
  };
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.errored) resolve();
    else stream.write('', () => resolve());
  });
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
