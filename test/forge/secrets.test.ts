/** Where a sensitive value could come to light during a run, and does not. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../support/parser.ts';
import { type Applied, testProject } from '../support/project.ts';

beforeAll(loadParser);

const secret = 'correct-horse-battery';
const variable = 'variable "secret" {\n  type = string\n  sensitive = true\n}\n';
const custom = (name: string, script: string, more = '') =>
  `resource "custom" "${name}" {\n  script = <<-EOT\n    ${script}\n  EOT\n${more}}\n`;
const withSecret = '  environment = { SECRET = var.secret }\n';

/** All that `.clockwork` holds, as one text. */
function kept(dir: string): string {
  return fs
    .readdirSync(path.join(dir, '.clockwork'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}
const told = (applied: Applied) => JSON.stringify([applied.events, applied.result]);
const warnings = (applied: Applied) =>
  applied.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));

test('an adopted resource keeps nothing sensitive in its record', async () => {
  const destroys = `  creates = "made"\n  destroy = "echo \${var.secret}"\n`;
  const project = testProject({ 'main.cw': variable + custom('a', 'true', destroys), made: '' });
  await project.apply({}, [`secret=${secret}`]);
  expect(project.state().resources['custom.a']?.adopted).toBe(true);
  expect(kept(project.dir)).not.toContain(secret);
});

test('a value of a resource without a step is hidden in what another one prints', async () => {
  const first = `resource "file" "holder" {\n  path = "holder.txt"\n  content = var.secret\n}\n`;
  const project = testProject({ 'main.cw': variable + first });
  await project.apply({}, [`secret=${secret}`]);
  project.write({ 'more.cw': custom('b', 'echo "<$(cat holder.txt)>"') });
  const applied = await project.apply({}, [`secret=${secret}`]);
  expect(applied.steps).toEqual(['custom.b#run_command succeeded']);
  expect(told(applied)).toContain('<(sensitive)>');
  expect(told(applied) + kept(project.dir)).not.toContain(secret);
});

describe('files that carry values', () => {
  test('lie in one folder, which is gone behind the run', async () => {
    const script = 'find .clockwork -path "*/values/*" -exec sh -c \'echo "$1"; wc -c < "$1"\' sh {} ";"';
    const project = testProject({ 'main.cw': variable + custom('a', script, withSecret) });
    const applied = await project.apply({}, [`secret=${secret}`]);
    const text = applied.events.flatMap((event) => (event.type === 'step_output' ? [event.text] : [])).join('');
    expect(text).toMatch(/^\.clockwork\/tmp\/[0-9a-f]+\/values\/CW_ENVIRONMENT_SECRET\n21\n$/);
    expect(project.exists('.clockwork/tmp')).toBe(false);
  });

  test('of a run that was killed are removed by the next one, even if that has nothing to do', async () => {
    const project = testProject({ 'main.cw': custom('a', 'true') });
    await project.apply();
    project.write({ '.clockwork/tmp/0123/values/CW_SECRET': secret });
    expect((await project.apply()).steps).toEqual([]);
    expect(kept(project.dir)).not.toContain(secret);
  });
});

describe('a value under six characters', () => {
  const script = 'echo "$SECRET"; echo "in <$SECRET> a text"';
  test('is hidden as a whole line, and the run says once that more is not possible', async () => {
    const more = custom('b', script, withSecret);
    const project = testProject({ 'main.cw': variable + custom('a', script, withSecret) + more });
    const applied = await project.apply({ parallelism: 1 }, ['secret=qx7#z']);
    expect(applied.result?.exit_code).toBe(0);
    const text = applied.events.flatMap((event) => (event.type === 'step_output' ? [event.text] : [])).join('');
    expect(text).toBe('(sensitive)\nin <qx7#z> a text\n'.repeat(2));
    expect(warnings(applied)).toHaveLength(1);
    expect(warnings(applied)[0]).toContain('`environment.SECRET` of `custom.a`');
    expect(warnings(applied)[0]).not.toContain('qx7#z');
  });

  test('a longer one asks for no warning', async () => {
    const project = testProject({ 'main.cw': variable + custom('a', script, withSecret) });
    expect(warnings(await project.apply({}, [`secret=${secret}`]))).toEqual([]);
  });
});

describe('a step that gives a sensitive value as an output', () => {
  const give = (expression: string) => `printf '{"x":%s}' "${expression}" > "$CLOCKWORK_OUTPUTS"`;
  const output = 'output "shown" {\n  value = custom.a.values\n}\n';
  test.each([
    ['itself', '\\"$SECRET\\"', secret],
    ['inside of a text', '\\"user:$SECRET@host\\"', secret],
    ['in base64', '\\"$(printf %s "$SECRET" | base64)\\"', secret],
    ['a short one', '\\"$SECRET\\"', 'qx7#z'],
  ])('fails: %s', async (_, expression, value) => {
    const project = testProject({ 'main.cw': variable + custom('a', give(expression), withSecret) + output });
    const applied = await project.apply({}, [`secret=${value}`]);
    expect(applied.steps).toEqual(['custom.a#run_command failed']);
    expect(applied.messages.join()).toContain('sensitive value into its output `values`');
    expect(told(applied) + kept(project.dir)).not.toContain(value);
  });

  test('anything else is fine', async () => {
    const project = testProject({ 'main.cw': variable + custom('a', give('\\"other\\"'), withSecret) + output });
    const applied = await project.apply({}, [`secret=${secret}`]);
    expect(applied.result?.outputs).toEqual({ shown: { x: 'other' } });
  });
});
