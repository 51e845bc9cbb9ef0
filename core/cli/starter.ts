/** The first files of a project, for `clockwork init`. */

export const exampleNames: readonly string[] = ['starter'];

/** Files by name, or undefined where there is no such example. */
export function exampleNamed(name: string): Readonly<Record<string, string>> | undefined {
  return name === 'starter' ? { 'main.cw': starter } : undefined;
}

const starter = `# What should be here. \`clockwork plan\` shows what would be done, \`clockwork apply\` does it.

variable "greeting" {
  type        = string
  default     = "Hello"
  description = "First word of the file"
}

resource "file" "hello" {
  path    = "hello.txt"
  content = "\${var.greeting} from Clockwork.\\n"

  assert "file_content_matches" {
    contains = "Clockwork"
  }
}

output "path" {
  value = file.hello.path
}
`;
