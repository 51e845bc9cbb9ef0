/** Keeps the client's settings: asked for where the client answers such questions, else as it sends them. */
import { type Connection, DidChangeConfigurationNotification } from 'vscode-languageserver';
import type { ClientFeatures } from './client-features.ts';
import { messageOf } from './dispatch.ts';
import {
  badSettings,
  defaultSettings,
  type Settings,
  settingsFrom,
  settingsItems,
  settingsSection,
} from './settings.ts';

export interface Configuration {
  /** Those of the innermost open folder that a document lies in, else the general ones. */
  of(uri: string | undefined): Settings;
  setFolders(uris: readonly string[]): void;
  /** The client may be asked from now on. */
  start(): void;
}

export interface ConfigurationOptions {
  readonly connection: Connection;
  readonly client: ClientFeatures;
  /** What `initialize` brought. */
  readonly initial: unknown;
  readonly changed: () => void;
  readonly log: (sentence: string) => void;
}

export function createConfiguration({
  connection,
  client,
  initial,
  changed,
  log,
}: ConfigurationOptions): Configuration {
  let general = initial === undefined ? defaultSettings : settingsFrom(initial);
  let byFolder = new Map<string, Settings>();
  let folders: readonly string[] = [];
  let isStarted = false;
  let lastAsked = 0;

  const shown = () => JSON.stringify([general, ...folders.map((uri) => byFolder.get(uri) ?? general)]);

  const take = (sections: readonly unknown[], scopes: readonly string[]) => {
    const before = shown();
    const bad = new Set(sections.flatMap(badSettings));
    if (bad.size > 0) log(`These settings are neither true nor false, and do not count: ${[...bad].join(', ')}.`);
    general = settingsFrom(sections[0]);
    byFolder = new Map(scopes.map((uri, i) => [uri, settingsFrom(sections[i + 1])]));
    if (shown() !== before) changed();
  };

  const ask = async () => {
    const asked = ++lastAsked;
    const scopes = folders;
    try {
      const sections: unknown = await connection.sendRequest('workspace/configuration', {
        items: settingsItems(scopes),
      });
      // A later question is on its way.
      if (asked === lastAsked && Array.isArray(sections)) take(sections, scopes);
    } catch (error) {
      log(`The client did not tell its settings: ${messageOf(error)}`);
    }
  };

  connection.onDidChangeConfiguration((params: { readonly settings?: unknown } | undefined) => {
    if (client.asksConfiguration) void ask();
    else take([sectionOf(params?.settings)], []);
  });

  return {
    of(uri) {
      if (uri === undefined) return general;
      let innermost = '';
      for (const folder of byFolder.keys()) {
        if (folder.length > innermost.length && (uri === folder || uri.startsWith(`${folder.replace(/\/$/, '')}/`))) {
          innermost = folder;
        }
      }
      return byFolder.get(innermost) ?? general;
    },
    setFolders(uris) {
      folders = uris;
      if (isStarted && client.asksConfiguration) void ask();
    },
    start() {
      isStarted = true;
      if (client.registersConfiguration) {
        connection.client
          .register(DidChangeConfigurationNotification.type, { section: settingsSection })
          .catch((error: unknown) => log(`Changes of settings will not be heard of: ${messageOf(error)}`));
      }
      if (client.asksConfiguration) void ask();
    },
  };
}

function sectionOf(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return settingsSection in settings ? (settings as Readonly<Record<string, unknown>>)[settingsSection] : settings;
}
