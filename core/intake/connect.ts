/**
 * What `connect` adds beyond order and environment: networks that both ends join, and mounts. A network
 * or volume that nobody declared becomes an instance of its own, which goes when the connection goes.
 */
import type { Span } from '../base/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { stringType } from '../language/types.ts';
import type { Value } from '../language/values.ts';
import {
  isItems,
  isKnown,
  isNull,
  stringValue,
  tupleValue,
  unknownValue,
  withSensitivity,
} from '../language/values.ts';
import type { Builder } from './builder.ts';
import type { ConnectDeclaration, ResourceDeclaration } from './declarations.ts';
import { resolveThings } from './dependencies.ts';
import { diagnosticOf, type Home } from './finding.ts';
import { evaluateIn } from './machine.ts';
import type { Entry } from './module-table.ts';
import type { InstanceNode } from './nodes.ts';
import { instanceAddress } from './nodes.ts';

/** Something added to the attributes of one instance. */
export interface Addition {
  readonly attribute: 'networks' | 'volumes';
  /** Evaluated with the instance, since a path may not be known at once. */
  readonly value: () => Value;
}

export interface Links {
  readonly additions: ReadonlyMap<InstanceNode, readonly Addition[]>;
  /** Instances that nobody declared, each behind the one that asked for it first. */
  readonly implicit: ReadonlyMap<InstanceNode, readonly InstanceNode[]>;
  /** Instance → implicit ones that have to be there before it, with where the `connect` block is that asks for them. */
  readonly needs: ReadonlyMap<
    InstanceNode,
    readonly { readonly node: InstanceNode; readonly home: Home; readonly span: Span }[]
  >;
}

/** `nodes` are those that have connections, in source order. */
export function linkConnections(builder: Builder, nodes: readonly InstanceNode[], diagnostics: Diagnostic[]): Links {
  const additions = new Map<InstanceNode, Addition[]>();
  const implicit = new Map<InstanceNode, InstanceNode[]>();
  const needs = new Map<InstanceNode, { node: InstanceNode; home: Home; span: Span }[]>();
  const made = new Map<string, InstanceNode>();
  const keys = new Map<InstanceNode, Set<string>>();
  for (const node of nodes) {
    for (const connect of node.entry.declaration.connects) {
      if (connect.to === undefined || connect.as === 'dependency') continue;
      const targets = resolveThings(
        builder,
        node.module,
        node.context,
        node.entry.home,
        connect.to,
        () => {},
      ).instances;
      for (const target of targets) if (target.entry !== node.entry) link(node, connect, target);
    }
  }
  return { additions, implicit, needs };

  function link(node: InstanceNode, connect: ConnectDeclaration, target: InstanceNode): void {
    if (connect.as === 'file') {
      mount(node, connect, target);
      return;
    }
    if (!isContainer(builder, node) || !isContainer(builder, target)) {
      if (connect.as === 'network' && target.entry.declaration.type !== 'docker_network')
        unsuitable(node, connect, 'a network has containers on both sides');
      else if (connect.as === 'network' && isContainer(builder, node)) join(node, target);
      return;
    }
    const network = implicitInstance(
      'docker_network',
      `${target.entry.declaration.name}-network`,
      target,
      node,
      connect.span,
    );
    for (const end of [node, target]) {
      join(end, network);
      need(end, network, node, connect);
    }
  }

  function join(node: InstanceNode, network: InstanceNode): void {
    add(
      node,
      'networks',
      `network ${network.address}`,
      () => builder.lookup.attribute(network, 'name') ?? unknownValue(stringType),
    );
  }

  function mount(node: InstanceNode, connect: ConnectDeclaration, target: InstanceNode): void {
    const { path } = connect;
    if (!isContainer(builder, node)) {
      unsuitable(node, connect, 'only a container can mount something');
      return;
    }
    if (path === undefined) {
      diagnostics.push(
        diagnosticOf(
          {
            code: 'missing-attribute',
            message: '`connect` with `as = "file"` needs `path`, where it is mounted in the container.',
            span: connect.span,
          },
          node.entry.home,
        ),
      );
      return;
    }
    const at = (of: InstanceNode): Value => {
      const { frame } = builder.machine;
      const context = frame === undefined ? undefined : { ...frame, context: of.context, home: of.entry.home };
      return context === undefined ? unknownValue(stringType) : evaluateIn(builder.machine, path, context);
    };
    const kind = target.entry.declaration.type;
    if (kind === 'docker_volume') {
      add(node, 'volumes', `mount ${target.address}`, () => joined(builder.lookup.attribute(target, 'name'), at(node)));
      return;
    }
    if (isContainer(builder, target)) {
      const volume = implicitInstance(
        'docker_volume',
        `${target.entry.declaration.name}-data`,
        target,
        node,
        connect.span,
      );
      for (const end of [node, target]) {
        add(end, 'volumes', `mount ${volume.address}`, () =>
          joined(builder.lookup.attribute(volume, 'name'), at(node)),
        );
        need(end, volume, node, connect);
      }
      return;
    }
    const hasPath = builder.vocabulary.kinds.get(kind)?.attributes['path'] !== undefined;
    if (!hasPath) {
      unsuitable(node, connect, `\`${kind}\` has nothing that could be mounted`);
      return;
    }
    add(node, 'volumes', `mount ${target.address}`, () => {
      const source = builder.lookup.attribute(target, 'path');
      return joined(source === undefined ? undefined : asPath(source), at(node));
    });
  }

  function unsuitable(node: InstanceNode, connect: ConnectDeclaration, why: string): void {
    const message = `\`connect\` as "${connect.as}" does not fit here: ${why}. Use \`as = "dependency"\` for the order alone.`;
    diagnostics.push(diagnosticOf({ code: 'connect-unsuitable', message, span: connect.span }, node.entry.home));
  }

  function add(node: InstanceNode, attribute: Addition['attribute'], key: string, value: () => Value): void {
    const seen = keys.get(node) ?? new Set<string>();
    if (seen.has(key)) return;
    keys.set(node, seen.add(key));
    additions.set(node, [...(additions.get(node) ?? []), { attribute, value }]);
  }

  /** `by` is the instance whose `connect` it is, which may be the one at the other end. */
  function need(node: InstanceNode, other: InstanceNode, by: InstanceNode, { span }: ConnectDeclaration): void {
    needs.set(node, [...(needs.get(node) ?? []), { node: other, home: by.entry.home, span }]);
  }

  /** The declared instance of that name where there is one, else one made for it. */
  function implicitInstance(
    kind: string,
    name: string,
    target: InstanceNode,
    by: InstanceNode,
    span: Span,
  ): InstanceNode {
    const unique = target.key === undefined ? name : `${name}-${String(target.key).replace(/[^A-Za-z0-9_-]+/g, '-')}`;
    const address = instanceAddress(target.module.address, `${kind}.${unique}`, undefined);
    const declared = target.module.table.resources.get(kind)?.get(unique);
    const known =
      declared === undefined
        ? made.get(address)
        : builder.lookup.resources(target.module, declared).instances.get(undefined);
    if (known !== undefined) return known;
    const declaration: ResourceDeclaration = {
      kind: 'resource',
      type: kind,
      typeSpan: span,
      name: unique,
      nameSpan: span,
      attributes: new Map(),
      dependsOn: [],
      lifecycle: {
        preventDestroy: false,
        ignoreChanges: [],
        replaceTriggeredBy: [],
        preconditions: [],
        postconditions: [],
      },
      connects: [],
      asserts: [],
      retry: { attempts: 0, delaySeconds: 1, backoff: 2 },
      timeouts: {},
      complete: true,
    };
    const entry: Entry<ResourceDeclaration> = { declaration, block: by.entry.block, home: by.entry.home };
    const node = builder.makeInstance(target.module, entry, undefined, {});
    made.set(address, node);
    implicit.set(by, [...(implicit.get(by) ?? []), node]);
    return node;
  }
}

/** Whether the instance runs in a container; a service does unless it has a command alone. */
function isContainer(builder: Builder, node: InstanceNode): boolean {
  const kind = builder.kindOf(node);
  if (kind?.runsIn !== undefined) return kind.runsIn === 'container';
  if (kind?.attributes['image'] === undefined) return false;
  return node.supplied.has('image') || node.supplied.has('build') || node.incomplete.includes('image');
}

function joined(source: Value | undefined, target: Value): Value {
  const sensitive = source?.sensitive === true || target.sensitive;
  const text =
    typeof source?.raw === 'string' && typeof target.raw === 'string'
      ? stringValue(`${source.raw}:${target.raw}`)
      : unknownValue(stringType);
  return withSensitivity(text, sensitive);
}

/** A path as a mount writes it: always with a `/`, so that it is no volume's name. */
function asPath(path: Value): Value {
  if (typeof path.raw !== 'string' || /^\.{0,2}\//.test(path.raw)) return path;
  return withSensitivity(stringValue(`./${path.raw}`), path.sensitive);
}

/** The attribute with what connections add behind what was given; unknown parts stay unknown. */
export function withAdditions(given: Value | undefined, added: readonly Value[]): Value {
  if (given === undefined || isNull(given)) return tupleValue(added);
  if (!isKnown(given) || !isItems(given.raw)) return given;
  const present = new Set(given.raw.map((item) => item.raw));
  return withSensitivity(
    tupleValue([...given.raw, ...added.filter((item) => !present.has(item.raw))]),
    given.sensitive,
  );
}
