/** The variables of the oracle's program (`oracle/main.go`) as values of ours: one for each state a value can be in. */
import {
  anyType,
  boolType,
  listType,
  mapType,
  numberType,
  objectType,
  setType,
  stringType,
} from '../../core/language/types.ts';
import {
  boolValue,
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
  type Value,
} from '../../core/language/values.ts';

const texts = (...items: readonly string[]) => items.map(stringValue);

const variables: Readonly<Record<string, Value>> = {
  unknown: unknownValue(anyType),
  unknown_string: unknownValue(stringType),
  unknown_number: unknownValue(numberType),
  unknown_bool: unknownValue(boolType),
  unknown_list: unknownValue(listType(stringType)),
  unknown_set: unknownValue(setType(stringType)),
  unknown_map: unknownValue(mapType(stringType)),
  unknown_object: unknownValue(objectType({ name: stringType, size: numberType })),
  null_string: nullValue(stringType),
  null_list: nullValue(listType(stringType)),
  secret: markSensitive(stringValue('hush')),
  secret_number: markSensitive(numberValue(7)),
  secret_bool: markSensitive(boolValue(true)),
  secret_list: markSensitive(listValue(stringType, texts('a', 'b'))),
  secret_map: markSensitive(mapValue(stringType, [['k', stringValue('v')]])),
  names: listValue(stringType, texts('x', 'y', 'z')),
  ports: mapValue(numberType, [
    ['http', numberValue(80)],
    ['https', numberValue(443)],
  ]),
  object: objectValue([
    ['name', stringValue('web')],
    ['size', numberValue(3)],
    ['tags', tupleValue([stringValue('p'), boolValue(true)])],
  ]),
  letters: setValue(stringType, texts('b', 'a', 'c')),
};

/** `var` and what is in it. */
export const oracleVariables: Readonly<Record<string, Value>> = { var: objectValue(Object.entries(variables)) };
