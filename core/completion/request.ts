/** What a completer is asked and what it answers. Both are plain data: a completion is a function of its request. */
import { digestOfJson } from '../base/canonical-json.ts';
import type { Place } from '../base/span.ts';
import type { Json } from '../contracts/json.ts';

export interface CompletionRequest {
  /** Of the block (modules without instance keys), or of one instance where its text differs by instance. */
  readonly address: string;
  readonly kind: string;
  readonly name: string;
  /** Empty where none was given. */
  readonly description: string;
  /** The image, where it was written out. */
  readonly image?: string;
  /** Names of the attributes that were given, sorted. */
  readonly given: readonly string[];
  /** Names in a given `environment`, sorted; absent where they are computed. */
  readonly environment?: readonly string[];
  /** Attributes without a value that may be filled in. */
  readonly missing: readonly string[];
  /** Those of them that the resource cannot do without. */
  readonly needed: readonly string[];
  readonly place: Place;
}

export interface Completion {
  readonly address: string;
  readonly values: Readonly<Record<string, Json>>;
  readonly by: string;
  /** Digest of what the completer was told; another digest later means that the completion is stale. */
  readonly inputs: string;
}

/** Digest of all that a completer may look at. Where the block stands in the file is no part of it. */
export function inputsDigest(request: CompletionRequest): string {
  const { kind, name, description, image, given, environment } = request;
  return digestOfJson({ kind, name, description, image: image ?? null, given, environment: environment ?? null });
}
