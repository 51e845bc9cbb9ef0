/**
 * Suites against real components: an engine, git, a shell checker. Where the component is missing the suite is skipped
 * with its reason, which `npm test` prints, and CI counts as a failure.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, inject } from 'vitest';
import type { DockerAnswer } from './docker.ts';

/** Components that a suite can ask for. `docker` suites stand in `*.real.test.ts` files, which get an engine started. */
export type Component = 'docker' | 'eglot' | keyof typeof commands;

declare module 'vitest' {
  interface ProvidedContext {
    readonly docker?: DockerAnswer;
  }
  interface TaskMeta {
    skipReason?: string;
    component?: string;
  }
}

/** Runs the suite if the component is there, else lists its tests as skipped with the reason. */
export function describeReal(component: Component, name: string, body: () => void): void {
  const reason = reasonMissing(component);
  if (reason === undefined) describe(name, body);
  else describe(name, { skip: true, meta: { skipReason: reason, component } }, body);
}

/** Path of the socket of the engine that was started for these tests. To be called in a test or hook of a docker suite. */
export function dockerSocket(): string {
  const answer = inject('docker');
  if (answer?.kind !== 'engine') throw new Error('No engine: call this inside `describeReal("docker", …)`.');
  return answer.socketPath;
}

/** Path of a component's command, for a suite that starts it. Throws where there is none. */
export function commandPath(component: keyof typeof commands): string {
  const found = findCommand(commands[component]);
  if (found === undefined) throw new Error(`No \`${commands[component]}\`: call this inside \`describeReal\`.`);
  return found;
}

const commands = {
  git: 'git',
  sshd: 'sshd',
  ssh: 'ssh',
  shellcheck: 'shellcheck',
  busybox: 'busybox',
  go: 'go',
  neovim: 'nvim',
  emacs: 'emacs',
  strace: 'strace',
} as const;

function reasonMissing(component: Component): string | undefined {
  if (component === 'eglot') return reasonMissing('emacs') ?? (hasEglot() ? undefined : 'Emacs has no eglot here');
  if (component !== 'docker') {
    return findCommand(commands[component]) === undefined ? `there is no \`${commands[component]}\` here` : undefined;
  }
  const answer = inject('docker');
  if (answer === undefined) throw new Error('A docker suite belongs into a `*.real.test.ts` file.');
  return answer.kind === 'engine' ? undefined : answer.reason;
}

/** Part of Emacs from 29 on, a package before. */
function hasEglot(): boolean {
  const find = "(progn (package-initialize) (require 'eglot))";
  return spawnSync(commandPath('emacs'), ['--batch', '--eval', find]).status === 0;
}

// The system folders are searched as well: an ordinary user's PATH often lacks them.
function findCommand(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}
