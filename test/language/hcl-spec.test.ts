import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { convert } from '../../core/language/convert.ts';
import { equalTypes, typeName } from '../../core/language/types.ts';
import { describeCorpus } from '../support/corpus.ts';
import { decode, readExpectation } from '../support/hcldec.ts';
import { loadParser } from '../support/parser.ts';
import { shown } from './suite-format.ts';

await loadParser();

describeCorpus('hcl-spec', "HashiCorp's suite of the HCL specification", (folder) => {
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.t'))
    .map((file) => file.slice(0, -'.t'.length))
    .sort();

  test('has files', () => {
    expect(files.length).toBeGreaterThan(5);
  });

  test.each(files)('%s', (file) => {
    const read = (extension: string): string => fs.readFileSync(path.join(folder, file + extension), 'utf8');
    const { value, errorLines } = decode(read('.hcl'), read('.hcldec'));
    const wanted = readExpectation(read('.t'));
    expect(errorLines).toEqual(wanted.errorLines);
    if (wanted.errorLines.length > 0) return;
    if (wanted.type !== undefined) {
      const sameType = equalTypes(value.type, wanted.type);
      expect(sameType, `${typeName(value.type)} instead of ${typeName(wanted.type)}`).toBe(true);
    }
    if (wanted.result === undefined) {
      expect(wanted.type).toBeDefined();
      return;
    }
    const result = convert(wanted.result, value.type);
    expect(shown(value)).toBe('value' in result ? shown(result.value) : result.message);
  });
});
