/** Text of a large project, the same bytes each time: the mix of blocks, references and templates that real ones have. */

export interface ConfigurationFile {
  readonly name: string;
  readonly text: string;
}

const blocksPerFile = 200;

/** `blocks` top-level blocks (a multiple of 200), 200 a file, about 180 bytes a block. */
export function configuration(blocks: number): readonly ConfigurationFile[] {
  return Array.from({ length: blocks / blocksPerFile }, (_, index) => ({
    name: `part_${String(index).padStart(4, '0')}.cw`,
    text: fileText(index),
  }));
}

/** Of each file: a `locals`, 15 variables, 5 outputs, 2 checks; the rest are resources in groups that refer to each other. */
function fileText(file: number): string {
  const blocks: string[] = [localsText(file)];
  for (let n = 0; n < 15; n += 1) blocks.push(variableText(file, n));
  for (let group = 0; blocks.length < blocksPerFile - 7; group += 1) blocks.push(...groupTexts(file, group));
  blocks.length = blocksPerFile - 7;
  for (let n = 0; n < 5; n += 1) blocks.push(outputText(file, n));
  for (let n = 0; n < 2; n += 1) blocks.push(checkText(file, n));
  return `# Part ${file} of the benchmark's project.\n\n${blocks.join('\n\n')}\n`;
}

function localsText(file: number): string {
  return `locals {
  prefix_${file} = "part-${file}-\${var.name_${file}_0}"
  tags_${file} = {
    owner = "team-${file % 7}"
    stage = var.name_${file}_1
    ports = [for n in [1, 2, 3] : 8000 + n]
  }
}`;
}

function variableText(file: number, n: number): string {
  if (n % 3 === 2) {
    return `variable "port_${file}_${n}" {
  type    = number
  default = ${10_000 + ((file * 15 + n) % 50_000)}

  validation {
    condition     = var.port_${file}_${n} > 1023 && var.port_${file}_${n} < 65536
    error_message = "A port above 1023 is needed."
  }
}`;
  }
  return `variable "name_${file}_${n}" {
  type        = string
  default     = "value-${file}-${n}"
  description = "Name number ${n} of part ${file}"
}`;
}

/** Six resources; the later ones refer to the earlier, to variables and to locals. */
function groupTexts(file: number, group: number): readonly string[] {
  const id = `${file}_${group}`;
  const name = `var.name_${file}_${[0, 1, 3, 4, 6, 7, 9, 10, 12, 13][group % 10]}`;
  const port = `var.port_${file}_${[2, 5, 8, 11, 14][group % 5]}`;
  return [
    `resource "directory" "d_${id}" {
  path = "out/${file}/${group}"
  mode = "0755"
}`,
    `resource "file" "config_${id}" {
  path    = "\${directory.d_${id}.path}/config.json"
  content = jsonencode({ name = ${name}, port = ${port}, tags = local.tags_${file} })
  mode    = "0644"
}`,
    `# What the script of this group runs with.
resource "file" "script_${id}" {
  path    = "\${directory.d_${id}.path}/run.sh"
  content = <<-EOT
    #!/bin/sh
    # \${local.prefix_${file}}
    %{if ${port} > 1024~}
    exec serve --port \${${port}} --name "\${upper(${name})}"
    %{endif~}
  EOT
  mode = "0755"
}`,
    `resource "env_file" "env_${id}" {
  path = "\${directory.d_${id}.path}/.env"
  values = {
    NAME = ${name}
    PORT = ${port}
    FILE = file.config_${id}.path
  }
}`,
    `resource "custom" "job_${id}" {
  script      = "echo \${${name}} >> \${file.config_${id}.path}"
  environment = { GROUP = "${group}", OWNER = local.tags_${file}.owner }
  triggers    = { config = file.config_${id}.content, n = ${group} * 2 + 1 }
  depends_on  = [file.script_${id}]

  lifecycle {
    ignore_changes = [environment]
  }
}`,
    `resource "file" "note_${id}" {
  path    = "out/${file}/${group}.txt"
  content = ${group} % 2 == 0 ? "even \${join(", ", local.tags_${file}.ports)}" : "odd"
}`,
  ];
}

function outputText(file: number, n: number): string {
  return `output "config_${file}_${n}" {
  value       = file.config_${file}_${n}.path
  description = "Where configuration ${n} of part ${file} stands"
}`;
}

function checkText(file: number, n: number): string {
  return `check "note_${file}_${n}" {
  assert "file_exists" {
    path = file.note_${file}_${n}.path
  }
}`;
}
