/**
 * Makes text from outside safe and true to look at in a terminal: control characters would move the
 * cursor or change its colours, and bidirectional overrides would show a line in another order than it has.
 */

/** Replaces what a terminal would act on by a visible sign, one sign a character. Tabs are the caller's business. */
export function visible(text: string): string {
  return text.replace(invisible, signOf);
}

/** The same for a text of several lines: line ends stay, a carriage return before one goes. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join('\n');
}

const invisible = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function signOf(character: string): string {
  const unit = character.charCodeAt(0);
  // Unicode has a picture for each of the C0 controls and for delete.
  if (unit < 0x20) return String.fromCharCode(0x2400 + unit);
  if (unit === 0x7f) return '\u2421';
  return '\ufffd';
}
