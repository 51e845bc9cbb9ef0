/** Reads `connect` blocks. */
import { nearest } from '../base/did-you-mean.ts';
import type { Block } from '../syntax/ast.ts';
import { connectSpec } from './block-specs.ts';
import type { ConnectDeclaration } from './declarations.ts';
import type { Report } from './finding.ts';
import { renameFix } from './finding.ts';
import { literalText, traversalOf } from './literal.ts';
import { readBody } from './read-body.ts';

export const connectionRoles: readonly string[] = Object.keys(connectSpec.attributes['as']?.oneOf ?? {});

export function readConnect(block: Block, report: Report): ConnectDeclaration {
  const { attributes } = readBody(block, connectSpec, 'connect', report);
  const as = attributes.get('as');
  const role = as === undefined ? 'dependency' : (literalText(as.value) ?? traversalOf(as.value)?.root ?? '');
  if (as !== undefined && !connectionRoles.includes(role)) {
    const near = nearest(role, connectionRoles);
    report({
      code: 'unknown-role',
      message: `\`as\` must be one of ${connectionRoles.map((known) => `"${known}"`).join(', ')}${near === undefined ? '.' : `. Did you mean "${near}"?`}`,
      span: as.value.span,
      ...(near !== undefined && { fix: renameFix(role, `"${near}"`, as.value.span) }),
    });
  }
  const rename: Record<string, string> = {};
  const renames = attributes.get('rename')?.value;
  if (renames?.kind === 'object') {
    for (const item of renames.items) {
      const from = literalText(item.key);
      const to = literalText(item.value);
      if (from !== undefined && to !== undefined) rename[from] = to;
      else {
        report({
          code: 'literal-expected',
          message: '`rename` takes names written out: `rename = { DATABASE_URL = "PRIMARY_URL" }`.',
          span: item.span,
        });
      }
    }
  } else if (renames !== undefined) {
    report({
      code: 'literal-expected',
      message: '`rename` takes an object of names: `rename = { DATABASE_URL = "PRIMARY_URL" }`.',
      span: renames.span,
    });
  }
  const path = attributes.get('path')?.value;
  return {
    to: attributes.get('to')?.value,
    as: connectionRoles.includes(role) ? role : 'dependency',
    rename,
    ...(path !== undefined && { path }),
    span: block.span,
  };
}
