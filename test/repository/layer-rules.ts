/** The architecture as tables: which folder may import which, and where the outside world may be touched. */

/** Folders of the core in order: each may import itself and what stands before it. */
export const layers: readonly string[] = [
  'core/base',
  'core/diagnostics',
  'core/contracts',
  'core/ports.ts',
  'core/syntax',
  'core/language',
  'core/kinds',
  'core/assertions',
  'core/completion',
  'core/intake',
  'core/assembly',
  'core/engine',
  'core/ide',
  'core/forge',
  'core/daemon',
  'core/adapters',
  'core/cli',
  'server',
  'client',
];

/** Places that see less than their position in the order allows, with the reason. */
export const narrowed: readonly { readonly from: string; readonly sees: readonly string[]; readonly why: string }[] = [
  {
    from: 'core/adapters',
    sees: ['core/base', 'core/contracts', 'core/ports.ts'],
    why: 'an adapter does what a port says and knows nothing of the product',
  },
  {
    from: 'core/cli',
    sees: layers.slice(0, layers.indexOf('core/adapters')),
    why: 'only an entry point wires adapters, everything else is given ports',
  },
  {
    from: 'server',
    sees: layers.slice(0, layers.indexOf('core/forge')),
    why: 'the language server executes nothing and probes nothing',
  },
  { from: 'client', sees: ['server/protocol.ts'], why: 'the extension asks the server; it computes nothing itself' },
];

/** Files that wire everything: they may import adapters and touch the world. */
export const entryPoints: readonly RegExp[] = [
  /^core\/cli\/main\.ts$/,
  /^server\/main\.ts$/,
  /^client\/extension\.ts$/,
  /^core\/adapters\/[a-z-]+-main\.ts$/,
];

/** Entry points that wire only some of the adapters, with the reason. */
export const wired: readonly { readonly from: string; readonly adapters: readonly string[]; readonly why: string }[] = [
  {
    from: 'server/main.ts',
    adapters: ['core/adapters/clock.ts', 'core/adapters/file-system.ts', 'core/adapters/wasm-files.ts'],
    why: 'the language server executes nothing and probes nothing, so it has nothing to do it with',
  },
];

/** Places where the world may be touched besides entry points. */
export const worldly: readonly string[] = ['core/adapters', 'client'];

/** Modules of Node that only compute. Every other one counts as the world. */
export const pureNodeModules: readonly string[] = [
  'node:assert',
  'node:buffer',
  'node:crypto',
  'node:path',
  'node:string_decoder',
  'node:url',
  'node:util',
  'node:zlib',
];

/** Packages that have their place; the others may be used anywhere. `in` is a list of folders or files. */
export const packageRules: readonly { readonly name: RegExp; readonly in: readonly string[]; readonly why: string }[] =
  [
    {
      name: /^(web-)?tree-sitter/,
      in: ['core/syntax'],
      why: 'one folder knows the parser, so that it can be exchanged',
    },
    { name: /^(execa|dockerode|ssh2)$/, in: ['core/adapters'], why: 'it touches the world' },
    { name: /^(ai|@ai-sdk\/.*)$/, in: ['core/adapters'], why: 'it talks to the network' },
    {
      name: /^(commander|picocolors|log-update)$/,
      in: ['core/cli', 'core/diagnostics'],
      why: 'it belongs to the terminal',
    },
    { name: /^vscode-languageserver/, in: ['server'], why: 'the core knows no LSP types' },
    { name: /^(vscode|vscode-languageclient)$/, in: ['client'], why: 'only the extension runs in the editor' },
    { name: /^(vitest|fast-check|esbuild|@cdktf\/.*)$/, in: [], why: 'it is a tool of development' },
  ];

/** Names that reach for the world without an import. */
export const worldlyNames: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  { pattern: /\bDate\.now\b/g, why: 'take the clock port' },
  { pattern: /\bnew Date\(\s*\)/g, why: 'take the clock port' },
  { pattern: /\bperformance\.now\b/g, why: 'take the clock port' },
  { pattern: /\bset(?:Timeout|Interval)\(/g, why: 'take the clock port' },
  { pattern: /\bMath\.random\b/g, why: 'take the entropy port' },
  { pattern: /\b(?:randomUUID|randomBytes|getRandomValues|randomInt)\b/g, why: 'take the entropy port' },
  { pattern: /(?<![.\w$])process\.[a-zA-Z]+/g, why: 'an entry point reads it once and passes it on' },
  { pattern: /(?<![.\w$])fetch\(/g, why: 'take the prober port' },
];
