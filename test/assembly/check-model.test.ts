/** Rules between resources, seen by `validate` and editors: two on one claim, and circles with every range. */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../support/parser.ts';
import { testProject } from '../support/project.ts';

beforeAll(loadParser);

/** `code at line: message` with the lines of what is related. */
function problemsOf(source: string): readonly string[] {
  const { diagnostics, files } = testProject({ 'main.cw': source }).snapshot();
  const lineOf = (place: { readonly item: string; readonly span: { readonly start: number } }) => {
    const offset = files.get('main.cw')?.items.find(({ key }) => key === place.item)?.offset ?? 0;
    return source.slice(0, offset + place.span.start).split('\n').length;
  };
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, place, related }) => {
      const lines = (related ?? []).map((one) => lineOf(one.place));
      return `${code} at ${place === undefined ? '-' : lineOf(place)}, related ${lines.join(' ')}: ${message}`;
    });
}
const file = (name: string, path: string, more = '') =>
  `resource "file" "${name}" {\n  path = "${path}"\n  content = ""\n${more}}\n`;
const container = (name: string, ports: string) =>
  `resource "docker_container" "${name}" {\n  image = "x:1"\n  ports = ["${ports}"]\n}\n`;

describe('what only one may have', () => {
  test('one path for two files, however it is spelled', () => {
    expect(problemsOf(file('a', 'x/y') + file('b', './x//y'))).toEqual([
      'claimed-twice at 6, related 2: `file.b` and `file.a` both need the path `x/y`. Only one can have it: change one of them.',
    ]);
    expect(problemsOf(file('a', 'x/y') + file('b', 'x/z'))).toEqual([]);
  });

  test.each([
    ['8080:80', '8080:81', 1],
    ['8080:80', '127.0.0.1:8080:80', 1],
    ['127.0.0.1:8080:80', '8080:80', 1],
    ['127.0.0.1:8080:80', '127.0.0.2:8080:80', 0],
    ['8080:80/udp', '8080:80/tcp', 0],
    ['8080:80', '8081:80', 0],
  ])('ports %s and %s: %d conflict', (one, other, count) => {
    expect(
      problemsOf(container('a', one) + container('b', other)).filter((text) => text.startsWith('claimed-twice')),
    ).toHaveLength(count);
  });

  test('instances of one block', () => {
    const [problem] = problemsOf('resource "file" "a" {\n  count   = 2\n  path    = "same"\n  content = ""\n}\n');
    expect(problem).toContain('`file.a[1]` and `file.a[0]` both need the path `same`');
  });
});

describe('circles', () => {
  test('are named with the place of every edge, once', () => {
    const source =
      file('a', 'a', '  depends_on = [file.b]\n') +
      file('b', 'b', '  depends_on = [file.c]\n') +
      file('c', 'c', '  depends_on = [file.a]\n');
    expect(problemsOf(source)).toEqual([
      'dependency-cycle at 4, related 4 9 14: These wait for each other: `file.a` → `file.b` → `file.c` → `file.a`. Remove one of the references.',
    ]);
  });
  test('a chain is none', () => {
    expect(problemsOf(file('a', 'a', '  depends_on = [file.b]\n') + file('b', 'b'))).toEqual([]);
  });
});
