/** What is said of arguments: values in, arguments or sentences out. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../core/contracts/json.ts';
import { argumentsOf } from '../../core/kinds/arguments.ts';
import { fillHoles, pointersOf, toArgsJson, toPlaceholders } from '../../core/kinds/fill.ts';
import { kindNamed } from '../../core/kinds/table.ts';
import { formatNumber, parseNumber } from '../../core/language/numbers.ts';
import { fromPlain } from '../../core/language/value-json.ts';
import {
  markSensitive,
  numberValue,
  objectValue,
  stringValue,
  tupleValue,
  unknownValue,
  type Value,
} from '../../core/language/values.ts';

const subject = { address: 'x.web', name: 'web', slug: 'x_web' };

function read(
  kind: string,
  given: Readonly<Record<string, Json | Value>>,
  options: { readonly reveal?: boolean; readonly incomplete?: readonly string[] } = {},
) {
  const values = Object.entries(given).map(([name, value]): [string, Value] => [
    name,
    isValue(value) ? value : fromPlain(value),
  ]);
  const { incomplete = [], ...rest } = options;
  return argumentsOf(kindNamed(kind), new Map(values), incomplete, { subject, ...rest });
}

function isValue(value: Json | Value): value is Value {
  return typeof value === 'object' && value !== null && 'raw' in value;
}

const messages = (kind: string, given: Readonly<Record<string, Json | Value>>) =>
  read(kind, given).problems.map(({ message }) => message);

describe('what a person reads', () => {
  test.each<[string, string, Readonly<Record<string, Json>>, readonly string[]]>([
    [
      'a missing attribute',
      'git_repo',
      { url: 'x' },
      ['`git_repo` needs `path`: folder of the work tree, relative to the project’s folder.'],
    ],
    [
      'a name that does not exist',
      'file',
      { path: 'a', content: '', contnt: 'x' },
      ['`file` has no attribute `contnt`.'],
    ],
    [
      'a number too large, deep inside',
      'docker_container',
      { image: 'x', ports: [{ internal: 70000 }] },
      ['`ports[0].internal` must be at most 65535, got 70000.'],
    ],
    [
      'a missing field',
      'docker_container',
      { image: 'x', ports: [{ external: 80 }] },
      ['`ports[0].internal` is missing.'],
    ],
    [
      'a misspelt field',
      'docker_container',
      { image: 'x', health_check: { paht: '/' } },
      ['`health_check` has no attribute `paht`. Did you mean `path`?'],
    ],
    [
      'a text of the wrong form',
      'docker_container',
      { image: 'x', ports: ['eighty'] },
      ['`ports[0]` must be a port such as `8080`, `8080:80` or `127.0.0.1:8080:80/udp`, got "eighty".'],
    ],
    [
      'a port out of range in text',
      'docker_container',
      { image: 'x', ports: ['99999:80'] },
      ['`ports[0]` must be a port such as `8080`, `8080:80` or `127.0.0.1:8080:80/udp`, got "99999:80".'],
    ],
    ['a list where text belongs', 'directory', { path: ['a'] }, ['`path` must be text, got a list.']],
    [
      'text where a list belongs',
      'docker_container',
      { image: 'x', networks: 'a' },
      ['`networks` must be a list, got "a". Write `networks = ["backend"]`.'],
    ],
    [
      'a word that is nearly right',
      'docker_container',
      { image: 'x', state: 'runing' },
      ['`state` must be one of `running`, `stopped`, got "runing". Did you mean `running`?'],
    ],
    [
      'a truth that is none',
      'file',
      { path: 'a', content: '', create_parents: 'yes' },
      ['`create_parents` must be `true` or `false`, got "yes".'],
    ],
    [
      'a number that is none',
      'service',
      { image: 'x', replicas: 'many' },
      ['`replicas` must be a number, got "many".'],
    ],
    ['a fraction', 'service', { image: 'x', replicas: 1.5 }, ['`replicas` must be a whole number, got 1.5.']],
    [
      'a duration that is none',
      'wait',
      { seconds: 1, timeout: 'soon' },
      ['`timeout` must be a duration such as `30s`, `5m` or `1h30m`, got "soon".'],
    ],
    [
      'a bad variable name',
      'env_file',
      { path: 'a', values: { 'A-B': 'x' } },
      ['The name `A-B` in `values` must be the name of an environment variable: letters, digits and `_`.'],
    ],
    ['nothing to run', 'service', {}, ['`service` needs `image`, `build` or `command`.']],
    [
      'two at once',
      'file',
      { path: 'a', content: 'x', source: 'y' },
      ['`file` takes `content` or `source`, not both. Remove one of them.'],
    ],
    [
      'several on one port',
      'service',
      { image: 'x', replicas: 2, ports: ['80:80'] },
      [
        '`replicas` is 2, but only one of them can have the port 80 of this machine. Leave `external` out, or use one replica.',
      ],
    ],
    [
      'an unknown port to ask',
      'service',
      { image: 'x', ports: [80], health_check: { path: '/', port: 81 } },
      ['`health_check.port` is 81, but `ports` does not publish it. Add it to `ports`.'],
    ],
    [
      'a container’s matter in a process',
      'service',
      { command: 'x', volumes: ['a:/b'] },
      ['`volumes` is for containers, and without `image` or `build` this `service` is a local process. Remove it.'],
    ],
  ])('%s', (_, kind, given, expected) => {
    expect(messages(kind, given)).toEqual(expected);
  });

  test('several problems at once, each at its attribute', () => {
    const { problems } = read('docker_container', { image: 5, memory: 'much', cpus: 0 });
    expect(problems.map(({ attribute, message }) => [attribute, message])).toEqual([
      ['memory', '`memory` must be a size such as `512m` or `2g`, got "much".'],
      ['cpus', '`cpus` must be more than 0, got 0.'],
    ]);
  });

  test('a problem of a sensitive value does not quote it', () => {
    const secret = markSensitive(stringValue('hunter2'));
    expect(messages('docker_container', { image: 'x', cpus: secret })).toEqual(['`cpus` must be a number.']);
    expect(
      messages('env_file', {
        path: 'a',
        values: objectValue([['A', markSensitive(tupleValue([stringValue('hunter2')]))]]),
      }),
    ).toEqual(['`values.A` must be text.']);
  });

  test('a secret in the command of a process, which everyone could read, is refused', () => {
    const secret = markSensitive(stringValue('hunter2'));
    const refusal =
      '`command` holds a sensitive value, and what stands in a command everyone on this machine can read. Hand it over in `environment`.';
    expect(messages('service', { command: secret })).toEqual([refusal]);
    expect(messages('service', { command: tupleValue([stringValue('run'), secret]) })).toEqual([refusal]);
    expect(messages('service', { command: tupleValue([stringValue('run'), unknownValue()]) })).toEqual([]);
    expect(messages('service', { command: 'run', environment: secret })).toEqual([
      '`environment` must be a map. Write `environment = { LOG_LEVEL = "info" }`.',
    ]);
    expect(messages('service', { command: 'run', environment: markSensitive(objectValue([['A', secret]])) })).toEqual(
      [],
    );
  });

  test('what bodies are built from cannot come late, and cannot be secret', () => {
    expect(messages('docker_container', { image: 'x', ports: tupleValue([unknownValue()]) })).toEqual([
      '`ports` depends on what is known only after other resources were applied. Use a value that is known before.',
    ]);
    expect(messages('docker_container', { image: 'x', name: markSensitive(stringValue('n')) })).toEqual([
      '`name` cannot be sensitive: it is shown in plans and logs. Use `nonsensitive()` if it is no secret.',
    ]);
  });
});

describe('what becomes of values', () => {
  test('defaults and derived attributes are filled in, forms are made one', () => {
    const { args, problems } = read('docker_container', {
      image: 'nginx',
      ports: [8080, '9:90/udp', { internal: 7 }],
      volumes: ['./a/../b:/x:ro', 'data:/y'],
      command: 'serve --name "a b"',
      entrypoint: 'run | tee',
      memory: '1.5g',
      environment: { A: 1, B: true },
    });
    expect(problems).toEqual([]);
    expect(args).toMatchObject({
      name: 'web',
      restart: 'unless-stopped',
      memory: '1610612736',
      environment: { A: '1', B: 'true' },
      ports: [
        { internal: 8080, external: 8080, protocol: 'tcp' },
        { internal: 90, external: 9, protocol: 'udp' },
        { internal: 7, protocol: 'tcp' },
      ],
      volumes: [
        { source: './b', target: '/x', read_only: true },
        { source: 'data', target: '/y', read_only: false },
      ],
      command: ['serve', '--name', 'a b'],
      entrypoint: ['sh', '-c', 'run | tee'],
    });
    expect('user' in args).toBe(false);
  });

  test('null is as if it were not given', () => {
    expect(read('directory', { path: 'a', mode: null })).toEqual({
      args: { path: 'a', mode: '0755', create_parents: true },
      problems: [],
    });
  });

  test('a label inside a module or of an instance gives a name that is unique', () => {
    const named = (address: string) =>
      argumentsOf(kindNamed('docker_volume'), new Map(), [], { subject: { ...subject, address, slug: 'a_slug' } }).args[
        'name'
      ];
    expect(named('docker_volume.web')).toBe('web');
    expect(named('docker_volume.web[0]')).toBe('a_slug');
    expect(named('module.m.docker_volume.web')).toBe('a_slug');
  });

  test('large numbers keep every digit where text is wanted', () => {
    const digits = '123456789012345678901234567890';
    const number = numberValue(parseNumber(digits) ?? 0);
    expect(formatNumber(parseNumber(digits) ?? 0)).toBe(digits);
    expect(read('env_file', { path: 'a', values: objectValue([['N', number]]) }).args['values']).toEqual({ N: digits });
    expect(read('file', { path: 'a', content: objectValue([['n', number]]) }).args['content']).toBe(`{"n":${digits}}`);
  });

  test('holes stand where the value is not known, sensitive or not completed; the rest is checked', () => {
    const given = {
      environment: objectValue([
        ['A', stringValue('a')],
        ['S', markSensitive(stringValue('s'))],
        ['U', unknownValue()],
      ]),
      image: unknownValue(),
    };
    const { args } = read('docker_container', given, { incomplete: ['ports'] });
    expect(args).toMatchObject({
      environment: {
        A: 'a',
        S: { $hole: '/environment/S', why: 'sensitive' },
        U: { $hole: '/environment/U', why: 'unknown' },
      },
      image: { $hole: '/image', why: 'unknown' },
      ports: { $hole: '/ports', why: 'incomplete' },
    });
    expect(read('docker_container', given, { reveal: true }).args['environment']).toEqual({
      A: 'a',
      S: 's',
      U: { $hole: '/environment/U', why: 'unknown' },
    });
  });

  test('JSON made of something secret is secret as a whole, of something unknown unknown', () => {
    const secret = objectValue([['t', markSensitive(stringValue('s'))]]);
    expect(read('file', { path: 'a', content: secret }).args['content']).toEqual({
      $hole: '/content',
      why: 'sensitive',
    });
    expect(read('file', { path: 'a', content: secret }, { reveal: true }).args['content']).toBe('{"t":"s"}');
    expect(read('file', { path: 'a', content: objectValue([['t', unknownValue()]]) }).args['content']).toEqual({
      $hole: '/content',
      why: 'unknown',
    });
  });

  test('a key named __proto__ is a key', () => {
    const { args } = read('template_file', {
      path: 'a',
      content: 'x',
      vars: objectValue([['__proto__', stringValue('p')]]),
    });
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(JSON.stringify(args['path'])).toBe('"a"');
  });
});

describe('holes', () => {
  const data = {
    plain: 1,
    list: [{ $hole: '/a/0', why: 'unknown' }, 'x'],
    'odd/key~': { $hole: '/b', why: 'sensitive' },
    big: 2 ** 60,
    late: { $hole: '/c', why: 'incomplete' },
  } as const;

  test('pointers say where they stand', () => {
    expect(pointersOf(data)).toEqual({ unknown: ['/list/0'], sensitive: ['/odd~1key~0'], incomplete: ['/late'] });
  });

  test('an ActionList has null there, and large integers as text', () => {
    expect(toArgsJson(data)).toEqual({
      args: { plain: 1, list: [null, 'x'], 'odd/key~': null, big: '1152921504606846976', late: null },
      big: ['/big'],
    });
  });

  test('a body has placeholders, execution the values', () => {
    expect(toPlaceholders(data)).toMatchObject({ list: [{ $value: '/a/0' }, 'x'], 'odd/key~': { $value: '/b' } });
    expect(fillHoles(data, (pointer) => `<${pointer}>`)).toMatchObject({
      list: ['</a/0>', 'x'],
      'odd/key~': '</b>',
      late: '</c>',
    });
  });
});

test('a value of another form is told how it is written', () => {
  expect(messages('service', { image: 'nginx:1.27', ports: { internal: 80 } })).toEqual([
    '`ports` must be a list, got an object. Write `ports = [{ internal = 80, external = 8080 }]`.',
  ]);
  expect(messages('service', { image: 'nginx:1.27', ports: [{ internal: 'x' }] })).toEqual([
    '`ports[0].internal` must be a number, got "x".',
  ]);
});
