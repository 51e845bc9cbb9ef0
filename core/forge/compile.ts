/**
 * The embedded compiler: every kind brings its templates, so that a build needs no agent and no
 * network. A pure function of the plan: equal plans give equal bytes.
 */

import type { Plan, StepSource } from '../assembly/actions.ts';
import type { Artifact, ArtifactBundle, BundleStep } from '../contracts/artifact-bundle.ts';
import type { Compiled, HoleyBody } from '../kinds/define.ts';
import { toPlaceholders } from '../kinds/fill.ts';
import { kindNamed } from '../kinds/table.ts';

export function compileEmbedded(plan: Plan): ArtifactBundle {
  const artifacts = new Map<string, { artifact: Omit<Artifact, 'purposes'>; purposes: string[] }>();
  const steps: BundleStep[] = [];
  const add = (purpose: string, artifact: Omit<Artifact, 'purposes'>) => {
    const known = artifacts.get(artifact.path);
    if (known === undefined) {
      artifacts.set(artifact.path, { artifact, purposes: [purpose] });
      return;
    }
    if (known.artifact.content !== artifact.content) {
      throw new Error(`Two templates write different content to ${artifact.path}`);
    }
    known.purposes.push(purpose);
  };
  for (const step of plan.list.steps) {
    const source = plan.sources.get(step.id);
    if (source === undefined) throw new Error(`The plan holds no source for step ${step.id}`);
    const compiled = compileStep(source);
    if (compiled.kind === 'body') {
      const path = `bodies/${source.subject.slug}.${source.spec.name}.json`;
      const content = `${JSON.stringify(toPlaceholders(compiled.body), null, 2)}\n`;
      add(step.id, { path, mode: '0644', lang: 'json', content });
      steps.push({ purpose: step.id, run: { cmd: ['clockwork', 'engine', 'apply', path] } });
      continue;
    }
    for (const file of compiled.files) add(step.id, file);
    steps.push({ purpose: step.id, run: { cmd: [...compiled.cmd] } });
  }
  return {
    version: '1',
    artifacts: [...artifacts.values()].map(({ artifact, purposes }) => ({ ...artifact, purposes })),
    steps,
    vars: {},
  };
}

function compileStep(source: StepSource): Compiled {
  if (source.kind !== 'check') return kindNamed(source.kind).artifacts(source.spec, source.subject);
  const body: HoleyBody = {
    version: '1',
    operation: 'verify',
    assertions: source.spec.args['assertions'] ?? [],
    for_seconds: 0,
    every_seconds: 1,
  };
  return { kind: 'body', body };
}
