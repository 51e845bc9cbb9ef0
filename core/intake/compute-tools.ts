/** What kinds may ask while their computed attributes are found: files of the module, and templates. */
import type { ComputeTools } from '../kinds/define.ts';
import { evaluate } from '../language/evaluate.ts';
import type { Problem, Scope } from '../language/scope.ts';
import { stringType } from '../language/types.ts';
import { entriesOf, hasSensitive, isEntries, isKnown, markSensitive, unknownValue } from '../language/values.ts';
import { parseTemplate } from '../syntax/parse.ts';
import type { InstanceNode } from './nodes.ts';

/** `onAsk` hears of every question, since what it gives may be another thing the next time. */
export function computeTools(node: InstanceNode, onAsk: () => void): ComputeTools {
  const { functions } = node.context.scope;
  return {
    readFile: (path) => {
      onAsk();
      return functions.readFile(path);
    },
    listFiles: (dir) => {
      onAsk();
      return functions.listFiles(dir);
    },
    render: (source, vars) => {
      onAsk();
      let text: string;
      let secret = false;
      if ('path' in source) {
        const bytes = functions.readFile(source.path);
        if ('error' in bytes) return { message: bytes.error };
        try {
          text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        } catch {
          return { message: `\`${source.path}\` is not UTF-8 text.` };
        }
        secret = !functions.isInside(source.path);
      } else text = source.text;
      if (!isKnown(vars))
        return { value: hasSensitive(vars) ? markSensitive(unknownValue(stringType)) : unknownValue(stringType) };
      const entries = isEntries(vars.raw) ? entriesOf(vars) : new Map();
      const { parts, problems } = parseTemplate(text);
      const [wrong] = problems;
      if (wrong !== undefined) return { message: `The template cannot be read: ${wrong.message}` };
      const found: Problem[] = [];
      const scope: Scope = {
        functions,
        resolve: (root, rootSpan, steps, report) => {
          const value = entries.get(root);
          if (value !== undefined) return { value: vars.sensitive ? markSensitive(value) : value, consumed: 0 };
          report({
            code: 'unknown-reference',
            message: `The template uses \`${root}\`, which is not among its variables.`,
            span: rootSpan,
          });
          return { value: unknownValue(), consumed: steps.length };
        },
      };
      const span = { start: 0, end: text.length };
      const value = evaluate({ kind: 'template', form: 'heredoc', parts, span }, scope, (problem) =>
        found.push(problem),
      );
      const [first] = found;
      if (first !== undefined) return { message: first.message };
      return { value: secret ? markSensitive(value) : value };
    },
  };
}
