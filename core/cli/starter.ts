/** The first files of a project, for `clockwork init`: a small starter, or one of the examples that come along. */
import { fileURLToPath } from 'node:url';
import { compareText } from '../base/text-order.ts';
import { isRefusal, type World } from '../ports.ts';

/** Texts by path, relative to the project's folder, `/` between folders. */
export type FirstFiles = Readonly<Record<string, string>>;

export const starterFiles: () => FirstFiles = () => ({ 'main.cw': starter });

/** Beside the sources, and beside the bundles of a checkout and of the package. */
const examplesDir = fileURLToPath(new URL('../../examples', import.meta.url));

/** Folders that the examples make where they stand. */
const madeByRunning = ['site', 'public', 'work'];

/** Names of the examples that came along, in order; none where they were left out. */
export function exampleNames(world: World): readonly string[] {
  const entries = world.files.list(examplesDir);
  if (isRefusal(entries)) return [];
  return entries.filter((entry) => entry.type === 'directory').map((entry) => entry.name);
}

/** The files of an example: what a fresh checkout has of it, and nothing that running it left there. */
export function exampleFiles(world: World, name: string): FirstFiles {
  const files: Record<string, string> = {};
  const walk = (dir: string, prefix: string): void => {
    const entries = world.files.list(dir);
    if (isRefusal(entries)) return;
    for (const entry of [...entries].sort((a, b) => compareText(a.name, b.name))) {
      if (entry.name.startsWith('.') || (prefix === '' && madeByRunning.includes(entry.name))) continue;
      const path = `${dir}/${entry.name}`;
      if (entry.type === 'directory') walk(path, `${prefix}${entry.name}/`);
      const bytes = entry.type === 'file' ? world.files.read(path) : undefined;
      if (bytes !== undefined && !isRefusal(bytes)) files[prefix + entry.name] = new TextDecoder().decode(bytes);
    }
  };
  walk(`${examplesDir}/${name}`, '');
  return files;
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
