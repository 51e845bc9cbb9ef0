/** Hover of a function's name: signature, summary, parameters and the page that has more. */
import { nearest } from '../../base/did-you-mean.ts';
import { pageOf, parameterTexts, signatureText } from '../../language/functions/signature.ts';
import { functionTable, replacementFor } from '../../language/functions/table.ts';
import { code, codePart, type HoverPart, link, textPart } from './parts.ts';

export function functionParts(name: string): readonly HoverPart[] {
  const definition = functionTable.get(name);
  if (definition === undefined) {
    const instead = replacementFor(name);
    const near = nearest(name, functionTable.keys());
    if (instead !== undefined) return [textPart(instead)];
    return [textPart('There is no function ', code(name), near === undefined ? '.' : `. Did you mean \`${near}\`?`)];
  }
  const { parameters, variadic, summary } = definition;
  const texts = parameterTexts(definition);
  const all = variadic === undefined ? parameters : [...parameters, variadic];
  const described = all.flatMap(({ description }, i) =>
    description === undefined ? [] : [[code(texts[i] ?? ''), `: ${description}`]],
  );
  return [
    codePart(signatureText(definition)),
    textPart(summary),
    ...(described.length === 0 ? [] : [{ kind: 'list' as const, lines: described }]),
    textPart(link(`More on ${definition.name}`, { kind: 'url', url: pageOf(definition) })),
  ];
}
