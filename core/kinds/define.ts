/**
 * What a resource kind is. One file defines one kind, and everything else (diagnostics, completion,
 * hover, docs, snippets, JSON Schema, prompts, planning, execution) is derived from that file.
 * A kind holds no client of anything: it returns requests and data, and core acts.
 */
import type { z } from 'zod';
import type { EngineBody } from '../contracts/engine-body.ts';
import type { KnownFacts } from '../contracts/env-facts.ts';
import type { Json, JsonObject } from '../contracts/json.ts';
import type { Needs } from '../contracts/needs.ts';
import type { Observation } from '../contracts/observations.ts';
import type { ProbeAnswer, ProbeRequest } from '../contracts/probe.ts';
import type { Value } from '../language/values.ts';
import type { Holey, HoleyObject } from './hole.ts';

/** One attribute of a kind or an assertion. Required unless its schema is optional or has a default. */
export interface AttributeSpec<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly description: string;
  /** What a changed value means for what exists. `none`: nothing has to be done (it is only noted). */
  readonly change: 'update' | 'replace' | 'none';
  /** `seconds`, `bytes` …, where the value is a bare number. */
  readonly unit?: string;
  /** A value as it is written, `["web", "db"]`: shown to who gave one of another form. */
  readonly example?: string;
  /** A compiler may fill it in when the user gave nothing. */
  readonly completable?: boolean;
  /** Always sensitive, whatever it was computed from. Never completed, never derived. */
  readonly sensitive?: boolean;
  /** Written as a nested block (`health_check { … }`), once or several times; `= {…}` works as well. */
  readonly block?: 'one' | 'many';
  /** What to write instead; the attribute still works. */
  readonly deprecated?: string;
  /** Found by {@link Kind.compute} and never written by a user; it takes part in diffs as any other. */
  readonly computed?: true;
}

export type AttributeTable = Readonly<Record<string, AttributeSpec>>;

export interface OutputSpec<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly description: string;
  readonly sensitive?: boolean;
}

/** Attributes after conversion, validation and defaults: plain data, with holes. */
export type Args<T extends AttributeTable> = { readonly [K in keyof T]: Holey<z.output<T[K]['schema']>> };

/** The resource instance that a kind is asked about. */
export interface Subject {
  /** `module.m["k"].service.web[0]`. */
  readonly address: string;
  /** Label of the block. */
  readonly name: string;
  /** Derived from the address: unique in the project, fit for file and container names. */
  readonly slug: string;
}

/**
 * What only one resource may have. Two resources of one project with the same claim are an error;
 * a delete that frees a claim comes before the create that takes it.
 */
export interface Claim {
  readonly kind: 'path' | 'port' | 'container-name' | 'network-name' | 'volume-name' | 'image-tag' | 'service-name';
  /** Normalised: `demo/config.json`, `0.0.0.0:8080/tcp`, `my-app`. */
  readonly value: string;
}

/** One step that a kind plans for a change of one resource; steps of one resource run in order. */
export interface StepSpec {
  /** Snake case, a verb first: `write_file`, `build_image`, `ensure_service`. */
  readonly name: string;
  readonly args: HoleyObject;
  readonly idempotent: boolean;
  readonly needs?: Partial<Needs>;
  /** A duration; the default is five minutes. */
  readonly timeout?: string;
  readonly retries?: number;
  /** The step only checks; it is shown as `verify`. */
  readonly verifies?: true;
  /** What it gives is not the resource's output (the second replica of a service). */
  readonly givesOutputs?: false;
}

export interface Change<A> {
  readonly action: 'create' | 'update' | 'replace' | 'delete';
  readonly subject: Subject;
  /** Desired attributes; for a delete what {@link Kind.removal} gave when it was applied. */
  readonly args: A;
  /** Attributes that differ from what was applied or observed. Empty on create and delete. */
  readonly changed: readonly string[];
  /** All of them in a run; in an editor's plan some may be missing. */
  readonly facts: KnownFacts;
  /** What {@link Kind.removal} gave when it was last applied; absent where it never was. */
  readonly prior?: JsonObject;
}

/** What a kind may ask while its computed attributes are found. Paths are relative to the project's folder. */
export interface ComputeTools {
  readFile(path: string): Uint8Array | { readonly error: string };
  /** Paths of all files below a folder, relative to it, sorted. */
  listFiles(dir: string): readonly string[];
  /** Renders a template of the language. Unknown and sensitive parts of `vars` spread to the text. */
  render(
    source: { readonly path: string } | { readonly text: string },
    vars: Value,
  ): { readonly value: Value } | { readonly message: string };
}

/** Something wrong with what a user gave for an attribute; `message` is a whole sentence. */
export interface AttributeProblem {
  readonly attribute?: string;
  readonly message: string;
}

export interface Computed {
  readonly values: ReadonlyMap<string, Value>;
  readonly problems: readonly AttributeProblem[];
}

/** A file that a step's command needs. The same path with the same content may be given by many steps. */
export interface ArtifactFile {
  /** Relative to `.clockwork/build`: `scripts/write_file.sh`, `files/<slug>`. */
  readonly path: string;
  readonly mode: '0644' | '0755';
  readonly lang: 'bash' | 'sh' | 'python' | 'node' | 'json' | 'text';
  readonly content: string;
}

/**
 * Scripts run with the project's folder as working directory. A word of `cmd` that is the path of an
 * artifact (`scripts/write_file.sh`, `files/<slug>`) is handed over as its absolute path.
 * How the embedded compiler carries out a step: a script of the allow-listed runtimes with known
 * values as arguments, or a body that core carries out. For scripts each hole of the step's `args`
 * arrives in the environment: `/content` as `CW_CONTENT`, `/environment/TOKEN` as
 * `CW_ENVIRONMENT_TOKEN`; a sensitive one (and any text over 64 KiB) as a file named by `…_FILE`.
 */
export type Compiled =
  | { readonly kind: 'script'; readonly files: readonly ArtifactFile[]; readonly cmd: readonly string[] }
  | { readonly kind: 'body'; readonly body: HoleyBody };

/** An engine body in which placeholders still are holes. */
export type HoleyBody = { readonly operation: EngineBody['operation'] } & HoleyObject;

export interface Kind<T extends AttributeTable = AttributeTable> {
  readonly name: string;
  /** One sentence: "A file with given content." */
  readonly summary: string;
  /** Further paragraphs, Markdown. */
  readonly description?: string;
  readonly attributes: T;
  readonly outputs: Readonly<Record<string, OutputSpec>>;
  /** Complete, valid `.cw` texts. */
  readonly examples: readonly { readonly title: string; readonly source: string }[];
  /**
   * Values of the attributes marked `computed`, from the values that were given and the files that they
   * name: a rendered template, the digest of a source. Part of evaluating an instance.
   */
  compute?(values: ReadonlyMap<string, Value>, tools: ComputeTools): Computed;
  /** Attributes that follow from others when not given (a container's name from its label). */
  derive?(args: Args<T>, subject: Subject): Partial<Args<T>>;
  /** Rules between attributes that a schema cannot say. `attribute` names the one to point at. */
  check?(args: Args<T>): readonly AttributeProblem[];
  claims(args: Args<T>, subject: Subject): readonly Claim[];
  /** Questions whose answers tell what exists now; empty: cannot be observed (then only state counts). */
  probe(args: Args<T>, subject: Subject): readonly ProbeRequest[];
  /**
   * Reads the answers (in the order of {@link probe}'s requests). `attributes` has the shape of `args`,
   * and holds only what can be read back and was asked for (of an environment: the given names). `args`
   * are the real values here, so that what is equal is answered as it was asked for.
   */
  observe(answers: readonly ProbeAnswer[], args: Args<T>, subject: Subject): Observation;
  plan(change: Change<Args<T>>): readonly StepSpec[];
  artifacts(step: StepSpec, subject: Subject): Compiled;
  /** What deleting it will need; plain, without sensitive values. */
  removal(args: Args<T>, subject: Subject): JsonObject;
  /** Steps that delete what {@link removal} described. */
  planRemoval(removal: JsonObject, subject: Subject): readonly StepSpec[];
  /** Outputs known without running anything, from attributes alone. */
  knownOutputs?(args: Args<T>, subject: Subject): Readonly<Record<string, Json>>;
  /**
   * Environment that a resource connected to this one is given (`connect { to = … as = role }`).
   * `from` says where the other runs, since a host name differs seen from a container. A text made of
   * something that is a hole in `args` is a hole itself; core asks again with real values.
   */
  offers?(
    role: string,
    args: Args<T>,
    subject: Subject,
    from: 'container' | 'host',
  ): Readonly<Record<string, { readonly value: Holey<string>; readonly sensitive?: true }>>;
  /** Name of the attribute that takes what connections offer: a map of strings. */
  readonly environmentAttribute?: string;
  /** Where what this kind describes runs; decides how names of others are seen from it. */
  readonly runsIn?: 'container' | 'host';
}

/** Keeps the inferred types of the table for the functions of the same object. */
export function defineKind<const T extends AttributeTable>(kind: Kind<T>): Kind<T> {
  return kind;
}

/** Keeps the inferred type of one attribute's schema. */
export function attribute<S extends z.ZodType>(schema: S, spec: Omit<AttributeSpec, 'schema'>): AttributeSpec<S> {
  return { schema, ...spec };
}

export function output<S extends z.ZodType>(schema: S, spec: Omit<OutputSpec, 'schema'>): OutputSpec<S> {
  return { schema, ...spec };
}
