/**
 * The settings `clockwork.*`: one table with what each is for and what holds where nothing is set. The extension
 * contributes the same list; a test compares them.
 */
import type { ConfigurationItem } from 'vscode-languageserver';

interface Setting {
  readonly default: boolean;
  readonly description: string;
}

export const settingsTable = {
  'validate.enable': { default: true, description: 'Show problems in `.cw` and `.cwvars` files.' },
  'format.enable': { default: true, description: 'Format `.cw` and `.cwvars` files.' },
  'inlayHints.values': { default: true, description: 'Show the value of references and calls beside them.' },
  'inlayHints.types': { default: false, description: 'Show the type of variables and local values.' },
  'inlayHints.defaults': { default: false, description: 'Show the default of attributes that are left out.' },
  'inlayHints.counts': { default: true, description: 'Show how many instances `count` and `for_each` make.' },
  'inlayHints.parameters': {
    default: false,
    description: 'Show the names of parameters before the arguments of calls.',
  },
  'lenses.run': { default: true, description: 'Show Plan, Build, Apply and Assert above files and resources.' },
  'lenses.references': { default: true, description: 'Show how many references a declaration has.' },
  'lenses.results': { default: true, description: 'Show when a resource was applied last, and how that ended.' },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof settingsTable;
export type Settings = Readonly<Record<SettingName, boolean>>;

const names = Object.keys(settingsTable) as readonly SettingName[];

export const defaultSettings: Settings = settingsFrom(undefined);

/** The section under which clients keep them. */
export const settingsSection = 'clockwork';

/**
 * Reads what a client sent for the section `clockwork`: nested objects, or names with dots. What is no boolean counts as
 * not set. Never throws.
 */
export function settingsFrom(section: unknown): Settings {
  const entries = names.map((name) => [name, booleanAt(section, name) ?? settingsTable[name].default] as const);
  return Object.fromEntries(entries) as Settings;
}

/** Names whose values cannot be used, for the log. */
export function badSettings(section: unknown): readonly string[] {
  return names
    .filter((name) => {
      const value = valueAt(section, name);
      return value !== undefined && value !== null && typeof value !== 'boolean';
    })
    .map((name) => `${settingsSection}.${name}`);
}

/** What to ask a client for: the section in general, then in each folder. */
export function settingsItems(folders: readonly string[]): ConfigurationItem[] {
  return [{ section: settingsSection }, ...folders.map((scopeUri) => ({ scopeUri, section: settingsSection }))];
}

function booleanAt(section: unknown, name: SettingName): boolean | undefined {
  const value = valueAt(section, name);
  return typeof value === 'boolean' ? value : undefined;
}

function valueAt(section: unknown, name: SettingName): unknown {
  if (!isObject(section)) return undefined;
  if (name in section) return section[name];
  let value: unknown = section;
  for (const part of name.split('.')) value = isObject(value) ? value[part] : undefined;
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
