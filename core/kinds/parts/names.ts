/** Names that follow from a resource's address. */
import type { Subject } from '../define.ts';

/** The block's label where that is the whole address; with modules or instances in it, a slug of all. */
export function defaultName(subject: Subject): string {
  const isPlain = /^[^.[]+\.[^.[]+$/.test(subject.address);
  return isPlain
    ? subject.name.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || subject.slug
    : subject.slug;
}

/** Names of all replicas: the name itself where there is one, else `name-1` and so on. */
export function replicaNames(name: string, replicas: number): readonly string[] {
  return replicas === 1 ? [name] : Array.from({ length: replicas }, (_, i) => `${name}-${i + 1}`);
}
