/** The pieces of a template's text, as they follow each other, → parts: which directive ends which. */
import type { Expression, Name, TemplatePart } from './ast.ts';
import { normalize } from './chars.ts';
import { type Reader, report, spanOf } from './reader.ts';

export type Piece =
  | { readonly kind: 'text'; value: string; readonly start: number; readonly end: number }
  | { readonly kind: 'interpolation'; readonly value: Expression; readonly start: number; readonly end: number }
  | { readonly kind: 'if'; readonly condition: Expression; readonly start: number; readonly end: number }
  | {
      readonly kind: 'for';
      readonly keyName: Name | undefined;
      readonly valueName: Name;
      readonly collection: Expression;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'else' | 'endif' | 'endfor' | 'bad'; readonly start: number; readonly end: number };

/** Reports directives that end nothing, and those that are never ended. */
export function assembleParts(reader: Reader, pieces: readonly Piece[]): TemplatePart[] {
  return collect({ reader, pieces, at: 0 }, undefined);
}

interface PieceReader {
  readonly reader: Reader;
  readonly pieces: readonly Piece[];
  at: number;
}

/** The parts up to the directive that ends `opener` (not consumed), or to the last piece. */
function collect(tree: PieceReader, opener: 'if' | 'else' | 'for' | undefined): TemplatePart[] {
  const parts: TemplatePart[] = [];
  for (let piece = tree.pieces[tree.at]; piece !== undefined; piece = tree.pieces[tree.at]) {
    const span = spanOf(tree.reader, piece.start, piece.end);
    switch (piece.kind) {
      case 'text': {
        const last = parts.at(-1);
        const value = normalize(piece.value);
        if (last?.kind === 'text') {
          parts[parts.length - 1] = {
            kind: 'text',
            value: last.value + value,
            span: { start: last.span.start, end: span.end },
          };
        } else parts.push({ kind: 'text', value, span });
        break;
      }
      case 'interpolation':
        parts.push({ kind: 'interpolation', value: piece.value, span });
        break;
      case 'if':
        parts.push(branch(tree, piece.condition, piece.start));
        continue;
      case 'for': {
        tree.at++;
        const body = collect(tree, 'for');
        const end = expectEnd(tree, 'endfor', piece.start, piece.end);
        parts.push({
          kind: 'for',
          ...(piece.keyName === undefined ? {} : { keyName: piece.keyName }),
          valueName: piece.valueName,
          collection: piece.collection,
          body,
          span: spanOf(tree.reader, piece.start, end),
        });
        continue;
      }
      case 'else':
      case 'endif':
      case 'endfor': {
        const ends =
          piece.kind === 'endfor'
            ? opener === 'for'
            : piece.kind === 'else'
              ? opener === 'if'
              : opener === 'if' || opener === 'else';
        if (ends) return parts;
        const needed = piece.kind === 'endfor' ? 'for' : 'if';
        if (opener !== undefined && (piece.kind === 'endfor') !== (opener === 'for')) return parts;
        report(
          tree.reader,
          'invalid-template',
          piece.start,
          piece.end,
          `Unexpected \`${piece.kind}\`: no \`%{ ${needed} }\` is open here.`,
        );
        break;
      }
      case 'bad':
        break;
    }
    tree.at++;
  }
  return parts;
}

function branch(tree: PieceReader, condition: Expression, start: number): TemplatePart {
  const opener = tree.pieces[tree.at];
  tree.at++;
  const then = collect(tree, 'if');
  let otherwise: TemplatePart[] | undefined;
  if (tree.pieces[tree.at]?.kind === 'else') {
    tree.at++;
    otherwise = collect(tree, 'else');
  }
  const end = expectEnd(tree, 'endif', start, opener?.end ?? start);
  return {
    kind: 'if',
    condition,
    then,
    ...(otherwise === undefined ? {} : { otherwise }),
    span: spanOf(tree.reader, start, end),
  };
}

function expectEnd(tree: PieceReader, kind: 'endif' | 'endfor', start: number, openerEnd: number): number {
  const piece = tree.pieces[tree.at];
  if (piece?.kind === kind) {
    tree.at++;
    return piece.end;
  }
  const opener = kind === 'endif' ? 'if' : 'for';
  report(
    tree.reader,
    'invalid-template',
    start,
    openerEnd,
    `This \`%{ ${opener} }\` is never ended. Add \`%{ ${kind} }\`.`,
  );
  return piece?.start ?? tree.pieces.at(-1)?.end ?? openerEnd;
}
