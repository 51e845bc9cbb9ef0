/** Reads `assert KIND [NAME]` blocks. */
import { nearest } from '../base/did-you-mean.ts';
import type { Block } from '../syntax/ast.ts';
import type { AssertDeclaration } from './declarations.ts';
import type { Report } from './finding.ts';
import { renameFix } from './finding.ts';
import { headerSpan, missingAttribute } from './read-body.ts';
import { readGiven } from './read-given.ts';
import { attributeFacts, type Vocabulary } from './vocabulary.ts';

/** `assert KIND [NAME] { … }`. */
export function readAssert(block: Block, vocabulary: Vocabulary, report: Report): readonly AssertDeclaration[] {
  const [kind, name] = block.labels;
  if (kind === undefined || block.labels.length > 2) {
    report({
      code: 'wrong-labels',
      message: '`assert` takes the kind of assertion and perhaps a name: `assert "healthcheck" "ready" { … }`.',
      span: headerSpan(block),
    });
    return [];
  }
  const definition = vocabulary.assertions.get(kind.text);
  if (definition === undefined) {
    const near = nearest(kind.text, [...vocabulary.assertions.keys()]);
    report({
      code: 'unknown-assertion',
      message: `There is no assertion \`${kind.text}\`.${near === undefined ? ` Known are ${[...vocabulary.assertions.keys()].map((known) => `\`${known}\``).join(', ')}.` : ` Did you mean \`${near}\`?`}`,
      span: kind.span,
      ...(near !== undefined && { fix: renameFix(kind.text, kind.quoted ? `"${near}"` : near, kind.span) }),
    });
    return [];
  }
  const title = `assert.${kind.text}`;
  const given = readGiven(block.body.entries, definition.attributes, title, report);
  if (!block.broken) {
    for (const [attribute, spec] of Object.entries(definition.attributes)) {
      if (attributeFacts(spec).required && !given.has(attribute)) report(missingAttribute(block, attribute, title));
    }
  }
  return [
    { kind: kind.text, name: name?.text ?? '', attributes: [...given.values()], span: block.span, kindSpan: kind.span },
  ];
}
