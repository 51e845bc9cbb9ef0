/** Rules for quoted strings, templates and heredocs, with the languages that heredocs may hold. */
import { include, NAME, type Rule, scopes, word } from './rule.ts';
import { NEXT_ENTRY } from './structure.ts';

export interface EmbeddedLanguage {
  /** What the heredoc's marker is called, in capitals or small letters. */
  readonly tags: readonly string[];
  /** The grammar that colours what it holds. */
  readonly scope: string;
  /** Name of the language as editors have it, for comments, brackets and snippets in it. */
  readonly id: string;
}

export const embeddedLanguages: readonly EmbeddedLanguage[] = [
  { tags: ['SHELL', 'SH', 'BASH', 'ZSH', 'SCRIPT'], scope: 'source.shell', id: 'shellscript' },
  { tags: ['JSON'], scope: 'source.json', id: 'json' },
  { tags: ['YAML', 'YML'], scope: 'source.yaml', id: 'yaml' },
  { tags: ['PYTHON', 'PY'], scope: 'source.python', id: 'python' },
  { tags: ['TYPESCRIPT', 'TS'], scope: 'source.ts', id: 'typescript' },
  { tags: ['JAVASCRIPT', 'JS'], scope: 'source.js', id: 'javascript' },
  { tags: ['SQL'], scope: 'source.sql', id: 'sql' },
  { tags: ['HTML'], scope: 'text.html.basic', id: 'html' },
  { tags: ['CSS'], scope: 'source.css', id: 'css' },
  { tags: ['XML'], scope: 'text.xml', id: 'xml' },
  { tags: ['INI', 'CONF'], scope: 'source.ini', id: 'ini' },
  { tags: ['TOML'], scope: 'source.toml', id: 'toml' },
  { tags: ['DOCKERFILE'], scope: 'source.dockerfile', id: 'dockerfile' },
  { tags: ['MARKDOWN', 'MD'], scope: 'text.html.markdown', id: 'markdown' },
];

/** `meta.embedded` also tells editors that brackets in it are to be matched, though it stands in a string. */
export function embeddedScope({ id }: EmbeddedLanguage): string {
  return `meta.embedded.block.${id}`;
}

/**
 * The text is in a rule with `while`: the line of the marker ends it, whatever the embedded language or an interpolation
 * believes to be still open.
 */
function heredoc(tag: string, contentName: string, patterns: readonly Rule[]): Rule {
  return {
    begin: `(<<-?)(?=(${tag})\\r?$)`,
    beginCaptures: { 1: { name: 'keyword.operator.heredoc' } },
    end: '^[ \\t]*(\\2)(?=\\s*$)',
    endCaptures: scopes('keyword.control.heredoc-token'),
    name: 'meta.heredoc',
    patterns: [
      {
        begin: `\\G(${NAME})\\r?$`,
        beginCaptures: scopes('keyword.control.heredoc-token'),
        while: '^(?![ \\t]*\\1\\s*$)',
        contentName,
        patterns,
      },
    ],
  };
}

export const templates: Readonly<Record<string, Rule>> = {
  string: {
    begin: '"',
    beginCaptures: { 0: { name: 'punctuation.definition.string.begin' } },
    // One that is never closed ends with its line; after an interpolation of many lines it goes on behind that.
    end: '(")|$|^',
    endCaptures: scopes('punctuation.definition.string.end'),
    name: 'string.quoted.double',
    patterns: [
      { match: '\\\\(?:[nrt"\\\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})', name: 'constant.character.escape' },
      { match: '\\\\.', name: 'invalid.illegal.escape' },
      ...include('template'),
    ],
  },
  heredoc: {
    patterns: [
      ...embeddedLanguages.map((language) => {
        const tags = language.tags.flatMap((tag) => [tag, tag.toLowerCase()]).join('|');
        // In source of another language, what is ours in it comes by injection: its own strings would hide it.
        return heredoc(tags, `${embeddedScope(language)} ${language.scope}`, [{ include: language.scope }]);
      }),
      heredoc(NAME, 'string.unquoted.heredoc', include('template')),
    ],
  },
  template: {
    patterns: [
      { match: '\\$\\$(?=\\{)|%%(?=\\{)', name: 'constant.character.escape' },
      ...include('interpolation', 'directive'),
    ],
  },
  interpolation: {
    begin: '(?<!\\$)(\\$\\{)(~)?',
    beginCaptures: scopes('punctuation.definition.template-expression.begin', 'keyword.operator.strip'),
    end: `(~)?(\\})|${NEXT_ENTRY}`,
    endCaptures: scopes('keyword.operator.strip', 'punctuation.definition.template-expression.end'),
    name: 'meta.template.expression',
    // Brackets and comments in it are those of code, though it stands in a string.
    contentName: 'meta.embedded.line.clockwork',
    patterns: include('expression', 'comma'),
  },
  directive: {
    begin: '(?<!%)(%\\{)(~)?',
    beginCaptures: scopes('punctuation.definition.template-expression.begin', 'keyword.operator.strip'),
    end: `(~)?(\\})|${NEXT_ENTRY}`,
    endCaptures: scopes('keyword.operator.strip', 'punctuation.definition.template-expression.end'),
    name: 'meta.template.expression',
    contentName: 'meta.embedded.line.clockwork',
    patterns: [
      { match: word('if', 'else', 'endif'), name: 'keyword.control.conditional' },
      { match: word('for', 'endfor'), name: 'keyword.control.for' },
      ...include('iteration'),
    ],
  },
};

/** Templates in embedded languages, at any depth of theirs, but not again in the expressions of a template. */
export const injections: Readonly<Record<string, Rule>> = {
  [`L:source.clockwork meta.heredoc meta.embedded.block - meta.template.expression`]: {
    patterns: include('template'),
  },
};
