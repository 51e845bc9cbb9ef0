/**
 * `snippets/clockwork.json`: the examples of kinds and assertions, and a skeleton of every block of the language, every kind and
 * every short form, with what cannot be left out.
 */
import { assertions } from '../../core/assertions/table.gen.ts';
import type { BlockSpec } from '../../core/intake/block-spec.ts';
import { conditionSpec, dynamicSpec, resourceSpec, topBlocks, variableSpec } from '../../core/intake/block-specs.ts';
import { shortFormSpecs } from '../../core/intake/short-form-specs.ts';
import { kinds } from '../../core/kinds/table.gen.ts';
import { loadParser } from '../../test/support/parser.ts';
import type { Generate } from '../generate.ts';
import { piecesOfExample } from './snippets/from-example.ts';
import { bodyOf, type Piece } from './snippets/pieces.ts';
import { blockPieces, kindRows, labelPieces, specRows, type Wanted } from './snippets/skeleton.ts';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

type Entry = readonly [title: string, snippet: Snippet];

export const generate: Generate = async () => {
  await loadParser();
  const entries: readonly Entry[] = [
    ...[...kinds, ...assertions].flatMap(examplesOf),
    ...kinds.map(kindSkeleton),
    ...assertions.map(assertionSkeleton),
    ...Object.entries(topBlocks).filter(isCarriedOut).map(blockSkeleton),
    ...nestedBlocks.map(([type, spec]) => nestedSkeleton(type, spec)),
    entry('dynamic', 'dynamic', dynamicSpec.summary, dynamicPieces),
    ...Object.entries(shortFormSpecs).map(shortFormSkeleton),
  ];
  const text = `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
  return [{ path: 'snippets/clockwork.json', text }];
};

const kindNamed = new Map(kinds.map((kind) => [kind.name, kind]));
const nameLabel = { id: 'label NAME', default: 'name' };

/** Attributes that one wants to see in a new block although they may be left out, with a value where the usual one says nothing. */
const wanted: Readonly<Record<string, Wanted>> = {
  clockwork: { parallelism: '4', timeout_per_step: '"5m"' },
  variable: { type: undefined, description: undefined },
  connect: { as: undefined },
  lifecycle: { prevent_destroy: undefined },
  timeouts: { create: undefined, update: undefined, delete: undefined },
  retry: { attempts: undefined, delay: undefined },
  needs: { read: undefined, write: undefined },
  file: { content: undefined },
  service: { image: undefined, ports: undefined },
  template_file: { content: undefined },
  wait: { service: undefined },
  create_file: { content: undefined },
  wait_for: { service: undefined },
  healthcheck: { url: '"http://localhost:8080/"', expected_status: undefined },
  verify_http: { url: '"http://localhost:8080/"' },
  port_accessible: { port: '8080' },
  file_exists: { path: undefined },
  file_content_matches: { path: undefined, contains: undefined },
};

function examplesOf({
  name,
  summary,
  examples,
}: (typeof kinds)[number] | (typeof assertions)[number]): readonly Entry[] {
  return examples.map(({ title, source }) =>
    entry(
      `${name}: ${title}`,
      name,
      `${title}. ${summary}`,
      piecesOfExample(source, (kind) => kindNamed.get(kind)?.attributes),
    ),
  );
}

function kindSkeleton({ name, summary, attributes }: (typeof kinds)[number]): Entry {
  return entry(
    `${name}: What it needs`,
    name,
    summary,
    blockPieces(`resource "${name}"`, [nameLabel], kindRows(attributes, wanted[name] ?? {})),
  );
}

function assertionSkeleton({ name, summary, attributes }: (typeof assertions)[number]): Entry {
  return entry(
    `assert ${name}`,
    `assert ${name}`,
    summary,
    blockPieces(`assert "${name}"`, [], kindRows(attributes, wanted[name] ?? {})),
  );
}

function blockSkeleton([type, spec]: readonly [string, BlockSpec]): Entry {
  if (type === 'locals') {
    const pieces = [`${type} {\n  `, nameLabel, ' = ', { id: 'value', default: 'null' }, '\n}'];
    return entry(type, type, spec.summary, pieces);
  }
  if (type === 'check') {
    const url = { id: 'url', default: 'http://localhost:8080/' };
    const pieces = [`${type} "`, nameLabel, '" {\n  assert "healthcheck" {\n    url = "', url, '"\n  }\n}'];
    return entry(type, type, spec.summary, pieces);
  }
  if (type === 'resource') {
    const kind = { id: 'kind', default: kinds[0]?.name ?? '', choices: kinds.map((one) => one.name) };
    return entry(type, type, spec.summary, blockPieces(type, [kind, nameLabel], []));
  }
  return entry(
    type,
    type,
    spec.summary,
    blockPieces(type, labelPieces(spec.labels), specRows(spec, wanted[type] ?? {})),
  );
}

/** Blocks that stand in others and have no kind. */
const nestedBlocks: readonly (readonly [string, BlockSpec])[] = [
  ...Object.entries(resourceSpec.blocks)
    .filter(([name, { block }]) => name !== 'assert' && isCarriedOut([name, block]))
    .map(([name, { block }]) => [name, block] as const),
  ...Object.entries(variableSpec.blocks).map(([name, { block }]) => [name, block] as const),
  ['precondition', conditionSpec],
  ['postcondition', conditionSpec],
];

const dynamicPieces: readonly Piece[] = [
  ...['dynamic "', { id: 'block', default: 'ports' }, '" {\n  for_each = ', { id: 'each', default: '[]' }],
  ...['\n\n  content {\n    ', { id: 'body', default: '' }, '\n  }\n}'],
];

function nestedSkeleton(type: string, spec: BlockSpec): Entry {
  return entry(
    type,
    type,
    spec.summary,
    blockPieces(type, labelPieces(spec.labels), specRows(spec, wanted[type] ?? {})),
  );
}

function shortFormSkeleton([form, spec]: readonly [
  string,
  (typeof shortFormSpecs)[keyof typeof shortFormSpecs],
]): Entry {
  const table =
    'kind' in spec.becomes ? kindNamed.get(spec.becomes.kind)?.attributes : assertionTable(spec.becomes.assertion);
  const rows = kindRows(table ?? {}, wanted[form] ?? {}).filter((row) => spec.without?.includes(row.name) !== true);
  const example = Object.entries(spec.attributes).filter(([, word]) => word.example !== undefined);
  const own = specRows(
    { summary: '', labels: [], attributes: Object.fromEntries(example), blocks: {} },
    Object.fromEntries(example.map(([name]) => [name, undefined])),
  );
  return entry(form, form, spec.summary, blockPieces(form, labelPieces([spec.label]), [...rows, ...own]));
}

function assertionTable(name: string) {
  return assertions.find((one) => one.name === name)?.attributes;
}

function isCarriedOut([, spec]: readonly [string, BlockSpec]): boolean {
  return spec.effect === undefined;
}

function entry(title: string, prefix: string, description: string, pieces: readonly Piece[]): Entry {
  return [title, { prefix, description, body: bodyOf(pieces) }];
}
