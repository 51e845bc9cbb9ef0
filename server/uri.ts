/** Between the client's URIs and the core's paths: absolute, `/` between folders. */
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Undefined for what is no file of this machine. */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const path = fileURLToPath(uri).replaceAll('\\', '/');
    return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  } catch {
    return undefined;
  }
}

export function uriOfPath(path: string): string {
  return pathToFileURL(path).href;
}

/**
 * Where a document lies for the core. One that was never saved gets a folder of its own that does not exist; one in
 * our language under another name counts as if it had ours. Undefined for what we cannot see (another machine, the
 * past of a file) and for other languages.
 */
export function pathOfDocument(uri: string, languageId: string): string | undefined {
  const ending = languageId === 'clockwork-vars' ? '.cwvars' : languageId === 'clockwork' ? '.cw' : undefined;
  const own = uri.startsWith('untitled:') ? pathOfUntitled(uri) : pathOfUri(uri);
  if (own === undefined || /\.cw(vars)?$/.test(own)) return own;
  return ending === undefined ? undefined : `${own}${ending}`;
}

function pathOfUntitled(uri: string): string {
  let name = uri.slice('untitled:'.length);
  try {
    name = decodeURIComponent(name);
  } catch {
    // Kept as it is written.
  }
  const plain = name.replaceAll('\\', '/');
  // An editor that was asked to open a file that is not there names it with its whole path.
  if (plain.startsWith('/') && !plain.endsWith('/')) return plain;
  const last = plain.slice(plain.lastIndexOf('/') + 1) || 'untitled';
  return `/untitled:${encodeURIComponent(plain)}/${last}`;
}
