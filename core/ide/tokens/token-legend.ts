/** The words in which tokens are told to a client: standard ones where the protocol has one that fits. */

export const tokenTypes = [
  /** A module block, a provider. */
  'namespace',
  /** A type in a type expression. */
  'type',
  /** A kind of resource or of assertion. */
  'class',
  /** A variable of a module, where it is declared, given a value or read. */
  'parameter',
  /** A local value, a resource's name, a name of a `for`, and the words that references begin with. */
  'variable',
  /** An attribute, a key of an object, an output. */
  'property',
  /** One of the few texts that an attribute may be. */
  'enumMember',
  'function',
  /** What a block is. */
  'keyword',
] as const;

export const tokenModifiers = [
  'declaration',
  'readonly',
  'deprecated',
  /** A value is given from outside: an input of a module, an assignment in a `.cwvars` file. */
  'modification',
  /** The language or the product brings it, not the project. */
  'defaultLibrary',
  /** Its value is kept out of everything that is shown. */
  'sensitive',
  /** A compiler filled it in, or filled in some of it. */
  'completed',
  /** Declared, and read by nobody. */
  'unused',
] as const;

export type TokenType = (typeof tokenTypes)[number];
export type TokenModifier = (typeof tokenModifiers)[number];
