/** Finds what a TypeScript file imports, without a compiler: comments and literals are blanked out first. */

export interface FoundImport {
  /** The module as written, or undefined where it is computed at run time. */
  readonly module: string | undefined;
  readonly lineNumber: number;
}

/** All static, dynamic, type-position and re-exporting imports, and `require` calls, in source order. */
export function findImports(text: string): readonly FoundImport[] {
  const { code, strings } = blankLiterals(text);
  const found: { readonly offset: number; readonly module: string | undefined }[] = [];
  for (const match of code.matchAll(/\b(?:from|import)\s*(?=")/g)) {
    found.push({ offset: match.index, module: strings.get(match.index + match[0].length) });
  }
  for (const match of code.matchAll(/(?<!\.)\b(?:import|require)\s*\(\s*/g)) {
    found.push({ offset: match.index, module: strings.get(match.index + match[0].length) });
  }
  return found
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, module }) => ({ module, lineNumber: lineNumberAt(text, offset) }));
}

export function lineNumberAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/**
 * The text with comments, strings, template texts and regular expressions replaced by blanks of the same length (a
 * string begins with `"`), and the strings by offset. Code inside `${}` stays.
 */
export function blankLiterals(text: string): { readonly code: string; readonly strings: ReadonlyMap<number, string> } {
  const strings = new Map<number, string>();
  const out = text.split('');
  // For each open template: how many braces are open inside its current `${}`.
  const templates: number[] = [];
  let at = 0;
  const blank = (end: number) => {
    for (; at < end; at += 1) if (out[at] !== '\n') out[at] = ' ';
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 2);
    const char = text.charAt(at);
    if (rest === '//') blank(endOf(text, '\n', at));
    else if (rest === '/*') blank(endOf(text, '*/', at + 2) + 2);
    else if (char === '"' || char === "'") {
      const start = at;
      const end = endOfQuoted(text, at, char);
      strings.set(start, text.slice(start + 1, end - 1));
      blank(end);
      out[start] = '"';
    } else if (char === '`') blank(endOfTemplateText(text, at + 1, templates));
    else if (char === '{' && templates.length > 0) {
      templates.push((templates.pop() ?? 0) + 1);
      at += 1;
    } else if (char === '}' && templates.length > 0) {
      const open = templates.pop() ?? 0;
      if (open === 0) blank(endOfTemplateText(text, at + 1, templates));
      else {
        templates.push(open - 1);
        at += 1;
      }
    } else if (char === '/' && startsRegularExpression(text, at)) blank(endOfRegularExpression(text, at));
    else at += 1;
  }
  return { code: out.join(''), strings };
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found;
}

function endOfQuoted(text: string, start: number, quote: string): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== quote && text.charAt(at) !== '\n')
    at += text.charAt(at) === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}

// Ends behind the closing back-quote, or behind `${`, which is then pushed as open.
function endOfTemplateText(text: string, from: number, templates: number[]): number {
  let at = from;
  while (at < text.length) {
    if (text.charAt(at) === '`') return at + 1;
    if (text.startsWith('${', at)) {
      templates.push(0);
      return at + 2;
    }
    at += text.charAt(at) === '\\' ? 2 : 1;
  }
  return text.length;
}

// A slash divides behind a value and begins a regular expression everywhere else.
function startsRegularExpression(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at).trimEnd();
  return before === '' || /[(,=:[!&|?{};+\-*<>~^%]$/.test(before) || /\b(?:return|typeof|case|in|of)$/.test(before);
}

function endOfRegularExpression(text: string, start: number): number {
  let isInClass = false;
  let at = start + 1;
  for (; at < text.length && text.charAt(at) !== '\n'; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '[') isInClass = true;
    else if (char === ']') isInClass = false;
    else if (char === '/' && !isInClass) return at + 1;
  }
  return Math.min(at, text.length);
}
