/** Every feature at every offset of a project, cut off at every line and with every line left out: no crash, no span outside. */
import { beforeAll, expect, test } from 'vitest';
import type { Span } from '../../../core/base/span.ts';
import type { View } from '../../../core/engine/view.ts';
import { hierarchyItemAt, incomingCalls, outgoingCalls } from '../../../core/ide/navigation/call-hierarchy.ts';
import { declarationAt, definitionAt } from '../../../core/ide/navigation/definition.ts';
import { implementationAt, typeDefinitionAt } from '../../../core/ide/navigation/implementation.ts';
import { linkedSpansAt } from '../../../core/ide/navigation/linked-editing.ts';
import { linksIn } from '../../../core/ide/navigation/links.ts';
import { highlightsAt, referencesAt } from '../../../core/ide/navigation/references.ts';
import { workspaceSymbols } from '../../../core/ide/navigation/workspace-symbols.ts';
import { foldsIn } from '../../../core/ide/structure/folding.ts';
import { outlineOf } from '../../../core/ide/structure/outline.ts';
import { selectionsAt } from '../../../core/ide/structure/selection.ts';
import { ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

const text = `# region all
variable "v" {
  type    = object({ port = optional(number, 80) })
  default = { port = 80 }
}
locals {
  names = { for k, v in { a = 1 } : k => "\${v}-%{ for x in [1] }\${x}%{ endfor }" if v > 0 }
  text  = <<-EOT
    see https://example.org and \${local.names.a}
  EOT
}
module "m" {
  source   = "./m"
  for_each = local.names
  size     = each.value
}
resource "service" "web" {
  count       = 2
  image       = "nginx:1.27"
  depends_on  = [module.m, "file.note"]
  environment = { A = module.m["a"].url, B = count.index, C = self.image }
  dynamic "ports" {
    for_each = [var.v.port]
    iterator = it
    content { internal = it.value }
  }
  lifecycle { replace_triggered_by = [file.note.path] }
  connect { to = file.note }
}
create_file "out/note.txt" { content = file("note.txt") }
check "up" {
  assert "healthcheck" { url = "http://\${service.web[0].host}" }
}
moved {
  from = file.note
  to   = file.out_note_txt
}
# endregion
`;

function askEverything(view: View, path: string): number {
  const file = view.project.files.get(path);
  const parsed = view.parsed.get(path);
  if (file === undefined || parsed === undefined) throw new Error('the file is there');
  let answers = 0;
  const check = (at: string, span: Span) => {
    const length = view.project.files.get(at)?.text.length ?? 0;
    if (span.start < 0 || span.start > span.end || span.end > length) expect.fail(`${at} ${JSON.stringify(span)}`);
    answers++;
  };
  for (const { span } of foldsIn(parsed)) check(path, span);
  for (const { span, nameSpan } of outlineOf(file)) for (const each of [span, nameSpan]) check(path, each);
  for (const { span } of linksIn(view, path)) check(path, span);
  for (const { file: at, span } of workspaceSymbols(view, 'w')) check(at, span);
  for (let offset = 0; offset <= file.text.length; offset++) {
    for (const find of [definitionAt, declarationAt, typeDefinitionAt, implementationAt]) {
      const result = find(view, path, offset);
      if (result === undefined) continue;
      check(path, result.origin);
      expect(result.origin.start <= offset && offset <= result.origin.end).toBe(true);
      for (const { file: at, span, selection } of result.found) for (const each of [span, selection]) check(at, each);
    }
    for (const { file: at, span } of referencesAt(view, path, offset, { declarations: true })) check(at, span);
    for (const { span } of highlightsAt(view, path, offset)) check(path, span);
    for (const span of linkedSpansAt(view, path, offset) ?? []) check(path, span);
    for (const span of selectionsAt(parsed, offset)) check(path, span);
    const item = hierarchyItemAt(view, path, offset);
    if (item === undefined) continue;
    for (const find of [incomingCalls, outgoingCalls]) {
      for (const call of find(view, item.symbol)) for (const place of call.places) check(place.file, place.span);
    }
  }
  return answers;
}

test('in whole text, in every beginning of it, and without any of its lines', () => {
  const { workspace, view } = ideFixture({
    'main.cw': text,
    'm/main.cw': 'variable "size" {}\noutput "url" { value = var.size }\n',
    'note.txt': 'x\n',
  });
  const whole = askEverything(view, 'main.cw');
  expect(whole).toBeGreaterThan(3_000);
  const lines = text.split('\n');
  const broken = lines.flatMap((line, index) => [
    [...lines.slice(0, index), line.slice(0, line.length >> 1)].join('\n'),
    [...lines.slice(0, index), ...lines.slice(index + 1)].join('\n'),
  ]);
  for (const each of broken) {
    workspace.change('main.cw', each);
    expect(askEverything(workspace.view(), 'main.cw')).toBeGreaterThan(0);
  }
});
