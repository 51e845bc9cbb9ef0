/** Texts as somebody might leave them between two keystrokes: cut, moved, and with what opens and closes things put in. */

const pieces: readonly string[] = [
  '"',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '\n',
  '\r\n',
  '=',
  ',',
  '.',
  '$',
  '${',
  '%{',
  '~}',
  '<<',
  '<<EOT\n',
  '<<-EOT\n  x\n  EOT\n',
  'EOT',
  '\nEOT\n',
  '#',
  '//',
  '/',
  '/*',
  '*/',
  '  ',
  ' b = 2',
  'a = 1',
  'a "b" {',
  'resource "x" "y" {\n}\n',
  '\u{feff}',
  '\0',
];

/** `text` with one random edit; `random` gives a whole number below its argument. */
export function edited(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  const piece = () => pieces[random(pieces.length)] ?? '';
  switch (random(6)) {
    case 0:
      return text.slice(0, at) + text.slice(at + random(300));
    case 1: {
      const from = random(text.length + 1);
      return text.slice(0, at) + text.slice(from, from + random(400)) + text.slice(at);
    }
    case 2: {
      const other = random(text.length + 1);
      const [first, second] = at < other ? [at, other] : [other, at];
      return text.slice(0, first) + piece() + text.slice(first, second) + piece() + text.slice(second);
    }
    default:
      return text.slice(0, at) + piece() + text.slice(at + random(3));
  }
}
