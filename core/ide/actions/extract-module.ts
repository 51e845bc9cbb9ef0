/**
 * Moves whole blocks into a module of their own: a folder with what was selected, inputs for what they refer to outside,
 * outputs for what is referred to in them. Refused where that would mean something else.
 */
import { normalizePath } from '../../intake/module-path.ts';
import { isOlderCheck } from '../../intake/older-checks.ts';
import { reservedInputs } from '../../intake/read-module.ts';
import { shortFormOf } from '../../intake/short-form-specs.ts';
import type { Attribute, Block, Item } from '../../syntax/ast.ts';
import { type Change, type Refused, refused } from '../changes.ts';
import { namesIn } from '../names/bindings.ts';
import { calledDir, declarationOf, shownName } from '../names/symbols.ts';
import { keptName } from '../rename/kept-name.ts';
import { wasApplied } from '../rename/moved-blocks.ts';
import { type FileEdit, shifted } from '../spans.ts';
import type { ActionContext, ActionMaker } from './action.ts';
import {
  crossingsIn,
  declaredIn,
  holds,
  isSensitive,
  itemText,
  type Port,
  readsFiles,
  type ThingHere,
  thingsIn,
} from './module-parts.ts';
import { freeName } from './names.ts';
import { completions, filesOf, placed } from './new-module.ts';

export const extractModule: ActionMaker = (context) => {
  const items = selectedItems(context);
  const [first] = items;
  if (first === undefined) return [];
  const name = moduleName(context, items);
  const plan = planned(context, items, name);
  return [
    {
      id: `extract-module:${first.key}:${items.length}`,
      title: `Extract ${items.length === 1 ? 'this block' : `these ${items.length} blocks`} to module \`${name}\``,
      kind: 'refactor.extract',
      makesFiles: true,
      ...('kind' in plan && { refused: plan.reason }),
      change: () => ('kind' in plan ? { edits: [] } : plan),
    },
  ];
};

/** The items that the selection covers from their beginning to their end; none where it cuts one. */
function selectedItems({ file, at, role }: ActionContext): readonly Item[] {
  if (role !== 'source' || at.start === at.end) return [];
  const touched = file.items.filter(({ offset, node }) => offset < at.end && at.start < offset + node.span.end);
  const whole = touched.every(({ offset, node }) => at.start <= offset && offset + node.span.end <= at.end);
  return whole && touched.some(({ node }) => node.kind === 'block') ? touched : [];
}

function moduleName({ view, dir }: ActionContext, items: readonly Item[]): string {
  const labels = items.flatMap(({ node }) => (node.kind === 'block' ? (node.labels.at(-1)?.text ?? []) : []));
  const wanted = labels.find((label) => /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(label)) ?? 'part';
  const isTaken = (name: string) =>
    view.table(dir)?.modules.has(name) === true ||
    view.project.world.fileKind(normalizePath(`${dir}/modules/${name}`)) !== null;
  return freeName(wanted, isTaken);
}

function planned(context: ActionContext, items: readonly Item[], name: string): Change | Refused {
  const problem = whyNot(context, items);
  if (problem !== undefined) return refused(problem);
  const moving = new Set(items.flatMap((item) => declaredIn(context, item)));
  const renamed = [...moving].find((each) => {
    const symbol = { dir: context.dir, name: each };
    return wasApplied(context.view, symbol) && keptName(context.view, symbol).isLost;
  });
  if (renamed !== undefined) {
    return refused(
      `What is called after the address of \`${shownName(renamed)}\` would be made anew: give it a \`name\` first.`,
    );
  }
  const inward = goingIn(context, items, moving);
  if ('kind' in inward) return inward;
  const outward = comingOut(context, items, moving, name);
  if ('kind' in outward) return outward;
  if (outward.waits && inward.ports.some(({ of }) => !of.startsWith('var.'))) {
    return refused('What waits for these blocks with `depends_on` would wait for what they wait for.');
  }
  return {
    edits: [
      ...placed(context, items, name, inward.ports, moving),
      ...outward.edits,
      ...completions(context, moving, name),
    ],
    newFiles: filesOf(context, items, name, inward.ports, inward.edits, outward.ports),
  };
}

function whyNot(context: ActionContext, items: readonly Item[]): string | undefined {
  const { view, dir, file } = context;
  const table = view.table(dir);
  const movable = new Set(['resource', 'check', 'locals', 'module']);
  for (const { node } of items) {
    if (node.kind === 'attribute' || node.broken) return 'The selection holds text that cannot be read.';
    const type = node.type.text;
    if (!movable.has(type) && shortFormOf(type) === undefined) {
      return `A \`${type}\` block stays where it is: select resources, checks, modules and locals.`;
    }
    const call = type === 'module' ? (node.labels[0]?.text ?? '') : undefined;
    if (call !== undefined && calledDir(view, dir, call) === undefined) {
      return `The folder of \`module.${call}\` is not there.`;
    }
    const kind = type === 'resource' ? view.vocabulary.kinds.get(node.labels[0]?.text ?? '') : undefined;
    if (type === 'resource' && kind === undefined && !isOlderCheck(node)) {
      return `There is no resource kind \`${node.labels[0]?.text ?? ''}\`.`;
    }
    const isRead = kind?.compute !== undefined && node.body.entries.some(isSource);
    if (readsFiles(node) || isRead)
      return 'The selection reads files, which would be outside of the new module’s folder.';
  }
  const keys = new Set(items.map(({ key }) => key));
  const isMoving = (home: { readonly file: string; readonly item: string }) =>
    home.file === file.path && keys.has(home.item);
  for (const [later, earlier] of table?.previous ?? []) {
    if (isMoving(later.home) !== isMoving(earlier.home)) {
      return 'Short forms wait for the one before them: select all that follow each other.';
    }
  }
  const usesFolder = items.some(({ node }) =>
    namesIn(node).chains.some(
      ({ root, steps, binding }) => binding === undefined && root === 'path' && steps[0]?.text === 'module',
    ),
  );
  return usesFolder && dir !== '.' ? '`path.module` would be another folder.' : undefined;
}

/** What kinds read the files of. */
function isSource(entry: Attribute | Block): boolean {
  return entry.kind === 'attribute' && (entry.name.text === 'template' || entry.name.text === 'source');
}

interface Inward {
  readonly ports: readonly Port[];
  /** Of the items, with offsets in the file. */
  readonly edits: readonly FileEdit[];
}

function goingIn(context: ActionContext, items: readonly Item[], moving: ReadonlySet<string>): Inward | Refused {
  const { file } = context;
  const ports = new Map<string, Port>();
  const edits: FileEdit[] = [];
  for (const item of items) {
    const things = thingsIn(context, item.node);
    const stranger = things.find(({ name }) => !moving.has(name));
    if (stranger !== undefined) {
      return refused(`\`${shownName(stranger.name)}\` is named in \`${stranger.attribute}\`, and is not selected.`);
    }
    for (const { name, title, span } of crossingsIn(item.node)) {
      if (moving.has(name) || things.some((thing) => holds(thing.span, span))) continue;
      if (!isKnown(context, name)) return refused(`\`${shownName(name)}\` is not known here.`);
      const text = itemText(file, item, span);
      let port = ports.get(text);
      if (port === undefined) {
        const taken = new Set([...ports.values()].map((each) => each.name));
        port = { name: freeName(title, (each) => taken.has(each) || reservedInputs.includes(each)), text, of: name };
        ports.set(text, port);
      }
      edits.push({ file: file.path, span: shifted(span, item.offset), newText: `var.${port.name}` });
    }
    for (const { root, rootSpan, steps, binding } of namesIn(item.node).chains) {
      const [step] = steps;
      if (binding !== undefined || root !== 'path' || step?.text !== 'module') continue;
      const span = { start: rootSpan.start, end: step.span.end };
      edits.push({ file: file.path, span: shifted(span, item.offset), newText: 'path.root' });
    }
  }
  return { ports: [...ports.values()], edits };
}

/** Whether it is declared, and what it gives is known. */
function isKnown({ view, dir }: ActionContext, name: string): boolean {
  if (declarationOf(view, { dir, name }) === undefined) return false;
  const [sort, first = ''] = name.split('.');
  if (sort === 'module') return calledDir(view, dir, first) !== undefined;
  return sort !== 'resource' || view.vocabulary.kinds.has(first);
}

interface Outward {
  readonly ports: readonly Port[];
  readonly edits: readonly FileEdit[];
  /** Something waits for the module as a whole. */
  readonly waits: boolean;
}

function comingOut(
  context: ActionContext,
  items: readonly Item[],
  moving: ReadonlySet<string>,
  module: string,
): Outward | Refused {
  const { view, dir, file: own } = context;
  const ports = new Map<string, Port>();
  const edits: FileEdit[] = [];
  let waits = false;
  for (const file of view.project.modules.get(dir)?.files ?? []) {
    for (const item of file.items) {
      if (file === own && items.includes(item)) continue;
      const things = thingsIn(context, item.node).filter(({ name }) => moving.has(name));
      const fixed = things.find(({ attribute }) => attribute !== 'depends_on');
      if (fixed !== undefined) {
        return refused(
          `\`${shownName(fixed.name)}\` is named in \`${fixed.attribute}\` of another block, which a module cannot be.`,
        );
      }
      waits ||= things.length > 0;
      for (const { span } of distinct(things)) {
        edits.push({ file: file.path, span: shifted(span, item.offset), newText: `module.${module}` });
      }
      for (const { name, title, span } of crossingsIn(item.node)) {
        if (!moving.has(name) || things.some((thing) => holds(thing.span, span))) continue;
        const text = itemText(file, item, span);
        let port = ports.get(text);
        if (port === undefined) {
          const taken = new Set([...ports.values()].map((each) => each.name));
          port = { name: freeName(title, (each) => taken.has(each)), text, of: name };
          ports.set(text, port);
        }
        edits.push({ file: file.path, span: shifted(span, item.offset), newText: `module.${module}.${port.name}` });
      }
    }
  }
  for (const { text, of } of ports.values()) {
    const sensitive = isSensitive(context, text);
    if (sensitive === undefined) return refused('Nothing is known of the values yet: try again in a moment.');
    const isWhole = text.split('.').length === 2 && !of.startsWith('local.');
    if (sensitive && isWhole) return refused(`\`${shownName(of)}\` holds something sensitive and is used as a whole.`);
  }
  return { ports: [...ports.values()], edits, waits };
}

function distinct(things: readonly ThingHere[]): readonly ThingHere[] {
  return things.filter((each, i) => things.findIndex(({ span }) => span.start === each.span.start) === i);
}
