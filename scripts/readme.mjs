// README and CHANGELOG as the extension carries them, where none of this repository's files are: a Markdown image of a local file is
// left out, with the blank line before it, and a link to one becomes its words. Code, and what has an address, stays.
export function withoutLocalTargets(markdown) {
  let isCode = false;
  const kept = [];
  for (const line of markdown.split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    const left = isCode
      ? line
      : line
          .replace(/!\[[^\]]*\]\((?!https:\/\/)[^)]*\)/g, '')
          .replace(/(?<!!)\[([^\]]*)\]\((?!https:\/\/|mailto:|#)[^)]*\)/g, '$1');
    if (left !== line && left.trim() === '') {
      if (kept.at(-1) === '') kept.pop();
      continue;
    }
    kept.push(left);
  }
  return kept.join('\n');
}
