/** Text for places with little room. */

/** At most `limit` UTF-16 units, the last one `…` where something is left out. No astral character is cut in half. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const isHalf = (text.charCodeAt(limit - 2) & 0xfc00) === 0xd800;
  return `${text.slice(0, Math.max(0, isHalf ? limit - 2 : limit - 1)).trimEnd()}…`;
}
