/**
 * Random edits of a project that has a little of everything, and all that a snapshot says in a form that can be compared:
 * the ground of the tests that what is taken over is what would be made anew.
 */
import { createWorkspace, type Snapshot, type Workspace } from '../../core/engine/workspace.ts';
import { irOf } from '../../core/intake/ir-of.ts';
import type { Results } from '../../core/intake/model.ts';
import { toPlain } from '../../core/language/value-json.ts';
import { stringValue } from '../../core/language/values.ts';
import { parseExpression } from '../../core/syntax/parse.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';
import { type Files, facts } from '../intake/kit.ts';

export type Next = (below: number) => number;

/** Of each block several texts, so that most edits leave most blocks as they were. The first ones make a sound project. */
type Choices = readonly (readonly string[])[];

const root: Choices = [
  ['variable "v" {\n  default = "x"\n}', 'variable "v" {\n  default = "${1}x"\n}', 'variable "v" {}', ''],
  [
    'variable "n" {\n  default = 2\n  validation {\n    condition     = var.n < 3 && local.l != ""\n    error_message = "n ${var.n}"\n  }\n}',
    'variable "n" {\n  default = 0\n}',
    'variable "n" {\n  type = number\n}',
    'variable "n" {\n  default = 7\n  validation {\n    condition     = var.n < 3\n    error_message = "too many"\n  }\n}',
  ],
  [
    'variable "keys" {\n  default = ["a", "b"]\n}',
    'variable "keys" {\n  default = ["b"]\n}',
    'variable "keys" {\n  default = ["b", "c", "a"]\n}',
  ],
  ['variable "secret" {\n  default   = "s"\n  sensitive = true\n}', 'variable "secret" {\n  default = "s"\n}', ''],
  [
    'locals {\n  l = "${var.v}-l"\n}',
    'locals {\n  l = "${var.v}${"-l"}"\n}',
    'locals {\n  l = file.a.path\n}',
    'locals {\n  l = file.b[0].path\n}',
    'locals {\n  l = path.cwd\n}',
    'locals {\n  l = local.l2\n}',
    '',
  ],
  [
    'locals {\n  l1 = local.l\n  l2 = upper(local.l1)\n  l3 = { b = local.l2, a = var.v }\n}',
    'locals {\n  l1 = "c"\n  l2 = "d"\n  l3 = { a = var.v, b = local.l2 }\n}',
    'locals {\n  l1 = local.l2\n  l2 = local.l1\n  l3 = {}\n}',
  ],
  [
    'resource "file" "a" {\n  path = "a"\n  content = var.v\n}',
    'resource "file" "a" {\n  path = "a"\n  content = "${var.v}!"\n}',
    'resource "file" "a" {\n  path = "aa"\n  content = var.v\n}',
    'resource "file" "a" {\n  path = "a"\n  source = "data.txt"\n}',
    'resource "file" "a" {\n  path = "a"\n  content = local.l\n}',
    'resource "file" "a" {\n  path = "c"\n}',
    '',
  ],
  [
    'resource "file" "b" {\n  count = var.n\n  path = "b${count.index}"\n  content = file.a.path\n}',
    'resource "file" "b" {\n  path = "b"\n  content = file.c.content\n}',
    'resource "file" "b" {\n  path = 1 +\n}',
    'resource "file" "b" {\n  count = length(module.m)\n  path = "b${count.index}"\n  content = abspath("b")\n}',
  ],
  [
    'resource "file" "c" {\n  path = "c"\n  content = local.l\n}',
    'resource "file" "c" {\n  path = "c"\n  content = file("data.txt")\n}',
    'resource "file" "c" {\n  path = "c"\n  content = file("a.cw")\n}',
    'resource "file" "c" {\n  path = "c"\n  content = join(",", file.b[*].path)\n}',
    'resource "file" "c" {\n  path = "c"\n  content = jsonencode(module.m)\n}',
    'resource "file" "c" {\n  path = "c"\n  content = timestamp()\n}',
    'resource "file" "c" {\n  path = "c"\n  content = local.extra_lokal\n}',
  ],
  [
    'resource "file" "each" {\n  for_each = toset(var.keys)\n  path = "each-${each.key}"\n  content = local.l2\n}',
    'resource "file" "each" {\n  for_each = { for key, value in local.l3 : key => value }\n  path = "each-${each.key}"\n  content = each.value\n}',
    'resource "file" "each" {\n  for_each = var.keys\n  path = "each"\n}',
  ],
  [
    'resource "custom" "d" {\n  script = "echo"\n  triggers = { c = file.c.content }\n  depends_on = [file.b]\n}',
    'resource "custom" "d" {\n  script = "echo"\n  depends_on = ["file.a", module.m, file.each["a"]]\n  lifecycle {\n    replace_triggered_by = [file.c]\n    precondition {\n      condition     = var.n == 2\n      error_message = local.l\n    }\n  }\n}',
    'resource "custom" "d" {\n  script = var.v == "x" ? file.a.path : file.c.path\n  nonsense = 1\n}',
    'resource "custom" "d" {\n  script = "echo ${var.secret}"\n}',
  ],
  [
    'resource "file" "c_1" {\n  path = "c1"\n  content = custom.d.script\n}',
    'resource "file" "C-1" {\n  path = "c2"\n  content = "x"\n}\nresource "file" "c_1" {\n  path = "c3"\n  content = file.C-1.path\n}',
  ],
  [
    'check "k" {\n  assert "file_exists" {\n    path = file.c_1.path\n  }\n}',
    'check "k" {\n  assert "file_exists" {\n    path = file.a.path\n  }\n  assert "file_exists" "named" {\n    path = local.l\n  }\n}',
    'resource "verification" "k" {\n  checks = []\n}',
  ],
  [
    'module "m" {\n  source = "./m"\n  in = file.a.path\n}',
    'module "m" {\n  source = "./m"\n  in = "${file.a.path}"\n}',
    'module "m" {\n  source = "./m"\n  in = var.v\n  depends_on = [file.a]\n}',
    'module "m" {\n  source = "./m"\n  in = "i"\n  inn = 1\n}',
    '',
  ],
  [
    'module "many" {\n  source = "./m"\n  for_each = toset(var.keys)\n  in = "${each.key}${local.l}"\n}',
    'module "many" {\n  source = "./m"\n  count = 2\n  in = count.index\n  lifecycle {\n    prevent_destroy = true\n  }\n}',
    'module "many" {\n  source = "./gone"\n  in = 1\n}',
    'module "many" {\n  source = "."\n}',
  ],
  [
    'output "o" {\n  value = file.c.content\n}',
    'output "o" {\n  value = file.b\n}',
    'output "o" {\n  value = module.m.out\n  depends_on = [file.a]\n}',
    'output "o" {\n  value = module.many["b"].deep\n}',
  ],
  [
    'output "p" {\n  value = var.secret\n  sensitive = true\n}',
    'output "p" {\n  value = var.secret\n}',
    'output "p" {\n  value = "${local.l2}${file.a.id}"\n}',
    '',
  ],
  [
    'resource "docker_container" "one" {\n  image = "x:1"\n}',
    'resource "docker_container" "one" {\n  image = "x:1"\n  connect {\n    to = docker_container.two\n    as = "network"\n  }\n}',
    'resource "docker_container" "one" {\n  image = "x:${local.l1}"\n  ports = ["80:80"]\n  connect {\n    to = docker_container.two\n    as = "database"\n  }\n  connect {\n    to = file.a\n    as = "file"\n    path = "/x/${var.v}"\n  }\n}',
  ],
  [
    'resource "docker_container" "two" {\n  image = "y:${var.n}"\n}',
    'resource "docker_container" "two" {\n  description = "redis cache"\n}',
    'resource "docker_container" "two" {\n  count = var.n\n  image = "y:1"\n}',
  ],
  [
    'resource "docker_container" "three" {\n  image = "z:1"\n  ports = ["80:80"]\n  depends_on = [docker_container.one]\n}',
    '',
  ],
  [
    'resource "docker_network" "two-network" {\n}',
    'resource "docker_network" "two-network" {\n  name = local.l\n}',
    '',
  ],
  ['create_file "short.txt" {\n  content = "s"\n}', 'create_file "short.txt" {\n  content = var.v\n}', ''],
  ['run_command "go" {\n  script = "true"\n}', 'run_command "went" {\n  script = "true"\n}', ''],
  ['deploy "last" {\n  image = "l:1"\n}', 'deploy "last" {\n  image = "l:1"\n  port = 80\n}'],
  [
    'moved {\n  from = file.old\n  to = file.a\n}',
    'moved {\n  from = file.old\n  to = file\n}',
    'removed {\n  from = file.gone\n}',
    'import {\n  to = file.a\n  id = local.l\n}',
  ],
  ['clockwork {\n  parallelism = 3\n}', 'clockwork {\n  compiler = "embedded"\n}', ''],
];

const inner: Choices = [
  ['variable "in" {}', 'variable "in" {\n  type = number\n}', 'variable "in" {\n  default = 1\n}'],
  ['locals {\n  inside = "${var.in}."\n}', 'locals {\n  inside = "${var.in}${"."}"\n}', 'locals {\n  inside = 3\n}'],
  [
    'resource "file" "f" {\n  path = "m-${var.in}"\n  content = local.inside\n}',
    'resource "file" "f" {\n  path = "f"\n  content = "c"\n}',
    '',
  ],
  ['module "n" {\n  source = "../n"\n  down = local.inside\n}', 'module "n" {\n  source = "../n"\n  count = 1\n}', ''],
  [
    'output "out" {\n  value = file.f.content\n}',
    'output "out" {\n  value = upper(var.in)\n}',
    'output "outer" {\n  value = 1\n}',
  ],
  ['output "deep" {\n  value = module.n.up\n}', 'output "deep" {\n  value = path.module\n}', ''],
];

const deepest: Choices = [
  ['variable "down" {\n  default = "d"\n}'],
  [
    'resource "file" "leaf" {\n  path = "leaf-${var.down}"\n  content = path.module\n}',
    'resource "file" "leaf" {\n  path = "leaf"\n  content = file("data.txt")\n  depends_on = [file.leef]\n}',
  ],
  ['output "up" {\n  value = file.leaf.path\n}', 'output "up" {\n  value = "const"\n}'],
];

const completed: Choices = [
  [
    '',
    'completion "docker_container.two" {\n  image = "redis:7"\n}',
    'completion "docker_container.two" {\n  environment = { A = "1" }\n}',
    'completion "docker_container.gone" {\n  image = "a:1"\n}',
  ],
];
const inModule: Choices = [
  ['', 'completion "file.f" {\n  content = "filled in"\n}', 'completion "file.f" {\n  mode = "0600"\n}'],
];
const given: Choices = [['', 'v = "given"\n', 'v = "x"\n', 'n = 1\nnope = 2\n', 'v = upper("a")\n']];

const all: readonly { readonly path: string; readonly choices: Choices }[] = [
  { path: 'a.cw', choices: root },
  { path: 'm/main.cw', choices: inner },
  { path: 'n/main.cw', choices: deepest },
  { path: 'completed.cw', choices: completed },
  { path: 'm/completed.cw', choices: inModule },
  { path: 'clockwork.cwvars', choices: given },
];

/** The project as it stands, its texts laid over a disk that may lag behind. */
export interface EditedProject {
  readonly workspace: Workspace;
  readonly texts: () => Files;
  /** Makes one edit: of a block, of a character, of a file, or of what is on disk. */
  edit(): void;
}

export function editedProject(next: Next): EditedProject {
  const chosen = all.map(({ choices }) => choices.map((variants) => (next(4) === 0 ? next(variants.length) : 0)));
  let split = 9;
  let extra: string | undefined;
  let data = 'data';
  let hasNested = true;
  const broken = new Map<string, string>();
  const system = memoryFileSystem();

  const texts = (): Files => {
    const files: Record<string, string> = {};
    for (const [i, { path, choices }] of all.entries()) {
      const blocks = choices.map((variants, at) => variants[chosen[i]?.[at] ?? 0] ?? '');
      if (path === 'a.cw') {
        files['a.cw'] = `${blocks.slice(0, split).join('\n')}\n`;
        files['b.cw'] = `${blocks.slice(split).join('\n')}\n`;
      } else if (hasNested || !path.startsWith('n/')) files[path] = `${blocks.join('\n')}\n`;
    }
    if (extra !== undefined) files['extra.cw'] = extra;
    for (const [path, text] of broken) if (files[path] !== undefined) files[path] = text;
    return { ...files, 'data.txt': data };
  };

  const write = (): void => {
    for (const [path, text] of Object.entries(texts())) system.put(`/project/${path}`, text);
  };
  write();
  const workspace = createWorkspace({ files: system, directory: '/project', facts });
  let laid: Files = {};
  /** As an editor does: only what changed. */
  const lay = (): void => {
    const now = texts();
    for (const [path, text] of Object.entries(now)) {
      if (path !== 'data.txt' && laid[path] !== text) workspace.change(path, text);
    }
    for (const path of Object.keys(laid)) {
      if (now[path] !== undefined) continue;
      workspace.change(path, null);
      system.remove(`/project/${path}`);
      workspace.refresh([`/project/${path}`]);
    }
    laid = now;
  };

  return {
    workspace,
    texts,
    edit() {
      const what = next(20);
      if (what === 0) split = 6 + next(12);
      else if (what === 1)
        extra = extra === undefined ? 'locals {\n  l9 = local.l8\n  extra_local = 1\n}\nvariable "v" {}\n' : undefined;
      else if (what === 2) {
        data = `data ${next(5)}`;
        system.put('/project/data.txt', data);
        workspace.refresh();
      } else if (what === 3) {
        hasNested = !hasNested;
        if (!hasNested) system.remove('/project/n');
        workspace.refresh(['/project/n/main.cw']);
      } else if (what < 7) {
        const paths = Object.keys(texts()).filter((path) => path !== 'data.txt');
        const path = paths[next(paths.length)] ?? 'a.cw';
        broken.set(path, mutated(texts()[path] ?? '', next));
      } else {
        const i = Math.max(0, next(10) - 4);
        const places = chosen[i] ?? [];
        const at = next(places.length);
        // Back to the sound one as often as not.
        places[at] = next(3) === 0 ? 0 : next(all[i]?.choices[at]?.length ?? 1);
        if (next(3) === 0) broken.clear();
      }
      lay();
    },
  };
}

function mutated(text: string, next: Next): string {
  const at = next(text.length + 1);
  switch (next(4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return `${text.slice(0, at)}${['"', '{', '}', '${', '<<E', '#', '[', '\n', 'u7'][next(9)]}${text.slice(at)}`;
    case 2:
      return text.slice(0, at) + text.slice(at + next(30));
    default:
      return `${text.slice(0, at)}\n# a comment\n${text.slice(at)}`;
  }
}

export function fresh(files: Files): Snapshot {
  const world = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/project/${path}`, text]));
  return createWorkspace({ files: memoryFileSystem(world), directory: '/project', facts }).snapshot();
}

const results: Results = {
  outputs: (address) => (address.includes('a') ? new Map([['id', stringValue(`id of ${address}`)]]) : undefined),
  volatile: (address, attribute, index) => stringValue(`${address} ${attribute} ${index}`),
};

/** Everything that a snapshot says. */
export function said({ model, diagnostics }: Snapshot) {
  const looked = ['.', 'm', 'n'].flatMap((dir) => model.inspect.modulesIn(dir).map((module) => looksInto(module)));
  const instances = [...model.instances.values()].map((instance) => ({
    address: instance.address,
    slug: instance.slug,
    place: instance.place,
    contentPlace: instance.attributePlace('content'),
    dependencies: instance.dependencies,
    lifecycle: instance.lifecycle,
    evaluated: [...model.evaluate(instance.address, results).values].map(([name, value]) => [name, toPlain(value)]),
    seen: ['path', 'content', 'id', 'image', 'name'].map((name) =>
      shown(model.inspect.attribute(instance.address, name)),
    ),
  }));
  const { boundToFolder, completionRequests, refusals, moved, imports, removed, variables } = model;
  return {
    diagnostics,
    ir: irOf(model),
    applied: irOf(model, results),
    instances,
    guards: [...model.protectedBlocks],
    variables: variables.map(({ name, place }) => ({ name, place })),
    rest: { boundToFolder, completionRequests, refusals, moved, imports, removed },
    looked,
  };

  function looksInto(module: string) {
    return {
      module,
      blocks: ['file.a', 'file.b', 'file.each', 'file.f', 'docker_container.two'].map((block) =>
        model.inspect.instancesOf(module, block),
      ),
      calls: ['m', 'many', 'n'].map((name) => model.inspect.callsOf(module, name)),
      values: ['local.l3', 'var.v', 'file.b', 'module.m', 'local.inside', 'var.nope'].map((text) => {
        const { value, problems } = model.inspect.evaluate({ module }, parseExpression(text).expression);
        return { value: shown(value), problems };
      }),
    };
  }
}

function shown(value: Parameters<typeof toPlain>[0] | undefined) {
  return value === undefined ? undefined : toPlain(value);
}
