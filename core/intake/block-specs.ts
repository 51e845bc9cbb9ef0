/**
 * Every block of the language, and every attribute that is not a kind's or an assertion's: the one place where their
 * names stand. The readers check texts against it; completion, hover and quick fixes show it.
 */
import type { BlockSpec, LabelSpec, NestedSpec, WordSpec } from './block-spec.ts';

const nameLabel: LabelSpec = {
  name: 'NAME',
  description: 'A name: a letter or `_`, then letters, digits, `_` and `-`.',
};

const count: WordSpec = {
  need: 'optional',
  type: 'number',
  description: 'Makes that many of it, numbered from 0. Must be known before anything runs.',
  example: '2',
};
const forEach: WordSpec = {
  need: 'optional',
  type: 'map, object or set of strings',
  description: 'Makes one for each element. Must be known before anything runs.',
  example: 'toset(["a", "b"])',
};
const dependsOn: WordSpec = {
  need: 'optional',
  type: 'list of references',
  takes: 'things',
  description: 'Resources, instances or modules that come first. Needed only where no attribute refers to them.',
  example: '[file.config]',
};
const provider: WordSpec = {
  need: 'optional',
  type: 'reference',
  takes: 'name',
  description: 'Accepted, has no effect in this version.',
  effect: 'accepted',
};
const description: WordSpec = {
  need: 'optional',
  type: 'string',
  takes: 'text',
  description: 'A sentence for people.',
};
const sensitive: WordSpec = {
  need: 'optional',
  type: 'bool',
  takes: 'flag',
  default: 'false',
  description: 'Keeps the value out of everything that is shown or written.',
};

export const conditionSpec: BlockSpec = {
  summary: 'A condition that must hold, and what to say where it does not.',
  labels: [],
  attributes: {
    condition: { need: 'required', type: 'bool', description: 'Must be true.' },
    error_message: { need: 'required', type: 'string', description: 'What to say where it is not.' },
  },
  blocks: {},
};
const precondition: NestedSpec = {
  often: 'many',
  block: { ...conditionSpec, summary: 'Must hold before; `self` is the resource itself.' },
};
const postcondition: NestedSpec = {
  often: 'many',
  block: {
    ...conditionSpec,
    summary: 'Must hold after; the apply ends with 5 where it does not, and the next plan says so.',
  },
};

export const lifecycleSpec: BlockSpec = {
  summary: 'What a change may do to it.',
  labels: [],
  attributes: {
    prevent_destroy: {
      need: 'optional',
      type: 'bool',
      takes: 'flag',
      default: 'false',
      description: 'A plan that would delete or replace it is an error. Written out.',
    },
    ignore_changes: {
      need: 'optional',
      type: 'list of attribute names, or `all`',
      takes: 'attribute-names',
      description: 'Attributes that never cause a change.',
      example: '[labels]',
    },
    replace_triggered_by: {
      need: 'optional',
      type: 'list of references',
      takes: 'triggers',
      description: 'It is replaced when one of these changes.',
      example: '[file.config]',
    },
  },
  blocks: { precondition, postcondition },
};

export const connectSpec: BlockSpec = {
  summary: 'What the resource talks to: sets the order, and adds what such a connection needs.',
  labels: [],
  attributes: {
    to: {
      need: 'required',
      type: 'reference',
      takes: 'thing',
      description: 'The resource at the other end.',
      example: 'docker_container.db',
    },
    as: {
      need: 'optional',
      type: 'string',
      default: '"dependency"',
      description: 'What the other one is to this one.',
      oneOf: {
        dependency: 'Nothing but the order.',
        database:
          '`DATABASE_URL`, with host and port as seen from this side. Containers on both sides join one network.',
        network: 'Both join one network; with `to = docker_network.x`, that one.',
        file: 'A mount at `path`: of a file, a folder, a volume, or a volume that two containers share.',
        service: '`<NAME>_URL`, `<NAME>_HOST`, `<NAME>_PORT` of the other’s first port, and the network.',
      },
    },
    rename: {
      need: 'optional',
      type: 'object of names',
      description: 'Other names for what is added. Written out.',
      example: '{ DATABASE_URL = "PRIMARY_URL" }',
    },
    path: { need: 'optional', type: 'string', description: 'Where it is mounted, with `as = "file"`.' },
  },
  blocks: {},
};

/** What only `assert` blocks share; their attributes are those of the kind of assertion. */
const assertion: BlockSpec = {
  summary: 'What must be so. Inside of a resource it may leave out what the resource knows.',
  labels: [
    { name: 'KIND', description: 'The kind of assertion.' },
    { name: 'NAME', description: 'A name, which becomes part of its address.', optional: true },
  ],
  attributes: {},
  blocks: {},
};

export const timeoutsSpec: BlockSpec = {
  summary: 'How long a step may take: 5 minutes unless something else is said.',
  labels: [],
  attributes: {
    create: { need: 'optional', type: 'duration', takes: 'duration', description: 'Of steps that create it.' },
    update: { need: 'optional', type: 'duration', takes: 'duration', description: 'Of steps that change it.' },
    delete: { need: 'optional', type: 'duration', takes: 'duration', description: 'Of steps that delete it.' },
  },
  blocks: {},
};

export const retrySpec: BlockSpec = {
  summary: 'How often a step is tried. `retry {}` alone is 3 attempts, a pause of 1 second, doubled each time.',
  labels: [],
  attributes: {
    attempts: {
      need: 'optional',
      type: 'number',
      takes: 'number',
      default: '3',
      minimum: 0,
      description: 'How often it is tried in all.',
    },
    delay: {
      need: 'optional',
      type: 'seconds or duration',
      takes: 'duration',
      default: '1',
      minimum: 0,
      description: 'The pause after the first failure.',
    },
    backoff: {
      need: 'optional',
      type: 'number',
      takes: 'number',
      default: '2',
      minimum: 1,
      description: 'By what the pause grows.',
    },
  },
  blocks: {},
};

export const needsSpec: BlockSpec = {
  summary: 'What its steps may touch beyond what the kind says; shown in the plan.',
  labels: [],
  attributes: {
    read: {
      need: 'optional',
      type: 'list of string',
      takes: 'texts',
      description: 'Paths that they read. Written out.',
    },
    write: {
      need: 'optional',
      type: 'list of string',
      takes: 'texts',
      description: 'Paths that they write. Written out.',
    },
    hosts: {
      need: 'optional',
      type: 'list of string',
      takes: 'texts',
      description: 'Hosts that they talk to. Written out.',
      example: '["example.org"]',
    },
    engine: {
      need: 'optional',
      type: 'bool',
      takes: 'flag',
      default: 'false',
      description: 'They talk to Docker or Podman.',
    },
  },
  blocks: {},
};

const unread = (summary: string, effect: 'accepted' | 'refused', labels: readonly LabelSpec[] = []): BlockSpec => ({
  summary: `${summary} ${effect === 'accepted' ? 'Accepted, has no effect in this version.' : 'Understood, but not carried out in this version: `build` and `apply` refuse.'}`,
  labels,
  attributes: {},
  blocks: {},
  effect,
});
const runner = unread('Who carries out the steps.', 'refused');
const sandbox = unread('What steps are kept from.', 'refused');
const policy = unread('What must never happen.', 'refused');
const agent = unread('The agent that compiles.', 'accepted');
const daemon = unread('What is watched and repaired.', 'accepted');
const budget = unread('What a compilation may cost.', 'accepted');
const mcp = unread('A server of tools for the agent.', 'accepted');
const tool = unread('A tool for the agent.', 'accepted');

/** What every resource and every check takes, beside the attributes of its kind. */
export const resourceSpec = {
  summary: 'A thing that should be there. Its attributes are those of its kind.',
  labels: [{ name: 'KIND', description: 'The kind of thing.' }, nameLabel],
  attributes: {
    count,
    for_each: forEach,
    depends_on: dependsOn,
    provider,
    description: {
      need: 'optional',
      type: 'string',
      description: 'A sentence for people, and for completion.',
    },
    complete: {
      need: 'optional',
      type: 'bool',
      takes: 'flag',
      default: 'true',
      description: 'With `false` nothing may be filled in: what is missing is an error.',
    },
  },
  blocks: {
    lifecycle: { often: 'one', block: lifecycleSpec },
    connect: { often: 'many', block: connectSpec },
    assert: { often: 'many', block: assertion },
    reconcile: { often: 'one', block: unread('How it is brought back.', 'accepted') },
    timeouts: { often: 'one', block: timeoutsSpec },
    retry: { often: 'one', block: retrySpec },
    runner: { often: 'one', block: runner },
    needs: { often: 'one', block: needsSpec },
    sandbox: { often: 'one', block: sandbox },
    policy: { often: 'one', block: policy },
  },
} as const satisfies BlockSpec;

export const variableSpec = {
  summary: 'An input of the module.',
  labels: [nameLabel],
  attributes: {
    type: {
      need: 'optional',
      type: 'type',
      takes: 'type',
      default: 'any',
      description: 'What a value must be, or can be converted to.',
      example: 'list(string)',
    },
    default: {
      need: 'optional',
      type: 'any',
      description: 'The value where none is given. Written out; it refers to nothing.',
    },
    description,
    sensitive,
    nullable: {
      need: 'optional',
      type: 'bool',
      takes: 'flag',
      default: 'true',
      description: 'Whether `null` is a value; else the default takes its place.',
    },
  },
  blocks: {
    validation: { often: 'many', block: { ...conditionSpec, summary: 'What a value must fulfil.' } },
  },
} as const satisfies BlockSpec;

export const localsSpec: BlockSpec = {
  summary: 'Names for expressions: each attribute is one, and `local.NAME` its value.',
  labels: [],
  attributes: {},
  blocks: {},
};

export const outputSpec = {
  summary: 'A result of the module.',
  labels: [nameLabel],
  attributes: {
    value: { need: 'required', type: 'any', description: 'What the caller sees.' },
    description,
    sensitive,
    depends_on: dependsOn,
  },
  blocks: { precondition },
} as const satisfies BlockSpec;

export const moduleSpec = {
  summary: 'A call of another folder, with a value for each of its variables.',
  labels: [nameLabel],
  attributes: {
    source: {
      need: 'required',
      type: 'string',
      takes: 'module-folder',
      description: 'The folder; begins with `./` or `../`. Written out.',
      example: '"./site"',
    },
    version: {
      need: 'optional',
      type: 'string',
      takes: 'text',
      description: 'Accepted, has no effect in this version.',
      effect: 'accepted',
    },
    count,
    for_each: forEach,
    depends_on: dependsOn,
    provider,
    providers: { ...provider, type: 'object of references' },
  },
  blocks: {
    lifecycle: {
      often: 'one',
      block: { ...lifecycleSpec, summary: 'What a change may do to everything in the module.' },
    },
    providers: { often: 'one', block: unread('Which providers the module uses.', 'accepted') },
  },
} as const satisfies BlockSpec;

export const checkSpec: BlockSpec = {
  ...resourceSpec,
  summary: 'Assertions that belong to no resource.',
  labels: [nameLabel],
};

export const movedSpec: BlockSpec = {
  summary: 'What state knows under another name.',
  labels: [],
  attributes: {
    from: {
      need: 'required',
      type: 'address',
      takes: 'thing',
      description: 'What it was called.',
      example: 'file.readme',
    },
    to: {
      need: 'required',
      type: 'address',
      takes: 'thing',
      description: 'What it is called now.',
      example: 'file.note',
    },
  },
  blocks: {},
};

export const importSpec: BlockSpec = {
  summary: 'What exists already, and is yours from now on.',
  labels: [],
  attributes: {
    to: {
      need: 'required',
      type: 'address',
      takes: 'thing',
      description: 'The resource that describes it.',
      example: 'directory.data',
    },
    id: {
      need: 'required',
      type: 'string',
      description: 'Path or name of the thing: the one that the resource describes.',
      example: '"data"',
    },
    provider,
  },
  blocks: {},
};

const forgetting = {
  summary: 'What becomes of the thing itself.',
  labels: [],
  attributes: {
    destroy: {
      need: 'required',
      type: 'bool',
      takes: 'flag',
      description: 'With `false` the thing stays and is forgotten.',
      example: 'false',
    },
  },
  blocks: {},
} as const satisfies BlockSpec;

export const removedSpec = {
  summary: 'What state still knows and the files no longer say.',
  labels: [],
  attributes: {
    from: {
      need: 'required',
      type: 'address',
      takes: 'thing',
      description: 'What it was called.',
      example: 'file.keep',
    },
  },
  blocks: { lifecycle: { often: 'one', block: forgetting } },
} as const satisfies BlockSpec;

export const settingsSpec = {
  summary: 'Settings of the project, in the root module only.',
  labels: [],
  attributes: {
    compiler: {
      need: 'optional',
      type: 'string',
      default: '"embedded"',
      description: 'Who fills in what is left out.',
      oneOf: {
        embedded: 'Knows common services; needs no network and no model.',
        agent: 'A language model.',
      },
    },
    parallelism: {
      need: 'optional',
      type: 'number',
      takes: 'number',
      minimum: 1,
      maximum: 1000,
      description: 'How many steps run at once.',
    },
    timeout_per_step: {
      need: 'optional',
      type: 'duration',
      takes: 'duration',
      default: '"5m"',
      description: 'How long a step may take.',
    },
    required_version: {
      need: 'optional',
      type: 'string',
      takes: 'text',
      description: 'Accepted, has no effect in this version.',
      effect: 'accepted',
    },
  },
  blocks: {
    agent: { often: 'one', block: agent },
    daemon: { often: 'one', block: daemon },
    budget: { often: 'one', block: budget },
    mcp: { often: 'many', block: mcp },
    tool: { often: 'many', block: tool },
    runner: { often: 'one', block: runner },
    sandbox: { often: 'one', block: sandbox },
    policy: { often: 'many', block: policy },
  },
} as const satisfies BlockSpec;

/** What may stand at the top of a file, as messages list it. */
export const topBlocks: Readonly<Record<string, BlockSpec>> = {
  clockwork: settingsSpec,
  variable: variableSpec,
  locals: localsSpec,
  provider: unread('Where things are made.', 'accepted', [nameLabel]),
  resource: resourceSpec,
  module: moduleSpec,
  output: outputSpec,
  check: checkSpec,
  moved: movedSpec,
  import: importSpec,
  removed: removedSpec,
};

/** Also understood at the top of a file, though their place is in `clockwork`. */
export const strayTopBlocks: Readonly<Record<string, BlockSpec>> = {
  agent,
  daemon,
  tool,
  mcp,
  budget,
  runner,
  sandbox,
  policy,
};

export const completedFromSpec: BlockSpec = {
  summary: 'Where the completion comes from. Written by the compiler.',
  labels: [],
  attributes: {
    by: { need: 'optional', type: 'string', takes: 'text', description: 'Who filled it in.' },
    at: { need: 'optional', type: 'string', takes: 'text', description: 'When, RFC 3339.' },
    inputs: { need: 'optional', type: 'string', takes: 'text', description: 'Digest of what the compiler was told.' },
    body: {
      need: 'optional',
      type: 'string',
      takes: 'text',
      description: 'Digest of what it wrote, by which an edit is seen.',
    },
  },
  blocks: {},
};

/** The one block of `completed.cw`; its attributes are those of the kind that the address names. */
export const completionSpec = {
  summary: 'What a compiler filled in for one resource. An edited one is never overwritten.',
  labels: [{ name: 'ADDRESS', description: 'The resource: `docker_container.cache`, `module.m.service.web`.' }],
  attributes: {},
  blocks: { from: { often: 'one', block: completedFromSpec } },
} as const satisfies BlockSpec;

/** `dynamic "NAME"` stands wherever an attribute can be written as a block; `content` holds what such a block holds. */
export const dynamicSpec = {
  summary: 'Makes a block for each element of a collection.',
  labels: [{ name: 'NAME', description: 'The block that it makes.' }],
  attributes: {
    for_each: { need: 'required', type: 'collection', description: 'One block is made for each element.' },
    iterator: {
      need: 'optional',
      type: 'name',
      takes: 'name',
      description: 'What the element is called in `content`; the block’s own name unless given.',
    },
  },
  blocks: {
    content: {
      often: 'one',
      block: { summary: 'What each block holds; `NAME.value` is the element.', labels: [], attributes: {}, blocks: {} },
    },
  },
} as const satisfies BlockSpec;
