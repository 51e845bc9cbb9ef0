/** Names of images, as people write them and as engines report them. */

/** A full name for comparison: registry, path and tag are always there. Ids stay as they are. */
export function fullImageName(image: string): string {
  if (isImageId(image)) return image;
  const [path = '', digest] = image.split('@');
  const slash = path.lastIndexOf('/');
  const colon = path.indexOf(':', slash + 1);
  const name = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? 'latest' : path.slice(colon + 1);
  const plain = name.replace(/^(docker\.io|index\.docker\.io|localhost)\//, '').replace(/^library\//, '');
  return digest === undefined ? `${plain}:${tag}` : `${plain}@${digest}`;
}

/** `sha256:…`, or the bare hexadecimal digits of an id. */
export function isImageId(image: string): boolean {
  return /^sha256:[0-9a-f]{12,64}$/.test(image) || /^[0-9a-f]{64}$/.test(image);
}

export function sameImageId(a: string, b: string): boolean {
  const left = a.replace(/^sha256:/, '');
  const right = b.replace(/^sha256:/, '');
  return left !== '' && right !== '' && (left.startsWith(right) || right.startsWith(left));
}

/** `postgres` of `docker.io/library/postgres:16-alpine`. */
export function imageFamily(image: string): string {
  const name = image.split('@')[0]?.split('/').at(-1) ?? '';
  return name.split(':')[0] ?? '';
}
