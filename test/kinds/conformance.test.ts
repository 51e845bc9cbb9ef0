/** What every kind and every assertion promises, held for all of them. */
import { beforeAll, describe, expect, test } from 'vitest';
import { assertionTable } from '../../core/assertions/table.ts';
import { engineBodySchema } from '../../core/contracts/engine-body.ts';
import type { Json } from '../../core/contracts/json.ts';
import { argumentsOf } from '../../core/kinds/arguments.ts';
import { constraintsOf, isRequired, typeOfSchema } from '../../core/kinds/attribute-type.ts';
import { checkValue } from '../../core/kinds/check-value.ts';
import type { AttributeTable, Kind, StepSpec } from '../../core/kinds/define.ts';
import { eachHole, pointersOf, toArgsJson, toPlaceholders } from '../../core/kinds/fill.ts';
import type { HoleyObject } from '../../core/kinds/hole.ts';
import { readValue } from '../../core/kinds/read-value.ts';
import { kindTable } from '../../core/kinds/table.ts';
import { convert } from '../../core/language/convert.ts';
import { typeName } from '../../core/language/types.ts';
import { fromPlain } from '../../core/language/value-json.ts';
import { markSensitive, stringValue, unknownValue, type Value } from '../../core/language/values.ts';
import { formatText } from '../../core/syntax/format.ts';
import { diagnosticLines, facts, snapshotOf } from '../intake/kit.ts';
import { evaluateText } from '../support/evaluating.ts';
import { loadParser } from '../support/parser.ts';
import { exampleFiles, type Sample, samplesOf } from './samples.ts';

const expectedKinds = [
  'custom',
  'directory',
  'docker_container',
  'docker_image',
  'docker_network',
  'docker_volume',
  'env_file',
  'file',
  'git_repo',
  'service',
  'template_file',
  'wait',
];
const expectedAssertions = [
  'container_running',
  'file_content_matches',
  'file_exists',
  'healthcheck',
  'port_accessible',
];

const kinds = [...kindTable.values()];
const assertions = [...assertionTable.values()];
const byName = <T extends { readonly name: string }>(all: readonly T[]): [string, T][] =>
  all.map((one) => [one.name, one]);
const isSentence = /^[A-Z`].*\.$/s;

beforeAll(loadParser);

test('all kinds and assertions are in the tables', () => {
  expect([...kindTable.keys()].sort()).toEqual(expectedKinds);
  expect([...assertionTable.keys()].sort()).toEqual(expectedAssertions);
});

describe.each([...byName(kinds), ...byName(assertions)])('%s', (name, definition) => {
  const table: AttributeTable = definition.attributes;

  test('what it gives as an example of a value is one', () => {
    for (const [attribute, { example, schema }] of Object.entries(table)) {
      if (example === undefined) continue;
      const { value, problems } = evaluateText(example);
      expect(problems, `${attribute} = ${example}`).toEqual([]);
      expect(checkValue(schema, readValue(schema, value, '', true), [attribute]).problems).toEqual([]);
    }
  });

  test('says what it is', () => {
    expect(name).toMatch(/^[a-z][a-z_]*$/);
    expect(definition.summary).toMatch(isSentence);
    for (const [attribute, spec] of Object.entries(table)) {
      expect(attribute).toMatch(/^[a-z][a-z_]*$/);
      expect(spec.description, attribute).toMatch(isSentence);
      expect(typeName(typeOfSchema(spec.schema)), attribute).not.toBe('');
      expect(() => constraintsOf(spec.schema), attribute).not.toThrow();
      if (spec.sensitive) expect(spec.completable, attribute).not.toBe(true);
      if (spec.computed) expect(isRequired(spec.schema), attribute).toBe(false);
      if (spec.deprecated !== undefined) expect(isRequired(spec.schema), attribute).toBe(false);
    }
  });

  test('has complete examples, each of its own title, without any complaint', () => {
    expect(definition.examples.length).toBeGreaterThan(0);
    const titles = definition.examples.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const { title, source } of definition.examples) {
      const snapshot = snapshotOf({ ...exampleFiles, 'main.cw': source });
      expect(diagnosticLines(snapshot), title).toEqual([]);
      expect(snapshot.model.instances.size, title).toBeGreaterThan(0);
      expect(source, title).toContain(name);
      expect(formatText(source).text, title).toBe(source);
    }
  });

  test('a computed attribute is nobody’s to write', () => {
    for (const [attribute, spec] of Object.entries(table)) {
      if (!spec.computed) continue;
      const lines = diagnosticLines(snapshotOf({ 'main.cw': `resource "${name}" "x" {\n  ${attribute} = "x"\n}\n` }));
      expect(
        lines.some((line) => line.startsWith('main.cw:2:3 error') && line.includes(`\`${attribute}\``)),
        attribute,
      ).toBe(true);
    }
  });

  test('an attribute that is unknown or sensitive is a hole, at its own pointer', () => {
    for (const attribute of Object.keys(table)) {
      for (const [value, why] of [
        [unknownValue(), 'unknown'],
        [markSensitive(unknownValue()), 'sensitive'],
      ] as const) {
        const { args } = argumentsOf(definition, new Map([[attribute, value]]), [], {});
        expect(args[attribute]).toEqual({ $hole: `/${attribute}`, why });
      }
    }
  });
});

describe.each(byName(kinds))('%s', (_, kind) => {
  const each = (look: (sample: Sample) => void) => {
    const samples = samplesOf(kind);
    expect(samples.length).toBeGreaterThan(0);
    for (const sample of samples) look(sample);
  };
  const planOf = ({ desired }: Sample, args: HoleyObject = desired.masked): readonly StepSpec[] =>
    kind.plan({ action: 'create', subject: desired.subject, args: args as never, changed: [], facts });

  test('arguments that are given back come out the same', () => {
    each(({ desired }) => {
      const given = new Map<string, Value>();
      for (const [name, value] of Object.entries(desired.revealed)) given.set(name, fromPlain(value as Json));
      const again = argumentsOf(kind, given, [], { subject: desired.subject });
      expect(again).toEqual({ args: desired.revealed, problems: [] });
    });
  });

  test('every value fits the type that the schema is said to have', () => {
    each(({ values }) => {
      for (const [name, value] of values) {
        const spec = kind.attributes[name];
        expect(spec, name).toBeDefined();
        if (spec !== undefined) expect(convert(value, typeOfSchema(spec.schema)), name).toHaveProperty('value');
      }
    });
  });

  test('plans steps whose arguments are its attributes, and compiles them to the same bytes each time', () => {
    each((sample) => {
      const steps = planOf(sample);
      expect(steps.length).toBeGreaterThan(0);
      expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
      for (const step of steps) {
        expect(step.name).toMatch(/^[a-z]+(_[a-z0-9]+)+$/);
        expect(() => JSON.stringify(toArgsJson(step.args))).not.toThrow();
        expect(pointersOf(step.args)).toEqual({ unknown: [], sensitive: [], incomplete: [] });
        checkCompiled(kind, step, sample);
      }
    });
  });

  test('removal is plain, and plans steps that compile', () => {
    each((sample) => {
      const { desired } = sample;
      const removal = kind.removal(desired.masked as never, desired.subject);
      expect(JSON.parse(JSON.stringify(removal))).toEqual(removal);
      const steps = kind.planRemoval(removal, desired.subject);
      for (const step of steps) checkCompiled(kind, step, sample);
      if (kind.claims(desired.revealed as never, desired.subject).some(({ kind: claim }) => claim !== 'port')) {
        expect(steps.length, 'what claims a name frees it').toBeGreaterThan(0);
      }
    });
  });

  test('asks nothing that it does not understand the answer to', () => {
    each(({ desired }) => {
      const requests = kind.probe(desired.revealed as never, desired.subject);
      const observe = (answers: Parameters<Kind['observe']>[0]) =>
        kind.observe(answers, desired.revealed as never, desired.subject);
      expect(observe([]).presence).toBe('unknown');
      if (requests.length === 0) return;
      const gone = observe(requests.map(() => ({ kind: 'absent' as const })));
      expect(gone).toEqual({ presence: 'absent', attributes: {}, outputs: {} });
      const refused = observe(requests.map(() => ({ kind: 'refused' as const, reason: 'No.' })));
      expect(refused).toMatchObject({ presence: 'unknown', problem: 'No.' });
      expect(observe(requests.map(() => ({ kind: 'timed-out' as const, afterMs: 10 }))).presence).toBe('unknown');
    });
  });

  test('never throws for a hole anywhere, and puts no secret into what is written', () => {
    each((sample) => {
      const { desired, values } = sample;
      for (const name of Object.keys(kind.attributes)) {
        for (const value of [unknownValue(), markSensitive(values.get(name) ?? stringValue('canary-7f3a'))]) {
          const given = new Map([...values, [name, value]]);
          const { args, problems } = argumentsOf(kind, given, [], { subject: desired.subject });
          kind.claims(args as never, desired.subject);
          kind.probe(args as never, desired.subject);
          kind.knownOutputs?.(args as never, desired.subject);
          for (const role of ['database', 'service', 'network'])
            kind.offers?.(role, args as never, desired.subject, 'host');
          if (problems.length > 0) continue;
          const steps = planOf(sample, args);
          for (const step of steps) {
            eachHole(step.args, (pointer, hole) => expect(hole.$hole, `${step.name} ${pointer}`).toBe(pointer));
            expect(JSON.stringify(kind.artifacts(step, desired.subject))).not.toContain('canary-7f3a');
          }
          expect(JSON.stringify(kind.removal(args as never, desired.subject))).not.toContain('canary-7f3a');
        }
      }
    });
  });
});

/** The compiled form is valid, and a function of the step alone. */
function checkCompiled(kind: Kind, step: StepSpec, { desired }: Sample): void {
  const compiled = kind.artifacts(step, desired.subject);
  expect(kind.artifacts(step, desired.subject)).toEqual(compiled);
  if (compiled.kind === 'body') {
    const body = toPlaceholders(compiled.body);
    expect(engineBodySchema.safeParse(body), JSON.stringify(body)).toMatchObject({ success: true });
    return;
  }
  const [program, script] = compiled.cmd;
  expect(program).toBe('bash');
  expect(compiled.files.map(({ path }) => path)).toContain(script);
  for (const file of compiled.files) {
    expect(file.path).toMatch(/^[a-z]+\/[A-Za-z0-9_.-]+$/);
    if (file.mode === '0755') expect(file.content).toMatch(/^#!\/usr\/bin\/env bash\n# [A-Z]/);
  }
}
