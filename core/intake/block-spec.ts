/** What the description of a block says: its labels, its attributes and the blocks in it. */

export interface BlockSpec {
  /** A sentence or two. */
  readonly summary: string;
  readonly labels: readonly LabelSpec[];
  readonly attributes: Readonly<Record<string, WordSpec>>;
  readonly blocks: Readonly<Record<string, NestedSpec>>;
  /** `accepted`: has no effect in this version. `refused`: build and apply refuse rather than go on without it. */
  readonly effect?: 'accepted' | 'refused';
}

export interface LabelSpec {
  /** As it stands in messages and documentation: `NAME`. */
  readonly name: string;
  readonly description: string;
  readonly optional?: true;
}

/** An attribute that the language itself knows; those of kinds are described by the kinds. */
export interface WordSpec {
  readonly need: 'required' | 'optional';
  /** In words, for people: `list of references`. */
  readonly type: string;
  readonly description: string;
  /** What the value is made of, where it is no expression of any form. */
  readonly takes?: Takes;
  /** As it would be written. */
  readonly default?: string;
  /** As it would be written. */
  readonly example?: string;
  /** The texts that it may be, each with what it means. */
  readonly oneOf?: Readonly<Record<string, string>>;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Has no effect in this version. */
  readonly effect?: 'accepted';
}

export type Takes =
  /** `true` or `false`, written out. */
  | 'flag'
  /** A text, written out. */
  | 'text'
  /** A number, written out. */
  | 'number'
  /** `"30s"`, written out. */
  | 'duration'
  /** A type expression. */
  | 'type'
  /** A reference to a resource, an instance or a module. */
  | 'thing'
  /** A list of such references. */
  | 'things'
  /** A list of things or of their attributes. */
  | 'triggers'
  /** A list of attributes of the resource around it, or `all`. */
  | 'attribute-names'
  /** The folder of a module. */
  | 'module-folder'
  /** A list of texts, written out. */
  | 'texts'
  /** A name that is not looked up. */
  | 'name';

export interface NestedSpec {
  readonly often: 'one' | 'many';
  readonly block: BlockSpec;
}
