/** What the text before a `.` can stand for, and what its elements and keys are. */
import { numberType, stringType, type Type } from '../../language/types.ts';
import type { Value } from '../../language/values.ts';
import { type Shape, shapeOfType } from '../values/value-shape.ts';

export type RootName = 'var' | 'local' | 'module' | 'each' | 'count' | 'self' | 'path' | 'facts' | 'resource';

export type Subject =
  | { readonly kind: 'value'; readonly shape: Shape; readonly value?: Value }
  | { readonly kind: 'root'; readonly name: RootName }
  /** `service` in `service.web`: resources of the kind are to follow. */
  | { readonly kind: 'kind'; readonly name: string }
  | { readonly kind: 'resource'; readonly type: string; readonly name: string; readonly repeated: Repeated }
  | { readonly kind: 'module'; readonly name: string; readonly repeated: Repeated };

/** Without an index, all instances together: in a list by `count`, in a map by `for_each`. */
type Repeated = 'list' | 'map' | undefined;

export interface Member {
  readonly name: string;
  readonly sort: 'variable' | 'local' | 'output' | 'attribute' | 'resource' | 'module' | 'kind' | 'field' | 'word';
  readonly typeText?: string;
  readonly description?: string;
  readonly sensitive?: boolean;
  readonly deprecated?: string;
}

export function repetitionOf(declaration: { readonly count?: unknown; readonly forEach?: unknown }): Repeated {
  if (declaration.count !== undefined) return 'list';
  return declaration.forEach === undefined ? undefined : 'map';
}

export function indexed(subject: Subject, key: string): Subject | undefined {
  if (subject.kind === 'value' && key !== '') {
    const field = subject.shape.fields?.().get(key);
    if (field !== undefined) return { kind: 'value', shape: field };
  }
  return elementOf(subject);
}

export function elementOf(subject: Subject): Subject | undefined {
  switch (subject.kind) {
    case 'resource':
    case 'module':
      // `[*]` works on one thing as well.
      return { ...subject, repeated: undefined };
    case 'value': {
      const { shape } = subject;
      const { type } = shape;
      if (shape.element !== undefined) return { kind: 'value', shape: shape.element() };
      if (type.kind === 'tuple') return type.elements[0] === undefined ? undefined : valued(type.elements[0]);
      if (type.kind === 'object') {
        const [first] = Object.values(type.attributes);
        return first === undefined ? undefined : valued(first);
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

export function keyOf(subject: Subject): Subject {
  const isList =
    (subject.kind === 'value' && (subject.shape.type.kind === 'list' || subject.shape.type.kind === 'tuple')) ||
    ((subject.kind === 'resource' || subject.kind === 'module') && subject.repeated === 'list');
  return valued(isList ? numberType : stringType);
}

export function valued(type: Type): Subject {
  return { kind: 'value', shape: shapeOfType(type) };
}

/** The type of a value, for those who need no more; undefined for what is no value. */
export function typeOf(subject: Subject): Type | undefined {
  return subject.kind === 'value' ? subject.shape.type : undefined;
}
