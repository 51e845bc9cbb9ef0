import { expect, test } from 'vitest';
import { callsIn, referencesIn } from '../../core/language/references.ts';
import { parseExpression } from '../../core/syntax/parse.ts';
import { loadParser } from '../support/parser.ts';

await loadParser();

function check(text: string): readonly string[] {
  return referencesIn(parseExpression(text).expression).map(({ span, root, steps }) => {
    const written = steps.map((step) =>
      step.kind === 'attribute' ? `.${step.name}` : `[${JSON.stringify(step.key)}]`,
    );
    const source = text.slice(span.start, span.end);
    const read = root + written.join('');
    return source === read ? read : `${read} (${source})`;
  });
}

test.each<[string, readonly string[]]>([
  ['1 + 2', []],
  ['var.a + local.b.c', ['var.a', 'local.b.c']],
  ['a.b[0].c["k"].d', ['a.b[0].c["k"].d']],
  ['a.b.0', ['a.b[0] (a.b.0)']],
  ['a[var.i].b', ['a', 'var.i']],
  ['a[*].b[var.i]', ['a', 'var.i']],
  ['(a).b', ['a']],
  ['"x${a.b}%{ if c }${d}%{ else }${e}%{ endif }"', ['a.b', 'c', 'd', 'e']],
  ['[for k, v in var.m : "${k}${v.x}${o}" if k != v]', ['var.m', 'o']],
  ['[for x in x : x]', ['x']],
  ['{ for k, v in m : k => [for v in v : v.z]... }', ['m']],
  ['"%{ for x in l }${x}${y}%{ endfor }${x}"', ['l', 'y', 'x']],
  ['{ a = b, (c) = d, "${e}" = f }', ['b', 'c', 'd', 'e', 'f']],
  ['f(a, g(b)...)', ['a', 'b']],
  ['-a ? !b : (c)', ['a', 'b', 'c']],
  ['a + b + c', ['a', 'b', 'c']],
  ['f(x).y.z', ['x']],
])('%s', (text, wanted) => {
  expect(check(text)).toEqual(wanted);
});

test('calls are listed in source order, also inside of arguments', () => {
  const { expression } = parseExpression('a(b(1), [for x in c(2) : "${d(x)}"])');
  expect(callsIn(expression).map((call) => call.name.text)).toEqual(['a', 'b', 'c', 'd']);
});
