/** The settings: what clients send is taken as it is meant, and the extension contributes the same list. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { badSettings, defaultSettings, settingsFrom, settingsTable } from '../../server/settings.ts';

describe('settings', () => {
  test('nothing set: the defaults', () => {
    for (const section of [undefined, null, {}, [], 'x', 1]) expect(settingsFrom(section)).toEqual(defaultSettings);
    expect(defaultSettings['validate.enable']).toBe(true);
  });

  test('nested objects and names with dots', () => {
    expect(settingsFrom({ validate: { enable: false } })['validate.enable']).toBe(false);
    expect(settingsFrom({ 'inlayHints.values': false, inlayHints: { types: true } })).toMatchObject({
      'inlayHints.values': false,
      'inlayHints.types': true,
    });
  });

  test('what is no boolean does not count, and is named', () => {
    const section = { validate: { enable: 'no' }, lenses: 3, format: { enable: false }, other: { x: 1 } };
    expect(settingsFrom(section)).toEqual({ ...defaultSettings, 'format.enable': false });
    expect(badSettings(section)).toEqual(['clockwork.validate.enable']);
    expect(badSettings({ validate: { enable: null } })).toEqual([]);
  });

  test('the extension contributes the same list', () => {
    const file = path.join(import.meta.dirname, '..', '..', 'package.json');
    const { contributes } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
      contributes: { configuration: { properties: Record<string, unknown> } };
    };
    expect(contributes.configuration.properties).toEqual(
      Object.fromEntries(
        Object.entries(settingsTable).map(([name, setting]) => [
          `clockwork.${name}`,
          { type: 'boolean', default: setting.default, scope: 'resource', markdownDescription: setting.description },
        ]),
      ),
    );
  });
});
