// Runs a command to its end in place of this process: same streams, signals passed on, time for it to clean up.
import { spawn } from 'node:child_process';
import os from 'node:os';
import { root } from './paths.mjs';

/** Resolves to the exit code, 128 + n after a death by signal n. Rejects when the command cannot be started. */
export function runChild(command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env });
    // A terminal sends Ctrl-C to the whole group; without one only this process was meant.
    const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
    const passOn = (signal) => (signal === 'SIGINT' && hasTerminal) || child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, passOn);
    const end = (settle, value) => {
      for (const signal of signals) process.off(signal, passOn);
      settle(value);
    };
    child.on('error', (error) => end(reject, error));
    child.on('exit', (code, signal) => end(resolve, code ?? 128 + os.constants.signals[signal]));
  });
}
