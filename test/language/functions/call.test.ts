/** What holds for every function: counting, conversion, null, unknown, sensitive; and that secrets stay out of messages. */
import { beforeAll, describe, expect, it } from 'vitest';
import { callFunction } from '../../../core/language/functions/call.ts';
import { type CallHost, type EagerFunction, Refusal } from '../../../core/language/functions/define.ts';
import { parameterTexts, signatureText } from '../../../core/language/functions/signature.ts';
import { functionTable, replacementFor } from '../../../core/language/functions/table.ts';
import { numberType, stringType } from '../../../core/language/types.ts';
import {
  isKnown,
  listValue,
  markSensitive,
  nullValue,
  numberValue,
  stringValue,
  tupleValue,
  unknownValue,
  type Value,
} from '../../../core/language/values.ts';
import { emptyWorld, evaluateText } from '../../support/evaluating.ts';
import { loadParser } from '../../support/parser.ts';

const host: CallHost = {
  ...emptyWorld,
  renderTemplate: () => {
    throw new Refusal('no templates here');
  },
};

function eager(name: string): EagerFunction {
  const definition = functionTable.get(name);
  if (definition === undefined || definition.lazy === true) throw new Error(`${name} is not in the table.`);
  return definition;
}

function call(name: string, ...args: readonly Value[]) {
  return callFunction(eager(name), args, host);
}

beforeAll(loadParser);

describe('arguments', () => {
  it('are counted', () => {
    expect(call('substr', stringValue('a'))).toEqual({
      kind: 'refused',
      message: '`substr` takes 3 arguments, got 1: `offset` is missing.',
    });
    expect(call('upper', stringValue('a'), stringValue('b'))).toEqual({
      kind: 'refused',
      message: '`upper` takes 1 argument, got 2.',
    });
    expect(call('join')).toMatchObject({ message: '`join` takes at least 1 argument, got 0: `separator` is missing.' });
  });

  it('are converted, or refused with the parameter named', () => {
    expect(call('upper', numberValue(1))).toEqual({ kind: 'value', value: stringValue('1') });
    expect(call('abs', stringValue('x'))).toMatchObject({
      kind: 'refused',
      argument: 0,
      message: expect.stringContaining('Invalid value for the parameter `num` of `abs`'),
    });
  });

  it('must not be null unless the function says so', () => {
    expect(call('upper', nullValue(stringType))).toMatchObject({ kind: 'refused', argument: 0 });
    expect(call('coalesce', nullValue(stringType), stringValue('a'))).toMatchObject({ kind: 'value' });
  });

  it('that are unknown give an unknown result of the right type', () => {
    expect(call('length', unknownValue(stringType))).toEqual({ kind: 'value', value: unknownValue(numberType) });
    expect(call('upper', markSensitive(unknownValue(stringType)))).toEqual({
      kind: 'value',
      value: markSensitive(unknownValue(stringType)),
    });
  });

  it('that are sensitive at any depth make the result sensitive', () => {
    const list = tupleValue([stringValue('a'), markSensitive(stringValue('b'))]);
    expect(call('join', stringValue('-'), list)).toEqual({ kind: 'value', value: markSensitive(stringValue('a-b')) });
  });

  it('keep the marks of single elements where the function hands elements on', () => {
    const list = tupleValue([stringValue('a'), markSensitive(stringValue('b'))]);
    expect(call('element', list, numberValue(0))).toEqual({ kind: 'value', value: stringValue('a') });
    expect(call('element', list, numberValue(1))).toEqual({ kind: 'value', value: markSensitive(stringValue('b')) });
  });
});

describe('a sensitive argument', () => {
  const secret = 'hunter2-canary';
  const attempts: readonly [name: string, ...args: Value[]][] = [
    ['parseint', stringValue(secret), numberValue(10)],
    ['tonumber', stringValue(secret)],
    ['tobool', stringValue(secret)],
    ['jsondecode', stringValue(secret)],
    ['yamldecode', stringValue(`[${secret}`)],
    ['base64decode', stringValue(secret)],
    ['csvdecode', stringValue(`${secret},${secret}\n1,2`)],
    ['regex', stringValue(`(${secret}`), stringValue('x')],
    ['format', stringValue(`%z ${secret}`), stringValue('x')],
    ['formatdate', stringValue('YYYY'), stringValue(secret)],
    ['timeadd', stringValue('2020-01-01T00:00:00Z'), stringValue(secret)],
    ['cidrhost', stringValue(secret), numberValue(1)],
    ['file', stringValue(secret)],
    ['fileexists', stringValue(`~${secret}`)],
    ['lookup', listValue(stringType, []), stringValue(secret)],
    ['textencodebase64', stringValue('x'), stringValue(secret)],
    ['uuidv5', stringValue(secret), stringValue('x')],
    ['rsadecrypt', stringValue('AAAA'), stringValue(secret)],
  ];
  it.each(attempts)('of %s is not told in the reason of a failure', (name, ...args) => {
    const refused = call(name, ...args.map(markSensitive));
    expect(refused.kind).toBe('refused');
    expect(JSON.stringify(refused)).not.toContain(secret);
  });

  it('is told where it is not sensitive: the cases above do bite', () => {
    const told = attempts.filter(([name, ...args]) => JSON.stringify(call(name, ...args)).includes(secret));
    expect(told.length).toBeGreaterThan(8);
  });
});

describe('the table', () => {
  const all = [...functionTable.values()];

  it('has every function of the reference but the three that have a replacement', () => {
    expect([...functionTable.keys()].join(' ')).toBe(
      'abs abspath alltrue anytrue base64decode base64encode base64gunzip base64gzip base64sha256 base64sha512 basename ' +
        'bcrypt can ceil chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat ' +
        'contains csvdecode dirname distinct element endswith file filebase64 filebase64sha256 filebase64sha512 ' +
        'fileexists filemd5 fileset filesha1 filesha256 filesha512 flatten floor format formatdate formatlist indent index ' +
        'issensitive join jsondecode jsonencode keys length log lookup lower matchkeys max md5 merge min nonsensitive one ' +
        'parseint pathexpand plantimestamp pow range regex regexall replace reverse rsadecrypt sensitive setintersection ' +
        'setproduct setsubtract setunion sha1 sha256 sha512 signum slice sort split startswith strcontains strrev substr ' +
        'sum templatefile templatestring textdecodebase64 textencodebase64 timeadd timecmp timestamp title tobool tolist ' +
        'tomap tonumber toset tostring transpose trim trimprefix trimspace trimsuffix try type upper urldecode urlencode ' +
        'uuid uuidv5 values yamldecode yamlencode zipmap',
    );
    for (const name of ['list', 'map', 'ephemeralasnull', 'provider::aws::arn_parse', 'core::upper']) {
      expect(functionTable.has(name)).toBe(false);
      expect(replacementFor(name)).toMatch(/\.$/);
    }
    expect(replacementFor('uper')).toBeUndefined();
  });

  it.each(all.map((definition) => [definition.name, definition] as const))('documents %s', (_, definition) => {
    expect(definition.summary).toMatch(/^[^ ].{15,}\.$/s);
    expect(signatureText(definition)).toMatch(/^\w+\(.*\): .+$/);
    const names = [...definition.parameters, definition.variadic].map((parameter) => parameter?.name);
    expect(new Set(names).size).toBe(names.length);
    expect(parameterTexts(definition)).toHaveLength(names.filter((name) => name !== undefined).length);
  });

  it('never throws, whatever it is given', () => {
    const odd = [
      nullValue(),
      unknownValue(),
      stringValue(''),
      stringValue('\0%[9]s{{'),
      numberValue(-1),
      numberValue(1e15),
      tupleValue([]),
      tupleValue([nullValue(), unknownValue(stringType), markSensitive(numberValue(1))]),
      evaluateText('{a = 1, b = [null]}').value,
      evaluateText('toset(["x"])').value,
      evaluateText('0.5').value,
    ];
    let answers = 0;
    for (const definition of all) {
      if (definition.lazy === true) continue;
      for (const a of odd)
        for (const b of odd)
          for (const count of [0, 1, 2, 3]) {
            const result = callFunction(definition, [a, b, a].slice(0, count), host);
            if (result.kind === 'value') answers++;
            else expect(result.message).toMatch(/\.$/);
          }
    }
    expect(answers).toBeGreaterThan(1000);
  });
});

it('leaves the value of volatile calls to the context', () => {
  const asked: string[] = [];
  const world = {
    ...emptyWorld,
    volatile: (name: string, args: readonly Value[]) => {
      asked.push(`${name}/${args.length}`);
      return stringValue(`kept ${name}`);
    },
  };
  const { value } = evaluateText('[timestamp(), plantimestamp(), uuid(), bcrypt("x", 5)]', {}, world);
  expect(value).toEqual(
    tupleValue(['timestamp', 'plantimestamp', 'uuid', 'bcrypt'].map((name) => stringValue(`kept ${name}`))),
  );
  expect(asked).toEqual(['timestamp/0', 'plantimestamp/0', 'uuid/0', 'bcrypt/2']);
  expect(isKnown(evaluateText('uuid()').value)).toBe(false);
});
