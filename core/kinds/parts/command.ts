/** Commands: a list of words, or text. */
import { z } from 'zod';

/** Text is split into words as a shell does; with operators of a shell in it, it is given to `sh -c`. */
export const commandSchema = z.union([
  z.array(z.string()).min(1),
  z
    .string()
    .min(1)
    .transform((text, context): string[] => {
      const words = commandWords(text);
      if (words === undefined || words.length === 0) {
        context.addIssue('must be words with every quote closed');
        return [];
      }
      return words;
    }),
]);

/** The words of a command; undefined where a quote is not closed. */
export function commandWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let i = 0;
  while (i < text.length) {
    const character = text.charAt(i);
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      i++;
    } else if (character === "'" || character === '"') {
      const quoted = readQuoted(text, i);
      if (quoted === undefined) return undefined;
      word = (word ?? '') + quoted.text;
      i = quoted.end;
    } else if (/[|&;<>()$`*?#~]/.test(character)) {
      return ['sh', '-c', text];
    } else {
      if (character === '\\') i++;
      word = (word ?? '') + text.charAt(i);
      i++;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function readQuoted(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
  const quote = text.charAt(start);
  let content = '';
  for (let i = start + 1; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === quote) return { text: content, end: i + 1 };
    if (quote === '"' && character === '\\' && /["\\$`]/.test(text.charAt(i + 1))) content += text.charAt(++i);
    else content += character;
  }
  return undefined;
}
