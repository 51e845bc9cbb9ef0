import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equalValues, sameValue } from '../../core/language/equality.ts';
import { formatNumber, parseNumber } from '../../core/language/numbers.ts';
import { anyType, listType, mapType, numberType, objectType, stringType, typeName } from '../../core/language/types.ts';
import { fromJson, fromPlain, toJson, toPlain } from '../../core/language/value-json.ts';
import { valueToText } from '../../core/language/value-text.ts';
import {
  boolValue,
  entriesOf,
  hasSensitive,
  isWhollyKnown,
  itemsOf,
  listValue,
  mapValue,
  markSensitive,
  nullValue,
  numberValue,
  objectValue,
  setValue,
  stringValue,
  tupleValue,
  unknownValue,
  unmarkDeep,
  type Value,
} from '../../core/language/values.ts';

const text = stringValue;
const number = (written: string): Value => numberValue(parseNumber(written) ?? 0);
const keysOf = (value: Value): readonly string[] => [...entriesOf(value).keys()];

describe('construction', () => {
  test('strings are kept in normal form C', () => {
    expect(text('an\u0303os')).toEqual(text('a\u00f1os'));
    expect(text('\u212b').raw).toBe('\u00c5');
  });

  test('maps and objects are ordered by code point, and a later entry wins', () => {
    const entries: [string, Value][] = ['b', '\u{1F600}', '\uFF5E', 'a', 'b'].map((key, i) => [key, numberValue(i)]);
    expect(keysOf(objectValue(entries))).toEqual(['a', 'b', '\uFF5E', '\u{1F600}']);
    expect(entriesOf(mapValue(numberType, entries)).get('b')).toEqual(numberValue(4));
  });

  test('keys are strings as all others, in normal form C', () => {
    expect(keysOf(objectValue([['an\u0303o', text('x')]]))).toEqual(['a\u00f1o']);
    const twice = mapValue(stringType, [
      ['\u00c5', text('1')],
      ['\u212b', text('2')],
    ]);
    expect(toJson(twice)).toBe('{"\u00c5":"2"}');
  });

  test('names that objects inherit elsewhere are ordinary names', () => {
    const value = objectValue([
      ['__proto__', text('x')],
      ['constructor', text('y')],
    ]);
    expect(toJson(value)).toBe('{"__proto__":"x","constructor":"y"}');
    expect(typeName(value.type)).toBe('object({__proto__=string,constructor=string})');
    expect(JSON.stringify(toPlain(value).json)).toBe('{"__proto__":"x","constructor":"y"}');
    expect(equalValues(value, objectValue([]))).toBe(false);
  });
});

describe('sets', () => {
  test('numbers stand in numeric order, strings by code point, false before true', () => {
    expect(toJson(setValue(numberType, ['10', '9', '0.5', '-1', '9'].map(number)))).toBe('[-1,0.5,9,10]');
    expect(toJson(setValue(stringType, ['b', '\u{1F600}', '\uFF5E', 'B'].map(text)))).toBe(
      '["B","b","\uFF5E","\u{1F600}"]',
    );
    expect(toJson(setValue({ kind: 'bool' }, [boolValue(true), boolValue(false)]))).toBe('[false,true]');
  });

  test('the same structures count once, in whatever order they came', () => {
    const element = objectType({ a: numberType });
    const one = objectValue([['a', number('1')]]);
    const two = objectValue([['a', number('2')]]);
    expect(setValue(element, [two, one, two])).toEqual(setValue(element, [one, two]));
    expect(itemsOf(setValue(element, [two, one, two]))).toHaveLength(2);
  });

  test('unknown items are kept apart, and stand behind known ones', () => {
    const set = setValue(stringType, [
      unknownValue(stringType),
      text('a'),
      unknownValue(stringType),
      nullValue(stringType),
    ]);
    expect(itemsOf(set).map((item) => item.raw)).toEqual(['a', unknownValue().raw, unknownValue().raw, null]);
  });

  test('a sensitive item makes the set sensitive', () => {
    const set = setValue(stringType, [markSensitive(text('a')), text('b')]);
    expect(set.sensitive).toBe(true);
    expect(itemsOf(set).some(hasSensitive)).toBe(false);
  });
});

describe('equality', () => {
  const unknown = unknownValue(stringType);
  test.each<[string, Value, Value, boolean | undefined]>([
    ['types differ', text('1'), number('1'), false],
    ['nulls of two types', nullValue(stringType), nullValue(numberType), true],
    ['null and a value', nullValue(), text(''), false],
    ['unknown and a value', unknown, text('a'), undefined],
    ['unknown and null', unknown, nullValue(), undefined],
    ['unknown of another type', unknown, number('1'), false],
    ['unknown of unknown type', unknownValue(), number('1'), undefined],
    ['an unknown inside', tupleValue([unknown]), tupleValue([text('a')]), undefined],
    ['a difference beside an unknown', tupleValue([unknown, text('a')]), tupleValue([unknown, text('b')]), false],
    ['large numbers', number('1e40'), number('10000000000000000000000000000000000000000'), true],
    ['maps of other keys', mapValue(anyType, [['a', text('x')]]), mapValue(anyType, [['b', text('x')]]), false],
    ['a list and a tuple', listValue(stringType, [text('a')]), tupleValue([text('a')]), false],
  ])('%s', (_name, a, b, wanted) => {
    expect(equalValues(a, b)).toBe(wanted);
    expect(equalValues(b, a)).toBe(wanted);
  });

  test('sameValue tells marks apart and knows unknown from known', () => {
    expect(sameValue(unknown, unknownValue(stringType))).toBe(true);
    expect(sameValue(text('a'), markSensitive(text('a')))).toBe(false);
    expect(sameValue(tupleValue([number('0.1')]), tupleValue([number('0.1')]))).toBe(true);
    expect(sameValue(unknown, unknownValue(numberType))).toBe(false);
  });
});

describe('marks', () => {
  test('are found and taken off at any depth', () => {
    const value = objectValue([['a', tupleValue([markSensitive(text('x'))])]]);
    expect(hasSensitive(value)).toBe(true);
    expect(value.sensitive).toBe(false);
    expect(hasSensitive(unmarkDeep(value))).toBe(false);
    expect(toJson(unmarkDeep(value))).toBe('{"a":["x"]}');
  });
});

describe('JSON', () => {
  test('keeps every digit', () => {
    expect(toJson(tupleValue(['123456789012345678901234567890', '0.1', '1e3'].map(number)))).toBe(
      '[123456789012345678901234567890,0.1,1000]',
    );
  });

  test('plain values say what they leave out, by pointer', () => {
    const value = objectValue([
      ['a/b', unknownValue(stringType)],
      ['big', tupleValue([number('9007199254740993'), number('9007199254740991'), number('0.5')])],
      ['m~n', markSensitive(tupleValue([unknownValue()]))],
      ['none', nullValue()],
    ]);
    expect(toPlain(value)).toEqual({
      json: { 'a/b': null, big: ['9007199254740993', 9007199254740991, 0.5], 'm~n': null, none: null },
      unknown: ['/a~1b'],
      sensitive: ['/m~0n'],
      big: ['/big/0'],
    });
    expect(toPlain(markSensitive(text('x')))).toEqual({ json: null, unknown: [], sensitive: [''], big: [] });
  });

  test('reads text with every digit, and says why text is none', () => {
    const outcome = fromJson('{"n": 0.1000000000000000000001, "big": 12345678901234567890, "l": [null, "x", true]}');
    expect('value' in outcome && toJson(outcome.value)).toBe(
      '{"big":12345678901234567890,"l":[null,"x",true],"n":0.1000000000000000000001}',
    );
    expect(fromJson('{')).toHaveProperty('message');
  });

  test('comes back as it went, by fast-check', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (json) => {
        const normal = JSON.parse(JSON.stringify(json).normalize('NFC'));
        const value = fromPlain(normal);
        expect(isWhollyKnown(value)).toBe(true);
        const back = fromJson(toJson(value));
        expect('value' in back && sameValue(back.value, value)).toBe(true);
      }),
    );
  });
});

describe('text', () => {
  const list = listValue(listType(stringType), [listValue(stringType, [text('a')]), listValue(stringType, [])]);
  test.each<[Value, string]>([
    [text('say "hi"'), '"say \\"hi\\""'],
    [text('two\nlines'), '<<EOT\ntwo\nlines\nEOT'],
    [text('EOT\n EOT_'), '<<EOT__\nEOT\n EOT_\nEOT__'],
    [number('0.50'), '0.5'],
    [nullValue(), 'null'],
    [nullValue(stringType), 'tostring(null)'],
    [nullValue(listType(stringType)), 'tolist(null) /* of string */'],
    [unknownValue(stringType), '(known after apply)'],
    [markSensitive(text('x')), '(sensitive value)'],
    [list, 'tolist([\n  tolist([\n    "a",\n  ]),\n  tolist([]),\n])'],
    [mapValue(stringType, [['k', text('v')]]), 'tomap({\n  "k" = "v"\n})'],
    [setValue(stringType, [text('b'), text('a')]), 'toset([\n  "a",\n  "b",\n])'],
    [
      objectValue([
        ['o', objectValue([])],
        ['h', text('x\ny')],
      ]),
      '{\n  "h" = <<-EOT\n  x\n  y\n  EOT\n  "o" = {}\n}',
    ],
    [tupleValue([markSensitive(text('x')), unknownValue()]), '[\n  (sensitive value),\n  (known after apply),\n]'],
  ])('%#', (value, wanted) => {
    expect(valueToText(value)).toBe(wanted);
  });

  test('names types', () => {
    const type = objectType({ 'b c': mapType(anyType), a: listType(objectType({ x: numberType })) });
    expect(typeName(type)).toBe('object({a=list(object({x=number})),"b c"=map(any)})');
  });

  test('numbers print without an exponent', () => {
    expect(formatNumber(parseNumber('1e-10') ?? 0)).toBe('0.0000000001');
  });
});
