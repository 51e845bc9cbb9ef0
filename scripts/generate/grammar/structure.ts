/** Rules for comments, blocks and attributes. */
import { ASSIGN, include, LABEL, LABELS, NAME, type Rule, scopes, word } from './rule.ts';
import { kindNames, nestedBlockNames, topBlockNames, unlabelledNames } from './words.ts';

const labelled = topBlockNames.filter((name) => !unlabelledNames.includes(name));

/**
 * A block of the top at the beginning of a line ends whatever bracket before it was never closed, so that a missing `}`
 * spoils one block and not the file. Heredocs and comments may hold such lines, and go on.
 */
export const NEXT_BLOCK = `^(?=(?:${word(...unlabelledNames)}|${word(...labelled)}(?:[ \\t]+${LABEL}){1,4})[ \\t]*\\{)`;

/** Lines that can stand in a body only: no list, call or interpolation goes on behind one. */
const isBodyLine = `(?!\\s*${word('for', 'in', 'if')})\\s*${NAME}(?:\\s*${ASSIGN}|${LABELS}[ \\t]*\\{)`;
export const NEXT_ENTRY = `^(?=${isBodyLine})`;

/** The same for an object, in which `name =` is at home. */
export const NEXT_INNER_BLOCK = `^(?=(?!\\s*${word('for', 'in', 'if')})\\s*${NAME}${LABELS}[ \\t]*\\{)`;

const typeNames: readonly Rule[] = [
  { match: word('string', 'number', 'bool', 'any'), name: 'support.type.primitive' },
  { match: `${word('list', 'set', 'map', 'object', 'tuple')}`, name: 'support.type.collection' },
  { match: `${word('optional')}(?=\\s*\\()`, name: 'keyword.other.optional' },
];

const labels: readonly Rule[] = [
  {
    match: '(")((?:[^"\\\\\\n]|\\\\.)*)(")',
    name: 'string.quoted.double.label',
    captures: scopes('punctuation.definition.string.begin', 'entity.name.label', 'punctuation.definition.string.end'),
  },
  { match: NAME, name: 'entity.name.label' },
];

const kindLabel: readonly Rule[] = [
  {
    match: '(")((?:[^"\\\\\\n]|\\\\.)*)(")',
    name: 'string.quoted.double.label',
    captures: scopes(
      'punctuation.definition.string.begin',
      'entity.name.type.kind',
      'punctuation.definition.string.end',
    ),
  },
  { match: NAME, name: 'entity.name.type.kind' },
];

const openBrace = 'punctuation.section.block.begin';
const body = {
  end: `(\\})|${NEXT_BLOCK}`,
  endCaptures: scopes('punctuation.section.block.end'),
  patterns: include('body'),
} as const;

/** A header with its brace opens a body; one that is still being typed is coloured by itself. */
function blocks(known: readonly string[]): readonly Rule[] {
  return [
    {
      begin: `(${word('resource', 'assert')})\\s+(${LABEL})(${LABELS})[ \\t]*(\\{)`,
      name: 'meta.block',
      beginCaptures: scopes('storage.type.block', kindLabel, labels, openBrace),
      ...body,
    },
    {
      begin: `(${word(...known)})(${LABELS})[ \\t]*(\\{)`,
      name: 'meta.block',
      beginCaptures: scopes('storage.type.block', labels, openBrace),
      ...body,
    },
    {
      begin: `(${NAME})(${LABELS})[ \\t]*(\\{)`,
      name: 'meta.block',
      beginCaptures: scopes('entity.name.type.block', labels, openBrace),
      ...body,
    },
    {
      match: `(${word('resource', 'assert')})[ \\t]+(${LABEL})(${LABELS})`,
      captures: scopes('storage.type.block', kindLabel, labels),
    },
    {
      match: `(${word(...known)})(?!\\s*[=.(\\[])(${LABELS})`,
      captures: scopes('storage.type.block', labels),
    },
  ];
}

/** A value ends with its line; what it holds in brackets or as heredoc may take further ones. */
const value = { end: '(?=[}#])|(?=//)|$|^' } as const;

export const structure: Readonly<Record<string, Rule>> = {
  file: { patterns: [...include('comments'), ...blocks(topBlockNames), ...include('entries')] },
  body: { patterns: [...include('comments'), ...blocks(nestedBlockNames), ...include('entries')] },
  entries: {
    patterns: [
      ...include('attribute'),
      { match: NAME, name: 'variable.other.property' },
      ...include('string', 'parentheses', 'tuple'),
    ],
  },
  attribute: {
    patterns: [
      {
        begin: `(${word('type')})\\s*(${ASSIGN})`,
        name: 'meta.attribute',
        beginCaptures: scopes('variable.other.property', 'keyword.operator.assignment'),
        ...value,
        patterns: include('type', 'expression'),
      },
      {
        begin: `(${NAME})\\s*(${ASSIGN})`,
        name: 'meta.attribute',
        beginCaptures: scopes('variable.other.property', 'keyword.operator.assignment'),
        ...value,
        patterns: include('expression'),
      },
    ],
  },
  type: {
    patterns: [
      ...typeNames,
      {
        begin: '\\(',
        beginCaptures: { 0: { name: 'punctuation.section.parens.begin' } },
        end: `(\\))|(?=\\})|${NEXT_ENTRY}`,
        endCaptures: scopes('punctuation.section.parens.end'),
        patterns: include('comments', 'type', 'type-object', 'expression', 'comma'),
      },
    ],
  },
  'type-object': {
    begin: '\\{',
    beginCaptures: { 0: { name: 'punctuation.section.object.begin' } },
    end: `(\\})|${NEXT_INNER_BLOCK}`,
    endCaptures: scopes('punctuation.section.object.end'),
    patterns: [
      ...include('comments'),
      { match: `(${NAME})(?=\\s*${ASSIGN})`, name: 'variable.other.property' },
      {
        begin: `(${ASSIGN})`,
        beginCaptures: scopes('keyword.operator.assignment'),
        end: '(?=[,}#])|(?=//)|$|^',
        patterns: include('type', 'expression'),
      },
      ...include('comma', 'expression'),
    ],
  },
  comments: {
    patterns: [
      {
        match: '(#|//)\\s*(region|endregion)(?![\\p{L}\\p{N}_-])(.*)$',
        name: 'comment.line.region',
        captures: scopes('punctuation.definition.comment', 'keyword.other.region', 'entity.name.section.region'),
      },
      {
        match: '(#|//)\\s*(clockwork:ignore)(?!\\S)\\s*(\\S*)(.*)$',
        name: 'comment.line.ignore',
        captures: scopes('punctuation.definition.comment', 'keyword.other.ignore', 'constant.other.code'),
      },
      {
        match: '(#).*$',
        name: 'comment.line.number-sign',
        captures: scopes('punctuation.definition.comment'),
      },
      {
        match: '(//).*$',
        name: 'comment.line.double-slash',
        captures: scopes('punctuation.definition.comment'),
      },
      {
        begin: '/\\*',
        end: '\\*/',
        name: 'comment.block',
        captures: { 0: { name: 'punctuation.definition.comment' } },
      },
    ],
  },
};

export const kindAlternatives = word(...kindNames);
