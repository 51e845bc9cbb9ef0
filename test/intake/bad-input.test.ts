/** What no well-meaning user writes: the project answers with diagnostics, quickly, and goes on with the rest. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace } from '../../core/engine/workspace.ts';
import { noResults } from '../../core/intake/model.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';
import { loadParser } from '../support/parser.ts';
import { diagnosticLines, type Files, facts, shown, snapshotOf } from './kit.ts';

beforeAll(loadParser);

const good = 'resource "file" "good" {\n  path    = "good"\n  content = "x"\n}\n';

/** Codes of a project, without hints; the good file is there all the same. */
function codesWithGood(files: Files): readonly string[] {
  const snapshot = snapshotOf({ 'good.cw': good, ...files });
  expect(snapshot.model.instances.has('file.good')).toBe(true);
  return snapshot.diagnostics.filter(({ severity }) => severity !== 'hint').map(({ code }) => code);
}

describe('files', () => {
  it('that cannot be read are named, and the rest goes on', () => {
    const system = memoryFileSystem();
    system.put('/project/good.cw', good);
    system.put('/project/bad.cw', 'x');
    const files = {
      ...system,
      read: (path: string) =>
        path.endsWith('bad.cw')
          ? { refused: true as const, code: 'EACCES', reason: 'Permission denied.' }
          : system.read(path),
    };
    const snapshot = createWorkspace({ files, directory: '/project', facts }).snapshot();
    expect(diagnosticLines(snapshot)).toEqual([
      'bad.cw:1:1 error[unreadable-file] `bad.cw` cannot be read: Permission denied.',
    ]);
    expect(snapshot.model.instances.has('file.good')).toBe(true);
  });

  it('that are not UTF-8 are named, and the rest goes on', () => {
    const system = memoryFileSystem();
    system.put('/project/good.cw', good);
    system.writeAtomic('/project/bad.cw', new Uint8Array([0x61, 0xff, 0xfe]), 0o644);
    const snapshot = createWorkspace({ files: system, directory: '/project', facts }).snapshot();
    expect(snapshot.diagnostics.map(({ code }) => code)).toEqual(['not-utf8']);
    expect(snapshot.model.instances.has('file.good')).toBe(true);
  });

  it('with a byte order mark and CRLF mean the same', () => {
    const text = 'resource "file" "a" {\r\n  path    = "a"\r\n  content = "x"\r\n}\r\n';
    const snapshot = snapshotOf({ 'main.cw': `\ufeff${text}` });
    expect(diagnosticLines(snapshot)).toEqual([]);
    expect(shown(snapshot, 'file.a', 'content')).toBe('"x"');
  });

  it('that are links in a circle end', () => {
    const system = memoryFileSystem();
    system.put('/project/main.cw', `${good}module "m" {\n  source = "./m"\n}\n`);
    system.link('/project/m', '/project');
    const snapshot = createWorkspace({ files: system, directory: '/project', facts }).snapshot();
    expect(snapshot.diagnostics.map(({ code }) => code)).toEqual(['module-cycle']);
  });
});

describe('size', () => {
  it('50,000 lines', () => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `  a${i} = ${i}`).join('\n');
    expect(codesWithGood({ 'big.cw': `locals {\n${lines}\n}\n` })).toEqual([]);
  });

  it('1,000 levels deep', () => {
    const deep = `${'['.repeat(1000)}1${']'.repeat(1000)}`;
    const codes = codesWithGood({ 'deep.cw': `locals {\n  deep = ${deep}\n}\n` });
    expect(codes.length).toBeLessThan(3);
  });

  it('a chain of 10,000 locals, and one of 10,000 resources', () => {
    const locals = Array.from({ length: 10_000 }, (_, i) => `  l${i} = ${i === 9_999 ? '7' : `local.l${i + 1}`}`).join(
      '\n',
    );
    const files = Array.from(
      { length: 10_000 },
      (_, i) =>
        `resource "file" "f${i}" {\n  path = "f${i}"\n  content = ${i === 9_999 ? '"end"' : `file.f${i + 1}.content`}\n}\n`,
    ).join('');
    const snapshot = snapshotOf({ 'main.cw': `locals {\n${locals}\n}\noutput "o" {\n  value = local.l0\n}\n${files}` });
    expect(diagnosticLines(snapshot)).toEqual([]);
    expect(snapshot.model.evaluateOutputs(noResults).outputs[0]?.value.raw).toBe(7);
    expect(shown(snapshot, 'file.f0', 'content')).toBe('"end"');
  });

  it('a ring of 5,000 locals is one cycle', () => {
    const locals = Array.from({ length: 5_000 }, (_, i) => `  l${i} = local.l${(i + 1) % 5_000}`).join('\n');
    const snapshot = snapshotOf({ 'main.cw': `locals {\n${locals}\n}\n` });
    const [cycle, ...others] = snapshot.diagnostics;
    expect(cycle?.code).toBe('reference-cycle');
    expect(cycle?.related).toHaveLength(5_000);
    expect(others).toEqual([]);
  });

  it('a huge range and a huge for_each', () => {
    const text =
      'locals {\n  r = range(1000000000)\n}\noutput "o" {\n  value = local.r\n}\nresource "file" "f" {\n  count = 1e9\n  path = "f"\n  content = ""\n}\n';
    const codes = codesWithGood({ 'main.cw': text });
    expect(codes).toHaveLength(2);
    expect(codes).toContain('invalid-count');
  });
});

describe('expressions', () => {
  it('unknown functions and divisions by zero are reported once each', () => {
    const text =
      'locals {\n  a = nope(1)\n  b = 1 / 0\n  c = [local.a, local.b]\n}\noutput "o" {\n  value = local.c\n}\n';
    const codes = codesWithGood({ 'main.cw': text });
    expect(codes).toHaveLength(2);
    expect(codes).toContain('unknown-function');
  });

  it('a mistake in many instances is one mistake', () => {
    const text = 'resource "file" "f" {\n  count = 100\n  path = "f${count.index}"\n  content = nope()\n}\n';
    expect(codesWithGood({ 'main.cw': text })).toEqual(['unknown-function']);
  });

  it('names of JavaScript are names like any other', () => {
    const text =
      'locals {\n  constructor = 1\n  __proto__ = 2\n  toString = local.constructor\n}\noutput "o" {\n  value = [local.toString, local.__proto__, local.hasOwnProperty]\n}\nresource "constructor" "x" {}\nresource "file" "f" {\n  path = "f"\n  content = ""\n  constructor = 1\n}\n';
    expect([...codesWithGood({ 'main.cw': text })].sort()).toEqual([
      'unknown-attribute',
      'unknown-kind',
      'unknown-reference',
    ]);
  });
});

describe('comments that ignore', () => {
  it('need a code that exists and a reason', () => {
    const snapshot = snapshotOf({
      'main.cw': '# clockwork:ignore latest-tag\n# clockwork:ignore latest-tga it is so\nlocals {}\n',
    });
    expect(diagnosticLines(snapshot)).toEqual([
      expect.stringContaining('main.cw:1:1 warning[ignored-without-reason]'),
      expect.stringContaining('Did you mean `latest-tag`?'),
    ]);
  });
});

describe('values from arguments and the environment', () => {
  const main =
    'variable "text" {\n  type = string\n}\nvariable "my-list" {\n  type = list(number)\n}\noutput "o" {\n  value = [var.text, var.my-list]\n}\n';
  const outputOf = (options: Parameters<typeof snapshotOf>[1]) => {
    const snapshot = snapshotOf(
      { 'main.cw': main, 'extra.cwvars': 'text = "from file"\n' },
      { unset: 'error', ...options },
    );
    const [output] = snapshot.model.evaluateOutputs(noResults).outputs;
    return {
      text: JSON.stringify(output?.value.raw, (_, value) => (value?.raw === undefined ? value : value.raw)),
      codes: snapshot.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code),
    };
  };

  it('are literal for strings, else expressions; hyphens are `_` in the environment', () => {
    expect(
      outputOf({
        env: { CLOCKWORK_VAR_text: '${x} = [1]', CLOCKWORK_VAR_my_list: '[1, 2]', CLOCKWORK_VAR_other: 'x' },
      }),
    ).toEqual({
      text: '["${x} = [1]",[1,2]]',
      codes: [],
    });
  });

  it('win in the order in which they were given', () => {
    const inputs = [
      { kind: 'value', text: 'text=first' },
      { kind: 'file', path: 'extra.cwvars' },
      { kind: 'value', text: 'my-list=[3]' },
    ] as const;
    expect(outputOf({ env: { CLOCKWORK_VAR_text: 'env' }, inputs })).toEqual({ text: '["from file",[3]]', codes: [] });
  });

  it('that are wrong are named', () => {
    const inputs = [
      { kind: 'value', text: 'text=a' },
      { kind: 'value', text: 'my-list=[' },
      { kind: 'value', text: 'txet=b' },
    ] as const;
    expect(outputOf({ inputs }).codes.sort()).toEqual(['invalid-value', 'unknown-variable']);
    expect(outputOf({ inputs: [{ kind: 'value', text: 'nothing' }] }).codes).toContain('unknown-variable');
  });
});
