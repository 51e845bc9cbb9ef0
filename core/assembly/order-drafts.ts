/**
 * One order for all steps: each behind what it requires, and behind what it prefers where that closes no circle; ties
 * in the given order. Iterative and linear.
 */
import type { Draft } from './drafts.ts';

export interface OrderedDrafts {
  readonly ordered: readonly Draft[];
  /** Steps that require each other; then there is no good order, and the given one stands. */
  readonly circle?: readonly Draft[];
}

export function orderDrafts(drafts: readonly Draft[]): OrderedDrafts {
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const circles = findCircles(drafts, byId);
  const circleOf = new Map<Draft, number>();
  for (const [i, circle] of circles.entries()) for (const draft of circle) circleOf.set(draft, i);
  for (const draft of drafts) {
    for (const id of draft.prefers) {
      const other = byId.get(id);
      const isInCircle = other !== undefined && circleOf.has(draft) && circleOf.get(draft) === circleOf.get(other);
      if (other !== undefined && !isInCircle) draft.requires.add(id);
    }
    draft.prefers.clear();
    for (const id of draft.requires) if (!byId.has(id)) draft.requires.delete(id);
  }
  const [circle] = circles.length === 0 ? [] : findCircles(drafts, byId);
  return circle === undefined ? { ordered: behindRequired(drafts, byId) } : { ordered: drafts, circle };
}

/** Depth first, so that ties keep the given order. There is no circle any more. */
function behindRequired(drafts: readonly Draft[], byId: ReadonlyMap<string, Draft>): readonly Draft[] {
  const seen = new Set<Draft>();
  const ordered: Draft[] = [];
  for (const start of drafts) {
    if (seen.has(start)) continue;
    seen.add(start);
    const path = [{ draft: start, edges: [...start.requires], next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = top.edges[top.next++];
      if (edge === undefined) {
        ordered.push(top.draft);
        path.pop();
        continue;
      }
      const target = byId.get(edge);
      if (target === undefined || seen.has(target)) continue;
      seen.add(target);
      path.push({ draft: target, edges: [...target.requires], next: 0 });
    }
  }
  return ordered;
}

/** Sets of steps that can reach each other over any edge (Tarjan’s strongly connected components, of more than one). */
function findCircles(drafts: readonly Draft[], byId: ReadonlyMap<string, Draft>): readonly (readonly Draft[])[] {
  const index = new Map<Draft, number>();
  const low = new Map<Draft, number>();
  const onStack = new Set<Draft>();
  const stack: Draft[] = [];
  const circles: Draft[][] = [];
  const lower = (draft: Draft, value: number) => low.set(draft, Math.min(low.get(draft) ?? value, value));
  const enter = (draft: Draft) => {
    index.set(draft, index.size);
    low.set(draft, index.size - 1);
    stack.push(draft);
    onStack.add(draft);
    return { draft, edges: [...draft.requires, ...draft.prefers], next: 0 };
  };
  for (const start of drafts) {
    if (index.has(start)) continue;
    const path = [enter(start)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = top.edges[top.next++];
      if (edge !== undefined) {
        const target = byId.get(edge);
        if (target === undefined) continue;
        if (!index.has(target)) path.push(enter(target));
        else if (onStack.has(target)) lower(top.draft, index.get(target) ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.draft, low.get(top.draft) ?? 0);
      if (low.get(top.draft) !== index.get(top.draft)) continue;
      const members = stack.splice(stack.lastIndexOf(top.draft));
      for (const member of members) onStack.delete(member);
      if (members.length > 1) circles.push(members);
    }
  }
  return circles;
}
