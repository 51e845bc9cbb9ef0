/** What may stand in a block, for every way in which a block comes by its attributes. */
import { beforeAll, expect, test } from 'vitest';
import { type BlockHead, schemaOf } from '../../core/ide/schema/body-schema.ts';
import { ideFixture } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

const head = (text: string): BlockHead => {
  const [type = '', ...labels] = text.split(' ');
  return { type, labels };
};

function schemaIn(source: string, path: string, blocks: string) {
  return schemaOf(ideFixture(source).view, path, blocks.split(' > ').map(head));
}

test('a resource has the attributes of its kind and those of every resource', () => {
  const schema = schemaIn('', 'main.cw', 'resource file config');
  expect(schema?.attributes.get('path')).toMatchObject({ required: true, typeText: 'string', form: 'path' });
  expect(schema?.attributes.get('mode')).toMatchObject({ required: false, form: 'mode', origin: 'kind' });
  expect(schema?.attributes.get('depends_on')).toMatchObject({ origin: 'language', takes: 'things' });
  expect(schema?.attributes.has('source_digest')).toBe(false);
  expect(schema?.isOpen).toBe(false);
  expect([...(schema?.blocks.keys() ?? [])]).toEqual(expect.arrayContaining(['lifecycle', 'connect', 'assert']));
  expect(schema?.blocks.has('dynamic')).toBe(false);
});

test('an attribute that is an object is a block as well, and its fields are known', () => {
  const schema = schemaIn('', 'main.cw', 'resource service web');
  expect(schema?.blocks.get('health_check')).toMatchObject({ often: 'one', origin: 'kind' });
  expect(schema?.blocks.get('ports')?.often).toBe('many');
  const ports = schemaIn('', 'main.cw', 'resource service web > ports');
  expect(ports?.attributes.get('internal')).toMatchObject({ required: true, form: 'port', origin: 'field' });
  expect(ports?.attributes.get('protocol')?.choices).toEqual([{ text: '"tcp"' }, { text: '"udp"' }]);
  expect(ports?.attributes.get('external')?.description).toBe(
    'Port of the machine; chosen by the engine unless given.',
  );
});

test('words of a pattern that is a choice are choices', () => {
  const restart = schemaIn('', 'main.cw', 'resource service web')?.attributes.get('restart');
  expect(restart?.choices?.map(({ text }) => text)).toEqual(['"no"', '"always"', '"unless-stopped"', '"on-failure"']);
});

test('a dynamic block holds what the block that it makes holds', () => {
  expect([...(schemaIn('', 'main.cw', 'resource service web > dynamic ports')?.attributes.keys() ?? [])]).toEqual([
    'for_each',
    'iterator',
  ]);
  const content = schemaIn('', 'main.cw', 'resource service web > dynamic ports > content');
  expect(content?.attributes.has('internal')).toBe(true);
});

test('nested blocks of the language', () => {
  const schema = schemaIn('', 'main.cw', 'module m > lifecycle > precondition');
  expect(schema?.attributes.get('condition')).toMatchObject({ required: true, typeText: 'bool' });
  expect(schemaIn('', 'main.cw', 'removed > lifecycle')?.attributes.get('destroy')?.required).toBe(true);
  expect(schemaIn('', 'main.cw', 'resource file a > connect')?.attributes.get('as')?.choices).toHaveLength(5);
  expect(schemaIn('', 'main.cw', 'variable x > lifecycle')).toBeUndefined();
  expect(schemaIn('', 'main.cw', 'nonsense')).toBeUndefined();
});

test('an assertion inside of a resource and inside of a check', () => {
  for (const chain of ['resource service web > assert healthcheck', 'check site > assert healthcheck']) {
    expect(schemaIn('', 'main.cw', chain)?.attributes.get('url')?.origin).toBe('assertion');
  }
  expect(schemaIn('', 'main.cw', 'check site > assert strange')?.isOpen).toBe(true);
});

test('a module takes the variables of the folder that it calls', () => {
  const source = `=== main.cw
module "db" { source = "./db" }
module "nowhere" { source = "./nowhere" }
=== db/main.cw
variable "port" { type = number }
variable "tags" {
  type        = object({ team = string, cost = optional(number, 3) })
  description = "What it is labelled with"
  default     = { team = "web" }
}
`;
  const schema = schemaIn(source, 'main.cw', 'module db');
  expect(schema?.attributes.get('port')).toMatchObject({ origin: 'input', required: true, typeText: 'number' });
  const tags = schema?.attributes.get('tags');
  expect(tags).toMatchObject({
    required: false,
    default: '{ team = "web" }',
    description: 'What it is labelled with',
  });
  expect(tags?.fields?.().get('cost')).toMatchObject({ required: false, default: '3' });
  expect(schema?.isOpen).toBe(false);
  expect(schemaIn(source, 'main.cw', 'module nowhere')?.isOpen).toBe(true);
});

test('unknown kinds are open', () => {
  const schema = schemaIn('', 'main.cw', 'resource strange x');
  expect(schema?.isOpen).toBe(true);
  expect(schema?.attributes.has('count')).toBe(true);
});

test('short forms take the words of what they become, and their own', () => {
  const deploy = schemaIn('', 'main.cw', 'deploy app');
  expect(deploy?.attributes.get('health_path')?.origin).toBe('language');
  expect(deploy?.attributes.get('image')?.form).toBe('image');
  expect(schemaIn('', 'main.cw', 'create_file x.txt')?.attributes.has('path')).toBe(false);
  expect(schemaIn('', 'main.cw', 'wait db')?.attributes.get('timeout')?.origin).toBe('kind');
});

test('a completion takes the attributes of the kind in its address', () => {
  const schema = schemaIn('=== completed.cw\n', 'completed.cw', 'completion module.m["a.b"].service.web[0]');
  expect(schema?.attributes.has('image')).toBe(true);
  expect(schema?.attributes.has('count')).toBe(false);
  const from = schemaIn('=== completed.cw\n', 'completed.cw', 'completion service.web > from');
  expect([...(from?.attributes.keys() ?? [])]).toEqual(['by', 'at', 'inputs', 'body']);
});
