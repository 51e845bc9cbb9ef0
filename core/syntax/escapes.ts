/** The escapes of quoted strings. */
import { type Reader, report } from './reader.ts';

/** Reads the escape at `at` of a quoted string; reports one that does not exist. */
export function readEscape(reader: Reader, at: number, to: number): { readonly value: string; readonly end: number } {
  const { text } = reader;
  const selector = text[at + 1] ?? '';
  switch (selector) {
    case 'n':
      return { value: '\n', end: at + 2 };
    case 'r':
      return { value: '\r', end: at + 2 };
    case 't':
      return { value: '\t', end: at + 2 };
    case '"':
      return { value: '"', end: at + 2 };
    case '\\':
      return { value: '\\', end: at + 2 };
    case 'u':
    case 'U': {
      const length = selector === 'u' ? 4 : 8;
      const digits = /^[0-9A-Fa-f]*/.exec(text.slice(at + 2, Math.min(to, at + 2 + length)))?.[0] ?? '';
      const end = at + 2 + digits.length;
      if (digits.length < length) {
        report(
          reader,
          'invalid-escape',
          at,
          end,
          `\`\\${selector}\` must be followed by ${length} hexadecimal digits.`,
        );
        return { value: '', end };
      }
      const point = Number.parseInt(digits, 16);
      if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
        report(reader, 'invalid-escape', at, end, `\`\\${selector}${digits}\` is no Unicode character.`);
        return { value: '', end };
      }
      return { value: String.fromCodePoint(point), end };
    }
    default: {
      const width = (text.codePointAt(at + 1) ?? 0) > 0xffff ? 2 : 1;
      const shown = text.slice(at + 1, Math.min(to, at + 1 + width));
      const message = `\`\\${shown}\` is no escape sequence. Write \`\\\\\` for a backslash; the others are \`\\n\`, \`\\r\`, \`\\t\`, \`\\"\`, \`\\uNNNN\` and \`\\UNNNNNNNN\`.`;
      report(reader, 'invalid-escape', at, at + 1 + shown.length, message);
      return { value: shown, end: at + 1 + Math.max(1, shown.length) };
    }
  }
}
