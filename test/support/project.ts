/** A project in a fresh folder, taken through the real pipeline with real processes: text in, what happened out. */
import fs from 'node:fs';
import path from 'node:path';
import { createNodeWorld } from '../../core/adapters/node-world.ts';
import type { PlannedStep } from '../../core/contracts/action-list.ts';
import type { EnvFacts } from '../../core/contracts/env-facts.ts';
import { layoutOf } from '../../core/contracts/layout.ts';
import type { RunEvent, RunResult } from '../../core/contracts/run-result.ts';
import type { State } from '../../core/contracts/state.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { createWorkspace, type Snapshot } from '../../core/engine/workspace.ts';
import { type ApplyProjectOptions, applyProject } from '../../core/forge/apply-project.ts';
import { type PlanProjectOptions, type ProjectPlan, planProject } from '../../core/forge/plan-project.ts';
import type { World } from '../../core/ports.ts';
import { tempFolder, writeFiles } from './temp.ts';

export const testFacts: EnvFacts = {
  version: '1',
  os: 'linux',
  arch: 'x64',
  runtimes: { bash: { version: '5' } },
  engines: {},
  cpus: 2,
  memory_bytes: 1024,
};

export interface Planned {
  /** `address#name action`, in order. */
  readonly steps: readonly string[];
  readonly list: readonly PlannedStep[];
  readonly errors: readonly Diagnostic[];
  readonly codes: readonly string[];
  /** Codes of warnings and hints. */
  readonly warnings: readonly string[];
  readonly actions: Readonly<Record<string, string>>;
  readonly project: ProjectPlan | undefined;
}

export interface Applied {
  readonly kind: 'done' | 'invalid' | 'declined' | 'refused';
  readonly result: RunResult | undefined;
  /** `id status`, in the order of the plan. */
  readonly steps: readonly string[];
  readonly messages: readonly string[];
  /** Codes of the diagnostics that it ended with. */
  readonly codes: readonly string[];
  readonly events: readonly RunEvent[];
  readonly reason: string;
}

export interface TestProject {
  readonly dir: string;
  readonly world: World;
  write(files: Readonly<Record<string, string>>): void;
  read(name: string): string;
  exists(name: string): boolean;
  state(): State;
  snapshot(vars?: readonly string[]): Snapshot;
  plan(options?: Partial<PlanProjectOptions>, vars?: readonly string[]): Promise<Planned>;
  apply(options?: Partial<ApplyProjectOptions>, vars?: readonly string[], signal?: AbortSignal): Promise<Applied>;
  destroy(options?: Partial<ApplyProjectOptions>): Promise<Applied>;
}

export interface ProjectOptions {
  readonly folder?: string;
  readonly world?: World;
  readonly facts?: EnvFacts;
}

/** The parser must have been loaded (`loadParser`). The machine's key is kept apart from the user's own. */
export function testProject(files: Readonly<Record<string, string>>, options: ProjectOptions = {}): TestProject {
  const dir = writeFiles(options.folder ?? tempFolder(), files);
  const home = options.world === undefined ? tempFolder() : '';
  const world = options.world ?? worldWithHome(home);
  const snapshot = (vars: readonly string[] = []) =>
    createWorkspace({
      files: world.files,
      directory: dir,
      facts: options.facts ?? testFacts,
      env: world.env,
      inputs: vars.map((text) => ({ kind: 'value', text })),
      unset: 'error',
    }).snapshot();
  const never = new AbortController().signal;
  const apply = async (
    extra: Partial<ApplyProjectOptions>,
    vars: readonly string[],
    signal: AbortSignal,
  ): Promise<Applied> => {
    const events: RunEvent[] = [];
    const { model, diagnostics } = snapshot(vars);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const empty = { result: undefined, steps: [], events, reason: '' };
    if (errors.length > 0 && extra.destroy !== true)
      return {
        kind: 'invalid',
        messages: errors.map(({ message }) => message),
        codes: errors.map(({ code }) => code),
        ...empty,
      };
    const outcome = await applyProject(
      world,
      dir,
      model,
      {
        refresh: true,
        force: false,
        keepEdit: false,
        command: 'apply',
        parallelism: 4,
        confirm: async () => 'given' as const,
        ...extra,
      },
      { emit: (event) => events.push(event) },
      signal,
    );
    const messages = 'diagnostics' in outcome ? outcome.diagnostics.map(({ message }) => message) : [];
    const codes = 'diagnostics' in outcome ? outcome.diagnostics.map(({ code }) => code) : [];
    if (outcome.kind !== 'done')
      return { ...empty, kind: outcome.kind, messages, codes, reason: 'reason' in outcome ? outcome.reason : '' };
    return {
      kind: 'done',
      result: outcome.result,
      steps: outcome.result.steps.map(({ id, status }) => `${id} ${status}`),
      messages: [...messages, ...outcome.result.steps.flatMap(({ message }) => message ?? [])],
      codes,
      events,
      reason: '',
    };
  };
  return {
    dir,
    world,
    write: (more) => void writeFiles(dir, more),
    read: (name) => fs.readFileSync(path.join(dir, name), 'utf8'),
    exists: (name) => fs.existsSync(path.join(dir, name)),
    state: () => JSON.parse(fs.readFileSync(layoutOf(dir).state, 'utf8')) as State,
    snapshot,
    plan: async (extra = {}, vars = []) => {
      const { model, diagnostics } = snapshot(vars);
      const outcome = await planProject(world, dir, model, { refresh: true, ...extra }, never);
      const all = [...diagnostics, ...outcome.diagnostics];
      const list = outcome.value?.plan.list.steps ?? [];
      return {
        steps: list.map(({ id, action }) => `${id} ${action}`),
        list,
        errors: all.filter(({ severity }) => severity === 'error'),
        codes: [...new Set(all.filter(({ severity }) => severity === 'error').map(({ code }) => code))],
        warnings: [...new Set(all.filter(({ severity }) => severity !== 'error').map(({ code }) => code))],
        actions: Object.fromEntries(
          (outcome.value?.plan.actions ?? []).map(({ address, action }) => [address, action]),
        ),
        project: outcome.value,
      };
    },
    apply: (extra = {}, vars = [], signal = never) => apply(extra, vars, signal),
    destroy: (extra = {}) => apply({ destroy: true, command: 'destroy', ...extra }, [], never),
  };
}

/** The real world with another home folder, so that tests leave the user's own key alone. */
function worldWithHome(home: string): World {
  const { HOME, XDG_CONFIG_HOME } = process.env;
  process.env['HOME'] = home;
  delete process.env['XDG_CONFIG_HOME'];
  try {
    return createNodeWorld();
  } finally {
    restore('HOME', HOME);
    restore('XDG_CONFIG_HOME', XDG_CONFIG_HOME);
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
