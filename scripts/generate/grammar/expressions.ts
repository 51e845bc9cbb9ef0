/** Rules for expressions: literals, references, calls, operators, lists, objects and `for`. */
import { ASSIGN, include, NAME, type Rule, scopes, word } from './rule.ts';
import { kindAlternatives, NEXT_BLOCK, NEXT_ENTRY, NEXT_INNER_BLOCK } from './structure.ts';
import { functionNames } from './words.ts';

const keywords = word('for', 'in', 'if', 'else', 'endif', 'endfor', 'null', 'true', 'false');
const references = word('var', 'local', 'module', 'each', 'count', 'self', 'path', 'facts', 'resource');

/** Brackets in which a `}` or the line of a body shows that they were never closed. */
function brackets(begin: string, end: string, name: string, patterns: readonly Rule[]): Rule {
  return {
    begin,
    beginCaptures: { 0: { name: `punctuation.section.${name}.begin` } },
    end: `(${end})|(?=\\})|${NEXT_ENTRY}`,
    endCaptures: scopes(`punctuation.section.${name}.end`),
    patterns,
  };
}

function call(name: string, scope: string): Rule {
  return {
    ...brackets(`(${name})\\s*(\\()`, '\\)', 'call', include('expression', 'comma')),
    name: 'meta.function-call',
    beginCaptures: scopes(scope, 'punctuation.section.call.begin'),
  };
}

export const expressions: Readonly<Record<string, Rule>> = {
  expression: {
    patterns: include(
      'comments',
      'heredoc',
      'string',
      'literal',
      'call',
      'reference',
      'splat',
      'operator',
      'parentheses',
      'tuple',
      'object',
      'name',
    ),
  },
  literal: {
    patterns: [
      { match: '\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?', name: 'constant.numeric' },
      { match: word('true', 'false'), name: 'constant.language.boolean' },
      { match: word('null'), name: 'constant.language.null' },
    ],
  },
  call: {
    patterns: [
      call(word(...functionNames), 'support.function.builtin'),
      call(`(?!${keywords})${NAME}`, 'entity.name.function'),
    ],
  },
  reference: {
    patterns: [
      { match: `${references}(?=\\s*[.\\[])`, name: 'variable.language' },
      { match: `${kindAlternatives}(?=\\s*\\.)`, name: 'entity.name.type.kind' },
      {
        match: `(\\.)\\s*(${NAME})`,
        captures: scopes('punctuation.accessor', 'variable.other.member'),
      },
      {
        match: '(\\.)(\\d+)',
        captures: scopes('punctuation.accessor', 'constant.numeric'),
      },
    ],
  },
  splat: {
    patterns: [
      { match: '\\.\\*', name: 'keyword.operator.splat' },
      { match: '\\[\\s*\\*\\s*\\]', name: 'keyword.operator.splat' },
    ],
  },
  operator: {
    patterns: [
      { match: '\\.\\.\\.', name: 'keyword.operator.expansion' },
      { match: '=>', name: 'keyword.operator.arrow' },
      { match: '==|!=|<=|>=|<|>', name: 'keyword.operator.comparison' },
      { match: '&&|\\|\\||!', name: 'keyword.operator.logical' },
      { match: '[-+*/%]', name: 'keyword.operator.arithmetic' },
      { match: '[?:]', name: 'keyword.operator.ternary' },
      { match: '\\.', name: 'punctuation.accessor' },
    ],
  },
  comma: { match: ',', name: 'punctuation.separator' },
  name: { match: NAME, name: 'variable.other.readwrite' },
  parentheses: brackets('\\(', '\\)', 'parens', include('expression', 'comma')),
  tuple: brackets('\\[', '\\]', 'brackets', include('for', 'expression', 'comma')),
  object: {
    begin: '\\{',
    beginCaptures: { 0: { name: 'punctuation.section.object.begin' } },
    end: `(\\})|${NEXT_BLOCK}|${NEXT_INNER_BLOCK}`,
    endCaptures: scopes('punctuation.section.object.end'),
    patterns: [
      ...include('comments', 'for'),
      { match: `(${NAME})(?=\\s*(?:${ASSIGN}|:))`, name: 'meta.object-literal.key variable.other.property' },
      {
        match: `(")([^"\\\\$%\\n]*)(")(?=\\s*(?:${ASSIGN}|:))`,
        name: 'meta.object-literal.key string.quoted.double',
        captures: scopes(
          'punctuation.definition.string.begin',
          'variable.other.property',
          'punctuation.definition.string.end',
        ),
      },
      {
        begin: `(${ASSIGN})|(:)`,
        beginCaptures: scopes('keyword.operator.assignment', 'punctuation.separator.key-value'),
        end: '(?=[,}#])|(?=//)|$|^',
        patterns: include('expression'),
      },
      ...include('comma', 'expression'),
    ],
  },
  // Everything up to the bracket that closes it, so that its `:` and `=>` are no keys of an object.
  for: {
    begin: `(?=${word('for')}(?!\\s*[=:]))`,
    end: `(?=[\\]}])|${NEXT_ENTRY}`,
    name: 'meta.for',
    patterns: [
      {
        begin: word('for'),
        beginCaptures: { 0: { name: 'keyword.control.for' } },
        end: `(:)|(?=[\\]}])|${NEXT_ENTRY}`,
        endCaptures: scopes('punctuation.separator.for'),
        patterns: include('iteration'),
      },
      { match: word('if'), name: 'keyword.control.conditional' },
      ...include('expression', 'comma'),
    ],
  },
  iteration: {
    patterns: [
      { match: word('in'), name: 'keyword.control.in' },
      { match: `${NAME}(?=\\s*(?:,|\\s${word('in')}))`, name: 'variable.parameter' },
      ...include('expression', 'comma'),
    ],
  },
};
