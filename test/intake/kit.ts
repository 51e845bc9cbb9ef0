/** Projects in memory for tests of intake: files in, diagnostics and a plain description of the model out. */
import type { EnvFacts } from '../../core/contracts/env-facts.ts';
import { locate } from '../../core/diagnostics/locate.ts';
import type { Snapshot, Workspace, WorkspaceOptions } from '../../core/engine/workspace.ts';
import { createWorkspace } from '../../core/engine/workspace.ts';
import type { Results } from '../../core/intake/model.ts';
import { noResults } from '../../core/intake/model.ts';
import { toPlain } from '../../core/language/value-json.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';

export const facts: EnvFacts = {
  version: '1',
  os: 'linux',
  arch: 'x64',
  runtimes: { bash: { version: '5.2' } },
  engines: { docker: { version: '24.0' } },
  cpus: 4,
  memory_bytes: 8_000_000_000,
};

export type Files = Readonly<Record<string, string>>;

export function workspaceOf(files: Files, options: Partial<WorkspaceOptions> = {}): Workspace {
  const system = memoryFileSystem();
  for (const [path, text] of Object.entries(files)) system.put(`/project/${path}`, text);
  return createWorkspace({ files: system, directory: '/project', facts, ...options });
}

export function snapshotOf(files: Files, options: Partial<WorkspaceOptions> = {}): Snapshot {
  return workspaceOf(files, options).snapshot();
}

/** `file:line:column severity[code] message`, 1-based. */
export function diagnosticLines(snapshot: Snapshot): readonly string[] {
  return locate(snapshot.diagnostics, snapshot.files).diagnostics.map(({ location, severity, code, message }) => {
    const start = location?.range.start;
    const at =
      location === undefined ? '' : `${location.file}:${(start?.line ?? 0) + 1}:${(start?.character ?? 0) + 1} `;
    return `${at}${severity}[${code}] ${message}`;
  });
}

/** Codes by `file:line`, each as `severity: code`. */
export function codesByLine(snapshot: Snapshot): ReadonlyMap<string, readonly string[]> {
  const byLine = new Map<string, string[]>();
  for (const { location, severity, code } of locate(snapshot.diagnostics, snapshot.files).diagnostics) {
    const key = location === undefined ? 'nowhere' : `${location.file}:${location.range.start.line + 1}`;
    byLine.set(key, [...(byLine.get(key) ?? []), `${severity}: ${code}`]);
  }
  return byLine;
}

/** One attribute as JSON; unknown as `?`, sensitive as `*`. */
export function shown(snapshot: Snapshot, address: string, attribute: string, results: Results = noResults): string {
  const value = snapshot.model.evaluate(address, results).values.get(attribute);
  if (value === undefined) return 'absent';
  const { json, unknown, sensitive } = toPlain(value);
  const marks = `${unknown.map((pointer) => ` ?${pointer}`).join('')}${sensitive.map((pointer) => ` *${pointer}`).join('')}`;
  return `${JSON.stringify(json)}${marks}`;
}

/** Instances with dependencies, attributes, assertions, and outputs, a line each. */
export function describeModel(snapshot: Snapshot): readonly string[] {
  const { model } = snapshot;
  const lines: string[] = [];
  for (const instance of model.instances.values()) {
    const via = instance.dependencies
      .map((each) => `${each.via === 'reference' ? '' : `${each.via}:`}${each.address}`)
      .sort();
    lines.push(`${instance.address}${via.length === 0 ? '' : ` <- ${via.join(' ')}`}`);
    for (const name of model.evaluate(instance.address, noResults).values.keys()) {
      lines.push(`  ${name} = ${shown(snapshot, instance.address, name)}`);
    }
    if (instance.incomplete.length > 0) lines.push(`  incomplete: ${instance.incomplete.join(' ')}`);
    for (const assertion of instance.assertions) {
      const values = model.evaluateAssertion(assertion.address, noResults).values;
      const json = [...values].map(([name, value]) => `${name}=${JSON.stringify(toPlain(value).json)}`);
      lines.push(`  ${assertion.address.slice(instance.address.length)} ${json.join(' ')}`);
    }
  }
  for (const output of model.evaluateOutputs(noResults).outputs) {
    const { json, unknown } = toPlain(output.value);
    lines.push(
      `output ${output.name} = ${output.sensitive ? '*' : `${JSON.stringify(json)}${unknown.map((at) => ` ?${at}`).join('')}`}`,
    );
  }
  return lines;
}
