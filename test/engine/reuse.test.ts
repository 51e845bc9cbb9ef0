/** Whatever a snapshot takes over from the one before, it says what a fresh one says: random edits of a small project. */
import { beforeAll, expect, it } from 'vitest';
import type { Snapshot } from '../../core/engine/workspace.ts';
import { describeModel, diagnosticLines, type Files, snapshotOf, workspaceOf } from '../intake/kit.ts';
import { loadParser } from '../support/parser.ts';
import { randomNumbers } from '../support/random.ts';

beforeAll(loadParser);

type Next = (below: number) => number;

/** One of several texts for each block, so that most edits leave most blocks as they were. */
const blocks: readonly (readonly string[])[] = [
  ['variable "v" {\n  default = "x"\n}', 'variable "v" {\n  default = "y"\n}', 'variable "v" {}', ''],
  ['variable "n" {\n  default = 2\n}', 'variable "n" {\n  default = 0\n}', 'variable "n" {\n  type = number\n}'],
  [
    'locals {\n  l = "${var.v}-l"\n}',
    'locals {\n  l = file.a.path\n}',
    'locals {\n  l = file.b[0].path\n}',
    'locals {\n  l = path.cwd\n}',
    '',
  ],
  [
    'resource "file" "a" {\n  path = "a"\n  content = var.v\n}',
    'resource "file" "a" {\n  path = "aa"\n  content = var.v\n}',
    'resource "file" "a" {\n  path = "a"\n  source = "data.txt"\n}',
    'resource "file" "a" {\n  path = "a"\n  content = local.l\n}',
    '',
  ],
  [
    'resource "file" "b" {\n  count = var.n\n  path = "b${count.index}"\n  content = file.a.path\n}',
    'resource "file" "b" {\n  path = "b"\n  content = file.c.content\n}',
    'resource "file" "b" {\n  path = 1 +\n}',
  ],
  [
    'resource "file" "c" {\n  path = "c"\n  content = local.l\n}',
    'resource "file" "c" {\n  path = "c"\n  content = file("data.txt")\n}',
    'resource "file" "c" {\n  path = "c"\n  content = join(",", file.b[*].path)\n}',
    'resource "file" "c" {\n  path = "c"\n  content = module.m.out\n}',
  ],
  [
    'resource "custom" "d" {\n  script = "echo"\n  triggers = { c = file.c.content }\n  depends_on = [file.b]\n}',
    'resource "custom" "d" {\n  script = "echo"\n  depends_on = ["file.a"]\n  lifecycle {\n    replace_triggered_by = [file.c]\n  }\n}',
    'resource "custom" "d" {\n  script = var.v == "x" ? file.a.path : file.c.path\n  nonsense = 1\n}',
  ],
  [
    'resource "file" "c_1" {\n  path = "c1"\n  content = custom.d.script\n}',
    'resource "file" "c-1" {\n  path = "c2"\n  content = "x"\n}',
  ],
  [
    'check "k" {\n  assert "file_exists" {\n    path = file.c_1.path\n  }\n}',
    'check "k" {\n  assert "file_exists" {\n    path = file.a.path\n  }\n}',
  ],
  ['module "m" {\n  source = "./m"\n  in = file.a.path\n}', 'module "m" {\n  source = "./m"\n  in = var.v\n}', ''],
  ['output "o" {\n  value = file.c.content\n}', 'output "o" {\n  value = file.b\n}'],
  [
    'resource "docker_container" "one" {\n  image = "x:1"\n}',
    'resource "docker_container" "one" {\n  image = "x:1"\n  connect {\n    to = docker_container.two\n    as = "network"\n  }\n}',
  ],
  ['resource "docker_container" "two" {\n  image = "y:${var.n}"\n}'],
  ['create_file "short.txt" {\n  content = "s"\n}', 'create_file "short.txt" {\n  content = var.v\n}', ''],
  ['run_command "go" {\n  command = "true"\n}', ''],
];
const inner = [
  'variable "in" {}\nresource "file" "f" {\n  path = "m"\n  content = var.in\n}\noutput "out" {\n  value = file.f.content\n}\n',
  'variable "in" {}\noutput "out" {\n  value = upper(var.in)\n}\n',
];
const completed = [
  '',
  'completion "docker_container.two" {\n  environment = { A = "1" }\n}\n',
  'completion "docker_container.two" {\n  environment = { A = "2" }\n}\n',
];

function projectOf(choices: readonly number[], split: number): Files {
  const texts = choices.slice(0, -3).map((choice, i) => blocks[i]?.[choice] ?? '');
  return {
    'a.cw': `${texts.slice(0, split).join('\n')}\n`,
    'b.cw': `${texts.slice(split).join('\n')}\n`,
    'm/main.cw': inner[choices.at(-3) ?? 0] ?? '',
    'completed.cw': completed[choices.at(-2) ?? 0] ?? '',
    'clockwork.cwvars': choices.at(-1) === 1 ? 'v = "given"\n' : '',
    'data.txt': 'data',
  };
}

function seen(snapshot: Snapshot) {
  const places = [...snapshot.model.instances.values()].map(({ address, slug, place, dependencies, lifecycle }) => ({
    address,
    slug,
    place,
    dependencies,
    lifecycle,
  }));
  const { boundToFolder, completionRequests } = snapshot.model;
  return {
    lines: diagnosticLines(snapshot),
    model: describeModel(snapshot),
    places,
    requests: completionRequests,
    boundToFolder,
  };
}

it('after any series of edits a snapshot is what it would be from scratch', () => {
  const next: Next = randomNumbers(11);
  const sizes = [...blocks.map((variants) => variants.length), inner.length, completed.length, 2];
  const choices = sizes.map(() => 0);
  let split = 6;
  const workspace = workspaceOf(projectOf(choices, split));
  workspace.snapshot();
  let shared = 0;
  for (let round = 0; round < 300; round++) {
    const before = workspace.snapshot();
    const at = next(sizes.length);
    choices[at] = next(sizes[at] ?? 1);
    if (next(20) === 0) split = 3 + next(8);
    const files = projectOf(choices, split);
    for (const [path, text] of Object.entries(files))
      if (path.endsWith('.cw') || path.endsWith('.cwvars')) workspace.change(path, text);
    const after = workspace.snapshot();
    expect(seen(after), JSON.stringify(files, undefined, 1)).toEqual(seen(snapshotOf(files)));
    if (after.model === before.model) continue;
    for (const [address, instance] of after.model.instances) {
      if (before.model.instances.get(address) === instance) shared++;
    }
  }
  expect(shared).toBeGreaterThan(80);
});
