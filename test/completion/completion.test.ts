/** Completing: from a project with gaps to the text of `completed.cw`, and back to a project without gaps. */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { completeEmbedded } from '../../core/completion/embedded.ts';
import { literalOf } from '../../core/completion/hcl-text.ts';
import { knownServices } from '../../core/completion/services.ts';
import { writeCompletions } from '../../core/completion/write-completed.ts';
import { complete } from '../../core/intake/complete.ts';
import { emptyScope } from '../../core/intake/empty-scope.ts';
import { standardVocabulary } from '../../core/intake/standard-vocabulary.ts';
import { attribute, defineKind, type Kind } from '../../core/kinds/define.ts';
import { evaluate } from '../../core/language/evaluate.ts';
import { toPlain } from '../../core/language/value-json.ts';
import { formatText } from '../../core/syntax/format.ts';
import { parseExpression, parseFile } from '../../core/syntax/parse.ts';
import { describeModel, diagnosticLines, type Files, snapshotOf } from '../intake/kit.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

const AT = '2026-01-02T03:04:05Z';

/** Completes a project once; the new text, and what could not be known. */
function completed(files: Files): { readonly text: string; readonly problems: readonly string[] } {
  const snapshot = snapshotOf(files);
  const { value, diagnostics } = complete(snapshot.model);
  const existing = snapshot.files.get('completed.cw');
  return {
    text: value.length === 0 ? (files['completed.cw'] ?? '') : writeCompletions(existing, value, AT),
    problems: diagnostics.map(({ code, message }) => `${code}: ${message}`),
  };
}

const redis = 'resource "docker_container" "cache" {\n  description = "A redis for sessions"\n}\n';

describe('a project with a gap', () => {
  it('is completed, and has none then', () => {
    const { text, problems } = completed({ 'main.cw': redis });
    expect(problems).toEqual([]);
    expect(text).toMatch(/^# What the compiler filled in\./);
    expect(formatText(text).text).toBe(text);
    const snapshot = snapshotOf({ 'main.cw': redis, 'completed.cw': text });
    expect(diagnosticLines(snapshot)).toEqual([]);
    expect(describeModel(snapshot)).toEqual([
      'docker_container.cache',
      '  image = "redis:7-alpine"',
      '  ports = [{"external":6379,"internal":6379}]',
      '  volumes = ["cache-data:/data"]',
      '  health_check = {"interval":"10s","retries":5,"test":["CMD","redis-cli","ping"],"timeout":"5s"}',
    ]);
    expect(snapshot.model.instances.get('docker_container.cache')?.provenance('image')).toBe('completed');
    expect(complete(snapshot.model)).toEqual({ value: [], diagnostics: [] });
  });

  it('is completed again when its description changed, unless the body was edited', () => {
    const { text } = completed({ 'main.cw': redis });
    const changed = redis.replace('redis', 'memcached');
    const again = completed({ 'main.cw': changed, 'completed.cw': text });
    expect(again.text).toContain('memcached:1.6-alpine');
    expect(again.text).not.toContain('redis');
    const edited = text.replace('redis:7-alpine', 'redis:7.2');
    const kept = completed({ 'main.cw': changed, 'completed.cw': edited });
    expect(kept.text).toBe(edited);
    const [line] = diagnosticLines(snapshotOf({ 'main.cw': changed, 'completed.cw': edited }));
    expect(line).toContain('warning[stale-completion]');
    expect(line).toContain('edited by hand');
  });

  it('has one completion for all instances, unless their texts differ', () => {
    const same = 'resource "docker_container" "c" {\n  count = 2\n  description = "memcached"\n}\n';
    expect(completed({ 'main.cw': same }).text.match(/^completion .*$/gm)).toEqual([
      'completion "docker_container.c" {',
    ]);
    const differ =
      'resource "docker_container" "c" {\n  for_each = toset(["redis", "nats"])\n  description = "A ${each.key} server"\n}\n';
    const { text } = completed({ 'main.cw': differ });
    expect(text.match(/^completion .*$/gm)).toEqual([
      'completion "docker_container.c[\\"nats\\"]" {',
      'completion "docker_container.c[\\"redis\\"]" {',
    ]);
    const snapshot = snapshotOf({ 'main.cw': differ, 'completed.cw': text });
    expect(diagnosticLines(snapshot)).toEqual([]);
    expect(describeModel(snapshot)).toContain('  image = "nats:2.10-alpine"');
  });

  it('says what it cannot know', () => {
    const files = {
      'main.cw': 'resource "service" "mystery" {\n  description = "Does things"\n}\nresource "custom" "c" {}\n',
    };
    expect(completed(files).problems).toEqual([
      expect.stringContaining('cannot-complete: `service.mystery` gives no `image`'),
      expect.stringContaining('cannot-complete: `custom.c` gives no `script`'),
    ]);
  });

  it('never makes up a secret', () => {
    const db = (rest: string) => ({
      'main.cw': `resource "docker_container" "db" {\n  description = "postgres"\n${rest}}\n`,
    });
    expect(completed(db('')).problems).toEqual([
      expect.stringContaining('incomplete-secret: `postgres` needs `POSTGRES_PASSWORD`'),
    ]);
    const given = completed(db('  environment = { POSTGRES_PASSWORD = "x" }\n'));
    expect(given.problems).toEqual([]);
    expect(given.text).not.toContain('PASSWORD');
  });
});

describe('the text of completed.cw', () => {
  const completion = (address: string, image: string) => ({
    address,
    values: { image },
    by: 'embedded',
    inputs: 'sha256:1',
  });

  it('keeps every other byte, in order of addresses', () => {
    const before =
      '# mine\n\n# on b\ncompletion "docker_container.b" {\n  image   =   "b:1" # odd\n}\n\n\ncompletion "docker_container.d" { image = "d:1" }\n# end';
    const { file } = parseFile('completed.cw', before);
    const after = writeCompletions(
      file,
      ['e', 'a', 'c'].map((name) => completion(`docker_container.${name}`, `${name}:1`)),
      AT,
    );
    for (const piece of before.split('\n\n')) expect(after).toContain(piece.trim());
    expect(after.match(/^completion "[^"]*"/gm)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((name) => `completion "docker_container.${name}"`),
    );
    expect(after).toContain('# on b\ncompletion "docker_container.b"');
    expect(parseFile('completed.cw', after).diagnostics).toEqual([]);
  });

  it('replaces what was not edited in its place', () => {
    const first = writeCompletions(
      undefined,
      [completion('docker_container.a', 'a:1'), completion('docker_container.b', 'b:1')],
      AT,
    );
    const second = writeCompletions(
      parseFile('completed.cw', first).file,
      [completion('docker_container.a', 'a:2')],
      AT,
    );
    expect(second.replace('a:2', 'a:1').replace(/body {3}= "[^"]*"/g, '')).toBe(
      first.replace(/body {3}= "[^"]*"/g, ''),
    );
  });

  it('writes literals that read back as what they are', () => {
    for (const value of ['plain', 'q"u\\o\nt\te', '${x} %{if} $', '\u0000\u001b', '', 'ünï©ode 💡']) {
      const { expression, problems } = parseExpression(literalOf(value, 0));
      expect(problems).toEqual([]);
      expect(toPlain(evaluate(expression, emptyScope, () => expect.unreachable())).json).toBe(value.normalize('NFC'));
    }
    const data = { a: [1, 2.5, true, null], 'b c': { d: [{ e: 'f' }, []] }, g: {} };
    expect(
      toPlain(evaluate(parseExpression(literalOf(data, 0)).expression, emptyScope, () => expect.unreachable())).json,
    ).toEqual(data);
  });
});

describe('the services that the embedded completer knows', () => {
  it('are at least twelve, each with a pinned tag', () => {
    expect(knownServices.length).toBeGreaterThanOrEqual(12);
    for (const { image } of knownServices) expect(image).toMatch(/:[^:]*\d/);
  });

  for (const service of knownServices) {
    it(`${service.words[0]} gives a resource without problems`, () => {
      for (const kind of ['docker_container', 'service']) {
        const secrets = (service.secrets ?? []).map(([name]) => `${name} = "x"`).join('\n');
        const text = `resource "${kind}" "it" {\n  description = "Our ${service.words[0]}"\n${secrets === '' ? '' : `  environment = {\n${secrets}\n}\n`}}\n`;
        const done = completed({ 'main.cw': text });
        expect(done.problems).toEqual([]);
        const snapshot = snapshotOf({ 'main.cw': text, 'completed.cw': done.text });
        expect(diagnosticLines(snapshot).filter((line) => !line.includes('secret-in-source'))).toEqual([]);
        expect(snapshot.model.instances.get(`${kind}.it`)?.incomplete).toEqual([]);
      }
    });
  }

  it('is the one of the image where there is one, else of the name, else of the first word that fits', () => {
    const request = {
      address: 'x',
      kind: 'service',
      given: [],
      missing: ['image', 'ports'],
      needed: [],
      place: { file: '', item: '', span: { start: 0, end: 0 } },
    };
    const portOf = (name: string, description: string, image?: string) =>
      JSON.stringify(
        completeEmbedded({ ...request, name, description, ...(image !== undefined && { image }) }).values['ports'],
      );
    expect(portOf('web', 'nginx before a redis')).toContain('80');
    expect(portOf('redis', 'in front of nginx')).toContain('6379');
    expect(portOf('web', 'nginx', 'my.registry/library/postgres:15')).toContain('5432');
    expect(portOf('web', 'nginx', 'ours:1')).toBeUndefined();
  });
});

describe('a kind with a secret', () => {
  const locker: Kind = defineKind({
    ...(standardVocabulary.kinds.get('file') as Kind),
    name: 'locker',
    attributes: {
      code: attribute(z.string(), { description: 'Opens it.', change: 'update', sensitive: true, completable: true }),
      old: attribute(z.string().optional(), { description: 'Older.', change: 'none', deprecated: 'Use `code`.' }),
    },
    outputs: {},
  }) as Kind;
  const vocabulary = { ...standardVocabulary, kinds: new Map([...standardVocabulary.kinds, ['locker', locker]]) };
  const linesOf = (files: Files) => diagnosticLines(snapshotOf(files, { vocabulary }));

  it('needs it from the user, and takes it from no completion', () => {
    expect(linesOf({ 'main.cw': 'resource "locker" "l" {}\n' })).toEqual([
      expect.stringContaining('error[incomplete-secret]'),
    ]);
    const lines = linesOf({
      'main.cw': 'variable "c" {\n  sensitive = true\n}\nresource "locker" "l" {\n  code = var.c\n}\n',
      'completed.cw': 'completion "locker.l" {\n  code = "1"\n}\n',
    });
    expect(lines).toEqual([expect.stringContaining('error[completed-secret]')]);
  });

  it('with an older name for an attribute takes it with a warning', () => {
    expect(
      linesOf({ 'main.cw': 'variable "c" {}\nresource "locker" "l" {\n  code = var.c\n  old = "x"\n}\n' }),
    ).toEqual([
      expect.stringContaining(
        'main.cw:4:3 warning[deprecated-attribute] `old` of `locker.l` is an older name. Use `code`.',
      ),
    ]);
  });
});
