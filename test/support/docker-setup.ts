/** Global set-up of the `*.real.test.ts` files: one engine for all of them, ended when the last one is done. */
import type { TestProject } from 'vitest/node';
import { tryDocker } from './docker.ts';
import './real.ts';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { answer, stop } = await tryDocker();
  project.provide('docker', answer);
  return stop;
}
