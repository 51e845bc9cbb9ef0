/** Codes of the syntax stage: text that is not HCL. */
export const syntaxCodes = {
  'unclosed-block': { severity: 'error', title: 'A block whose closing brace is missing' },
  'unclosed-bracket': { severity: 'error', title: 'A bracket that is never closed' },
  'unclosed-string': { severity: 'error', title: 'A quoted string that does not end on its line' },
  'unclosed-heredoc': { severity: 'error', title: 'A heredoc without its closing marker' },
  'unclosed-comment': { severity: 'error', title: 'A `/*` comment that is never closed' },
  'unexpected-closer': { severity: 'error', title: 'A closing bracket where nothing is open' },
  'unexpected-text': { severity: 'error', title: 'Text where an attribute or a block was expected' },
  'missing-brace': { severity: 'error', title: 'A block header without `{` on its line' },
  'missing-value': { severity: 'error', title: 'An attribute without a value' },
  'missing-newline': { severity: 'error', title: 'Two definitions on one line' },
  'missing-separator': { severity: 'error', title: 'Elements without a comma or newline between them' },
  'one-line-block': { severity: 'error', title: 'A one-line block with more than one attribute' },
  'duplicate-attribute': { severity: 'error', title: 'An attribute that is set twice in one body' },
  'invalid-label': { severity: 'error', title: 'A block label that is no plain name or string' },
  'syntax-error': { severity: 'error', title: 'An expression that cannot be read' },
  'invalid-escape': { severity: 'error', title: 'An escape sequence that does not exist' },
  'invalid-template': { severity: 'error', title: 'A template sequence that cannot be read' },
  'invalid-character': { severity: 'error', title: 'A character that has no meaning in HCL' },
  'legacy-index-chain': { severity: 'error', title: 'Two indexes chained with dots' },
  'nested-too-deep': { severity: 'error', title: 'Nesting beyond the limit' },
} as const;

export type SyntaxCode = keyof typeof syntaxCodes;
