/** Which paths an artifact may have: inside `.clockwork/build` in every spelling, on every system. */
import type { Code } from '../diagnostics/codes.ts';

const reservedOnWindows = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;
/** Ours: a bundle never writes these, nor below a folder of that name. */
const ours = new Set(['manifest.json', 'run']);
const bidirectional = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** The rule that a path breaks, or undefined where it is fine. */
export function checkArtifactPath(path: string): { readonly code: Code; readonly message: string } | undefined {
  if (path.includes('\0') || /\p{Cc}/u.test(path) || bidirectional.test(path) || /[\u2028\u2029]/u.test(path)) {
    return { code: 'bundle-path-characters', message: 'the path holds control or direction-changing characters.' };
  }
  if (path.includes('\\')) {
    return { code: 'bundle-path-escape', message: 'the path holds a back-slash; folders are parted by `/`.' };
  }
  if (path.startsWith('/') || path.startsWith('~') || /^[A-Za-z]:/.test(path)) {
    return { code: 'bundle-path-escape', message: 'the path is absolute; it must be relative to `.clockwork/build`.' };
  }
  const parts = path.split('/');
  if (parts.includes('..')) {
    return { code: 'bundle-path-escape', message: 'the path leaves `.clockwork/build` by `..`.' };
  }
  if (parts.some((part) => part === '' || part === '.')) {
    return { code: 'bundle-path-escape', message: 'the path has an empty or `.` part; write it plainly.' };
  }
  if (path.length > 1000 || parts.some((part) => Buffer.byteLength(part) > 255)) {
    return { code: 'bundle-path-characters', message: 'the path is too long (255 bytes a part, 1,000 in all).' };
  }
  const odd = parts.find((part) => reservedOnWindows.test(part) || /[. ]$/.test(part) || /[<>:"|?*]/.test(part));
  if (odd !== undefined) {
    return { code: 'bundle-path-reserved', message: `\`${odd}\` is a name that some systems keep for themselves.` };
  }
  if (ours.has(foldPath(parts[0] ?? '')) || parts.some((part) => foldPath(part) === '.git')) {
    return { code: 'bundle-path-reserved', message: 'that name is Clockwork’s own.' };
  }
  return undefined;
}

/** Paths that are one file on a system where case and Unicode form do not count. */
export function foldPath(path: string): string {
  return path.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}
