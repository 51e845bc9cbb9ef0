/** A scope in which nothing has a name, for what must be written out: defaults, `.cwvars`, `--var`. */
import type { Scope } from '../language/scope.ts';
import { unknownValue } from '../language/values.ts';

export const emptyScope: Scope = {
  resolve(root, rootSpan, steps, report) {
    report({
      code: 'literal-expected',
      message: `\`${root}\` cannot be used here: the value must be written out, without references.`,
      span: rootSpan,
    });
    return { value: unknownValue(), consumed: steps.length };
  },
  functions: {
    readFile: () => ({ error: 'Files cannot be read here.' }),
    fileKind: () => null,
    listFiles: () => [],
    isInside: () => false,
    homeDir: '',
    cwd: '',
    volatile: () => undefined,
  },
};
