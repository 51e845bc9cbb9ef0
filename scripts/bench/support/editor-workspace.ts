/** Text of projects to edit: as many blocks in as many files as asked for, the same bytes each time. */
import type { ConfigurationFile } from './configuration.ts';

/** `blocks` top-level blocks spread evenly over `files` files; each file refers to itself and to the one before it. */
export function editorWorkspace(blocks: number, files: number): readonly ConfigurationFile[] {
  const perFile = Math.floor(blocks / files);
  return Array.from({ length: files }, (_, file) => {
    const count = perFile + (file < blocks % files ? 1 : 0);
    return { name: `part_${String(file).padStart(3, '0')}.cw`, text: `${blockTexts(file, count).join('\n\n')}\n` };
  });
}

/** One file of at least `lines` lines. */
export function longFile(lines: number): ConfigurationFile {
  const blocks: string[] = [];
  let written = 0;
  for (let count = 1; written < lines; count += 1) {
    const text = blockText(0, count - 1);
    written += text.split('\n').length + 1;
    blocks.push(text);
  }
  return { name: 'long.cw', text: `${blocks.join('\n\n')}\n` };
}

function blockTexts(file: number, count: number): readonly string[] {
  if (count === 2) return [blockText(file, 0), pairedText(file)];
  return Array.from({ length: count }, (_, index) => blockText(file, index));
}

/** The first block of a file is a variable, the second a `locals`; the rest are resources, an output and a check in turn. */
function blockText(file: number, index: number): string {
  if (index === 0)
    return `variable "name_${file}" {\n  type        = string\n  default     = "value-${file}"\n  description = "Name of part ${file}"\n}`;
  if (index === 1) {
    const before = file === 0 ? '"first"' : `var.name_${file - 1}`;
    return `locals {\n  prefix_${file} = "part-${file}-\${var.name_${file}}"\n  before_${file} = ${before}\n  tags_${file} = {\n    owner = "team-${file % 7}"\n    ports = [for n in [1, 2, 3] : 8000 + n]\n  }\n}`;
  }
  const id = `${file}_${index - 2 - ((index - 2) % 6)}`;
  switch ((index - 2) % 6) {
    case 0:
      return `resource "directory" "d_${id}" {\n  path = "out/${file}/${index}"\n  mode = "0755"\n}`;
    case 1:
      return `resource "file" "config_${id}" {\n  path    = "\${directory.d_${id}.path}/config.json"\n  content = jsonencode({ name = var.name_${file}, tags = local.tags_${file}, before = local.before_${file} })\n  mode    = "0644"\n}`;
    case 2:
      return `# What the script of this group runs with.\nresource "file" "script_${id}" {\n  path    = "\${directory.d_${id}.path}/run.sh"\n  content = <<-EOT\n    #!/bin/sh\n    # \${local.prefix_${file}}\n    exec serve --name "\${upper(var.name_${file})}"\n  EOT\n  mode = "0755"\n}`;
    case 3:
      return `resource "custom" "job_${id}" {\n  script      = "echo \${var.name_${file}} >> \${file.config_${id}.path}"\n  environment = { GROUP = "${index}", OWNER = local.tags_${file}.owner }\n  depends_on  = [file.script_${id}]\n\n  lifecycle {\n    ignore_changes = [environment]\n  }\n}`;
    case 4:
      return `output "config_${id}" {\n  value       = file.config_${id}.path\n  description = "Where configuration ${id} stands"\n}`;
    default:
      return `check "config_${id}" {\n  assert "file_exists" {\n    path = file.config_${id}.path\n  }\n}`;
  }
}

/** The resource of a file that has room for one. */
function pairedText(file: number): string {
  const before = file === 0 ? 'first' : `\${var.name_${file - 1}}`;
  return `resource "file" "only_${file}" {\n  path    = "out/${file}.txt"\n  content = "\${upper(var.name_${file})} after ${before}"\n}`;
}
