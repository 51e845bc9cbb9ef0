/** Whatever is asked, wherever: nothing that an editor shows of a project has a secret in it, nor what is made of one. */
import { beforeAll, expect, test } from 'vitest';
import { hoverAt } from '../../core/ide/hover/hover.ts';
import { renderHover } from '../../core/ide/hover/render.ts';
import { inlayHintsIn } from '../../core/ide/inlay-hints.ts';
import { workspaceSymbols } from '../../core/ide/navigation/workspace-symbols.ts';
import { graphOf } from '../../core/ide/runs/graph.ts';
import { lensesOf } from '../../core/ide/runs/lenses.ts';
import { outlineOf } from '../../core/ide/structure/outline.ts';
import { isSecretPlace } from '../../core/ide/values/secret-places.ts';
import { ideFixture } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

const files = {
  'main.cw': `variable "key" {
  type      = string
  sensitive = true
}
variable "account" {
  type      = object({ user = string, pass = string, list = list(string), more = optional(string, "hunter2-more") })
  sensitive = true
}
variable "fallback" {
  sensitive = true
  default   = { a = "hunter2-default" }
}
locals {
  upper  = upper(var.key)
  coded  = base64encode(var.key)
  pair   = { a = var.key, b = "open" }
  merged = merge(local.pair, { c = 1 })
  list   = [var.key, "x"]
  joined = join("-", local.list)
  user   = var.account.user
  each   = [for x in var.account.list : upper(x)]
  number = { for i, x in local.list : i => x }
  if     = "%{ if var.key == "x" }a%{ else }b\${local.upper}%{ endif }"
  tried  = try(var.account.none, var.key)
  format = format("%s-%s", local.pair.b, local.pair.a)
  part   = substr(var.key, 0, 3)
  splat  = [local.pair, local.pair][*].a
  match  = regex("(h).*", var.key)
  back   = jsondecode(jsonencode(local.pair)).a
  text   = <<-EOT
    of \${local.back} and \${var.fallback.a}
    %{~ for x in local.list ~}
    \${x}
    %{~ endfor ~}
  EOT
}
resource "docker_container" "web" {
  image       = "web:1"
  environment = { A = var.key, B = local.format, C = "hi \${local.joined}" }
  connect {
    to = docker_container.db
    as = "database"
  }
  assert "healthcheck" {
    headers = { Authorization = "Bearer \${var.key}" }
  }
}
resource "docker_container" "db" {
  image       = "postgres:16"
  environment = { POSTGRES_PASSWORD = var.account.pass }
}
resource "file" "a" {
  path    = "a"
  content = jsonencode(local.pair)
}
resource "file" "b" {
  path    = "b"
  content = file.a.content
}
resource "custom" "c" {
  script   = "echo \${local.coded}"
  triggers = { t = local.match[0] }
}
module "m" {
  source = "./m"
  plain  = var.key
  marked = "w\${upper("hunter2-literal")}"
  object = { p = upper("hunter2-literal") }
}
output "o" {
  value     = module.m.out
  sensitive = true
}
output "p" {
  value     = upper("hunter2-literal")
  sensitive = true
}
deploy "d" {
  image = "x:1"
  env   = { S = var.key }
}
`,
  'm/main.cw': `variable "plain" {}
variable "marked" {
  type      = string
  sensitive = true
}
variable "object" {
  type      = object({ p = string, q = optional(string, "hunter2-q") })
  sensitive = true
}
locals {
  z = "\${var.plain}\${var.marked}"
  y = var.object.p
  x = "\${var.object.q}!"
}
resource "file" "f" {
  path    = "f"
  content = local.z
}
output "out" {
  value     = local.z
  sensitive = true
}
`,
  'clockwork.cwvars': `key     = "hunter2"
account = { user = "hunter2-user", pass = "hunter2-pass", list = ["hunter2-one"] }
`,
};

/** The secrets, in other letters, the beginning of one, and what base64 makes of them. */
const secret = /hunter2|"hun"|aHVudGVy/i;

function shownOf(sources: Readonly<Record<string, string>>): readonly string[] {
  const { view, texts } = ideFixture(sources);
  const shown: string[] = [];
  const add = (what: string, answer: unknown) => shown.push(`${what}: ${JSON.stringify(answer)}`);
  for (const [path, text] of Object.entries(texts)) {
    for (let offset = 0; offset <= text.length; offset++) {
      const hover = hoverAt(view, path, offset);
      if (hover !== undefined) {
        add(
          `${path}:${offset}`,
          renderHover(hover.parts, 'markdown', () => undefined),
        );
      }
    }
    const whole = { start: 0, end: text.length };
    const options = { values: true, types: true, counts: true, defaults: true, parameters: true };
    for (const hint of inlayHintsIn(view, path, whole, options)) add(`${path} hint`, hint);
    add(`${path} lenses`, lensesOf(view, path, { run: true, references: true, results: undefined }));
    const file = view.project.files.get(path);
    if (file !== undefined) {
      add(
        `${path} outline`,
        outlineOf(file, (nodes) => isSecretPlace(view, path, nodes)),
      );
    }
  }
  add('symbols', workspaceSymbols(view, ''));
  add('graph', graphOf(view, new Map()));
  return shown;
}

test('nothing has a secret in it', () => {
  expect(shownOf(files).filter((each) => secret.test(each))).toEqual([]);
});

test('what is not marked as sensitive is shown in nearly all of these places', () => {
  const open = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replaceAll(/^ *sensitive += true\n/gm, '')]),
  );
  const found = shownOf(open).filter((each) => secret.test(each));
  expect(found.filter((each) => each.includes('hint')).length).toBeGreaterThan(15);
  expect(found.filter((each) => each.includes('outline')).length).toBe(2);
  expect(found.length).toBeGreaterThan(500);
});
