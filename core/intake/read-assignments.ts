/** Collects the values that were given for variables: files, the environment, arguments. */
import { compareText } from '../base/text-order.ts';
import type { Code } from '../diagnostics/codes.ts';
import type { SyntaxFile } from '../syntax/ast.ts';
import type { LoadOptions } from './loader.ts';
import type { Assignment } from './project.ts';
import type { Source } from './project-source.ts';

export type Problem = (code: Code, message: string, file?: string) => void;

/** Lowest first: variable files by name, the environment, arguments in order. */
export function readAssignments(
  options: LoadOptions,
  source: Source,
  parse: (path: string) => SyntaxFile | undefined,
  problem: Problem,
): readonly Assignment[] {
  const assignments: Assignment[] = [];
  const loaded = new Set<string>();
  const load = (path: string) => {
    loaded.add(path);
    const file = parse(path);
    for (const item of file?.items ?? []) {
      const { node } = item;
      const home = { file: path, item: item.key };
      if (node.kind === 'block') {
        problem(
          'block-in-variable-file',
          `\`${path}\` holds values alone (\`name = value\`); move the block \`${node.type.text}\` to a \`.cw\` file.`,
          path,
        );
        continue;
      }
      const { name, value } = node;
      assignments.push({ kind: 'expression', name: name.text, expression: value, home, nameSpan: name.span });
    }
  };
  const found = source.names('.');
  const names =
    typeof found === 'string' ? [] : found.filter((name) => name.endsWith('.cwvars') && !name.startsWith('.'));
  if (names.includes('variables.cwvars') && names.includes('clockwork.cwvars')) {
    problem(
      'two-variable-files',
      'There are both `clockwork.cwvars` and the older `variables.cwvars`. Keep one of them.',
      'variables.cwvars',
    );
  }
  if (names.includes('variables.cwvars')) load('variables.cwvars');
  if (names.includes('clockwork.cwvars')) load('clockwork.cwvars');
  for (const name of names) if (name.endsWith('.auto.cwvars')) load(name);
  for (const [key, text] of Object.entries(options.env).sort(([a], [b]) => compareText(a, b))) {
    if (!key.startsWith('CLOCKWORK_VAR_')) continue;
    assignments.push({ kind: 'text', name: key.slice('CLOCKWORK_VAR_'.length), text, origin: 'environment' });
  }
  for (const input of options.inputs) {
    if (input.kind === 'file') {
      load(source.relative(input.path));
      continue;
    }
    const cut = input.text.indexOf('=');
    if (cut < 1) {
      problem('unknown-variable', `\`--var ${input.text}\` is not of the form \`NAME=VALUE\`.`);
      continue;
    }
    assignments.push({
      kind: 'text',
      name: input.text.slice(0, cut).trim(),
      text: input.text.slice(cut + 1),
      origin: 'argument',
    });
  }
  for (const name of names) {
    if (loaded.has(name)) continue;
    problem(
      'unused-variable-file',
      `Nothing loads \`${name}\`. Name it \`${name.replace(/\.cwvars$/, '.auto.cwvars')}\`, or pass \`--var-file ${name}\`.`,
      name,
    );
  }
  return assignments;
}
