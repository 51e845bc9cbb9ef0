/**
 * Glob patterns of `fileset`: `*`, `?`, `[a-z]`, `[^a-z]`, `{a,b}`, `**` for any folders, `\` before a
 * character that is meant literally. `*` also matches names that begin with a dot.
 */
import { Refusal } from './define.ts';

/** Tests a path with `/` between folders. Throws {@link Refusal} where the pattern is malformed. */
export function compileGlob(pattern: string, argument: number): (path: string) => boolean {
  const expression = new RegExp(`^${new GlobReader(pattern, argument).alternatives(false)}$`, 'su');
  return (path) => expression.test(path);
}

/** The folders that a pattern begins with, before its first element with a wildcard in it. */
export function literalPrefix(pattern: string): string {
  const parts = pattern.split('/');
  const wild = parts.findIndex((part) => /[*?[{\\]/.test(part));
  return parts.slice(0, wild < 0 ? -1 : wild).join('/');
}

class GlobReader {
  private readonly pattern: string;
  private readonly argument: number;
  private at = 0;

  constructor(pattern: string, argument: number) {
    this.pattern = pattern;
    this.argument = argument;
  }

  /** Up to the end, or (inside braces) behind the closing brace. */
  alternatives(inBraces: boolean): string {
    const options = [''];
    for (;;) {
      const character = this.pattern[this.at];
      if (character === undefined) {
        if (inBraces) this.fail('a `{` is never closed');
        break;
      }
      this.at++;
      if (inBraces && character === '}') break;
      if (inBraces && character === ',') options.push('');
      else options[options.length - 1] += this.piece(character);
    }
    return inBraces ? `(?:${options.join('|')})` : (options[0] ?? '');
  }

  private piece(character: string): string {
    switch (character) {
      case '*':
        return this.star();
      case '?':
        return '[^/]';
      case '[':
        return this.characterClass();
      case '{':
        return this.alternatives(true);
      case '\\': {
        const literal = this.pattern[this.at++];
        return literal === undefined ? this.fail('a `\\` stands at the end') : escaped(literal);
      }
      default:
        return escaped(character);
    }
  }

  /** `**` between slashes stands for any number of folders; next to anything else it is as good as `*`. */
  private star(): string {
    const before = this.pattern[this.at - 2];
    if (this.pattern[this.at] !== '*') return '[^/]*';
    this.at++;
    const after = this.pattern[this.at];
    const alone = (before === undefined || '/{,'.includes(before)) && (after === undefined || '/},'.includes(after));
    if (!alone) return '[^/]*';
    if (after !== '/') return '.*';
    this.at++;
    return '(?:[^/]+/)*';
  }

  private characterClass(): string {
    const end = this.pattern.indexOf(']', this.at + 1);
    if (end < 0) return this.fail('a `[` is never closed');
    const body = this.pattern.slice(this.at, end);
    this.at = end + 1;
    const negated = /^[\^!]/.test(body);
    const set = (negated ? body.slice(1) : body).replace(/[\]\\[^&|~]/g, '\\$&');
    return negated ? `[^/${set}]` : `[${set}]`;
  }

  private fail(what: string): never {
    throw new Refusal(`malformed glob pattern: ${what}`, this.argument);
  }
}

function escaped(character: string): string {
  return /[$()*+.?[\\\]^{|}/]/.test(character) ? `\\${character}` : character;
}
