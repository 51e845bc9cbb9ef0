/**
 * What server and client say to each other beyond the protocol: custom requests and the commands of lenses. Plain types
 * and names, so that both sides and clients in other languages can read them here.
 */
import type { Location, Position } from 'vscode-languageserver';
import type { ActionList } from '../core/contracts/action-list.ts';

/** Commands that a client carries out. It lists those that it knows in `initializationOptions.commands`. */
export const clientCommands = {
  plan: 'clockwork.plan',
  build: 'clockwork.build',
  apply: 'clockwork.apply',
  assert: 'clockwork.assert',
  showReferences: 'clockwork.showReferences',
  openRun: 'clockwork.openRun',
  /** An editor's own command: opens its list of completions again, where the next thing can be completed at once. */
  suggest: 'editor.action.triggerSuggest',
  preview: 'clockwork.preview',
} as const;

/** Commands that the server carries out itself by `workspace/executeCommand`. */
export const serverCommands = {
  /** Writes what the embedded completer fills in to `completed.cw`, as an edit that the client applies. */
  complete: 'clockwork.complete',
  /** Applies every fix of one code in the workspace. */
  fixAll: 'clockwork.fixAll',
} as const;

export const customRequests = {
  graph: 'clockwork/graph',
  plan: 'clockwork/plan',
  preview: 'clockwork/preview',
} as const;

/** The one argument of the commands `plan`, `build`, `apply` and `assert`. */
export interface RunArguments {
  /** URI of the project's folder. */
  readonly project: string;
  /** Addresses: for `--target`, for `assert` as arguments. Absent: the whole project. */
  readonly targets?: readonly string[];
}

/** The one argument of the server's command `complete`: a document of the project, or its folder. */
export interface CompleteArguments {
  readonly uri: string;
}

/** What the server's command `complete` answers. */
export interface Completed {
  /** Addresses with the names that were filled in; nothing is written where there are none. */
  readonly completed: readonly { readonly address: string; readonly names: readonly string[] }[];
}

/** The one argument of the server's command `fixAll`. */
export interface FixAllArguments {
  readonly code: string;
}

/** The one argument of `showReferences`. */
export interface ShowReferencesArguments {
  readonly uri: string;
  readonly position: Position;
  readonly locations: readonly Location[];
}

/** The one argument of `openRun`: what `clockwork show RUN` shows. */
export interface OpenRunArguments {
  /** URI of the project's folder. */
  readonly project: string;
  readonly run: string;
  /** The step whose log is asked for. */
  readonly step?: string;
}

/** Of `clockwork/graph` and `clockwork/plan`: a document of the project, or its folder. */
export interface ProjectParams {
  readonly uri: string;
}

/** What a plan does to one resource; `none`: it is as it should be. */
export type PlannedAction =
  | 'none'
  | 'adopt'
  | 'import'
  | 'create'
  | 'update'
  | 'replace'
  | 'delete'
  | 'forget'
  | 'verify';

/** Answer to `clockwork/graph`; null for what is no project. */
export interface GraphResult {
  readonly project: string;
  /** In source order, modules depth first, each before what is in it. */
  readonly nodes: readonly {
    readonly address: string;
    readonly sort: 'resource' | 'check' | 'module';
    /** Name of the kind; `module` for a module, `check` for a check. */
    readonly kind: string;
    readonly name: string;
    /** Address of the module that it is in, empty for the root. */
    readonly module: string;
    /** Absent where the text has moved on. */
    readonly location?: Location;
    /** Absent where there is no plan. */
    readonly action?: PlannedAction;
  }[];
  /** One between two nodes; those of a cycle too. */
  readonly edges: readonly {
    /** Comes after `to`. */
    readonly from: string;
    readonly to: string;
    /** `module`: something in the one module depends on something in the other. */
    readonly via: 'reference' | 'depends_on' | 'connect' | 'order' | 'module';
    readonly location?: Location;
  }[];
}

/** A problem that planning found, beside those that the project has anyway. */
export interface PlanProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  readonly location?: Location;
}

/**
 * Answer to `clockwork/plan`; null for what is no project. Nothing sensitive is in it. The server holds no key, so a secret
 * that has changed counts as the one that was applied; the command line's plan sees it.
 */
export type PlanResult =
  | {
      readonly status: 'ready';
      readonly project: string;
      /** When the world was looked at last, RFC 3339; null: never, so that what is there is not known. */
      readonly observedAt: string | null;
      readonly ageMs: number | null;
      /** In the order of work; what goes stands at the end. */
      readonly actions: readonly {
        readonly address: string;
        readonly kind: string;
        readonly action: PlannedAction;
        /** In words: `image changed`. */
        readonly reason: string;
        /** Names of attributes. */
        readonly changed: readonly string[];
        /** Absent for what is no longer in the text. */
        readonly location?: Location;
        /** Ids of its steps in the list. */
        readonly steps: readonly string[];
      }[];
      /** As `clockwork plan --json` prints it. */
      readonly list: ActionList;
      readonly problems: readonly PlanProblem[];
    }
  | {
      readonly status: 'unavailable';
      readonly project: string;
      readonly reason: string;
      readonly problems: readonly PlanProblem[];
    };

/** The resource whose block holds the position, or the one with an address (of an instance or a block). */
export interface PreviewParams {
  /** Of a document of the project; with `position` of the one that it is in. */
  readonly uri: string;
  readonly position?: Position;
  readonly address?: string;
}

/** The one argument of the command `preview`: it sends `clockwork/preview` with these params, and hovers again. */
export type PreviewArguments = PreviewParams;

/** What a compiler filled in, or would. Nothing sensitive is ever filled in. */
export interface PreviewField {
  readonly name: string;
  /** As it is written in the language; absent where it is not known yet. */
  readonly text?: string;
  /** `completed`: it stands in a `completed.cw`. `build`: the next build fills it in. */
  readonly from: 'completed' | 'build';
  readonly by?: string;
  /** When it was filled in, as it is noted. */
  readonly at?: string;
  /** Somebody edited the completion. */
  readonly edited?: boolean;
  /** The resource has changed since. */
  readonly stale?: boolean;
  readonly location?: Location;
}

/** Answer to `clockwork/preview`; null where no resource is there. It never waits: who gets `computing` asks again. */
export interface PreviewResult {
  readonly address: string;
  readonly compiler: 'embedded' | 'agent';
  /** Digest of all that a compiler is told: as long as it is the same, so is the answer. */
  readonly inputs: string;
  readonly state: 'ready' | 'computing' | 'unavailable';
  /** Why it is unavailable. */
  readonly reason?: string;
  readonly fields: readonly PreviewField[];
  /** What the compiler cannot know. */
  readonly problems: readonly { readonly attribute: string; readonly message: string }[];
}
