/**
 * Functions that read files and work on paths, all through the scope's context. What comes from outside
 * the module's folder is sensitive. https://developer.hashicorp.com/terraform/language/functions/file
 */
import { anyType, boolType, setType, stringType } from '../types.ts';
import { boolValue, setValue, stringValue, type Value, withSensitivity } from '../values.ts';
import { at, text } from './arguments.ts';
import { decodeUtf8, encodeBase64 } from './bytes.ts';
import { type CallHost, defineFunction, type EagerFunction, Refusal } from './define.ts';
import { compileGlob, literalPrefix } from './globs.ts';
import { baseName, cleanPath, directoryName, expandHome, isAbsolutePath, joinPaths } from './paths.ts';
import { templateVariables } from './string.ts';

const path = { name: 'path', type: stringType };

export const filesystemFunctions: readonly EagerFunction[] = [
  ofPath('abspath', 'The path as an absolute one, from the current working folder.', (given, host) =>
    isAbsolutePath(given) ? cleanPath(given) : joinPaths(host.cwd, given),
  ),
  ofPath('basename', 'The last element of a path.', baseName),
  ofPath('dirname', 'A path without its last element.', directoryName),
  readerOf('file', 'The content of a file, which must be UTF-8 text.', (bytes, given) => fileText(bytes, given)),
  readerOf('filebase64', 'The content of a file in Base64.', encodeBase64),
  defineFunction({
    name: 'fileexists',
    category: 'filesystem',
    summary: 'Whether a file exists at a path; an error where something else does.',
    parameters: [path],
    returns: boolType,
    call: (args, host) => {
      const resolved = resolvePath(text(args, 0), host);
      const kind = host.fileKind(resolved);
      if (kind === 'directory') throw new Refusal(`${quoted(text(args, 0))} is a folder, not a file`, 0);
      if (kind === 'other') throw new Refusal(`${quoted(text(args, 0))} is not a regular file`, 0);
      return guarded(boolValue(kind === 'file'), resolved, host);
    },
  }),
  defineFunction({
    name: 'fileset',
    category: 'filesystem',
    summary: 'The files below a folder whose path, from that folder on, matches a glob pattern.',
    parameters: [path, { name: 'pattern', type: stringType }],
    returns: setType(stringType),
    call: (args, host) => fileSet(text(args, 0), text(args, 1), host),
  }),
  ofPath('pathexpand', 'The path with a leading `~` replaced by the home folder.', (given, host) =>
    homePath(given, host),
  ),
  defineFunction({
    name: 'templatefile',
    category: 'filesystem',
    summary: 'The result of a file read as a template, in which the given variables may be used.',
    parameters: [path, { name: 'vars', type: anyType, acceptsSensitive: true }],
    returns: anyType,
    call: (args, host) => {
      const given = text(args, 0);
      const variables = templateVariables(at(args, 1), 1);
      const template = fileText(readBytes(given, host), given);
      const result = host.renderTemplate(template, variables, given);
      return guarded(withSensitivity(result, at(args, 1).sensitive), resolvePath(given, host), host);
    },
  }),
];

function ofPath(name: string, summary: string, of: (given: string, host: CallHost) => string): EagerFunction {
  return defineFunction({
    name,
    category: 'filesystem',
    summary,
    parameters: [path],
    returns: stringType,
    call: (args, host) => stringValue(of(text(args, 0), host)),
  });
}

/** A function of a file's bytes. */
export function readerOf(
  name: string,
  summary: string,
  of: (bytes: Uint8Array, given: string) => string,
  category: EagerFunction['category'] = 'filesystem',
): EagerFunction {
  return defineFunction({
    name,
    category,
    summary,
    parameters: [path],
    returns: stringType,
    call: (args, host) => {
      const given = text(args, 0);
      return guarded(stringValue(of(readBytes(given, host), given)), resolvePath(given, host), host);
    },
  });
}

function guarded(value: Value, resolved: string, host: CallHost): Value {
  return withSensitivity(value, !host.isInside(resolved));
}

/** Absolute, or relative to the project's folder. */
function resolvePath(given: string, host: CallHost): string {
  const expanded = homePath(given, host);
  return isAbsolutePath(expanded) ? cleanPath(expanded) : cleanPath(expanded);
}

function homePath(given: string, host: CallHost): string {
  const expanded = expandHome(given, host.homeDir);
  if (expanded === undefined) throw new Refusal('the home folder of another user cannot be found; write it out', 0);
  return expanded;
}

/** Only regular files: a pipe or a device might never end. */
function readBytes(given: string, host: CallHost): Uint8Array {
  const resolved = resolvePath(given, host);
  const kind = host.fileKind(resolved);
  if (kind === null) {
    throw new Refusal(
      `no file exists at ${quoted(given)}; a file that a resource creates has to be read from that resource's attributes`,
      0,
    );
  }
  if (kind === 'directory') throw new Refusal(`${quoted(given)} is a folder, not a file`, 0);
  if (kind === 'other') throw new Refusal(`${quoted(given)} is not a regular file`, 0);
  const outcome = host.readFile(resolved);
  if ('error' in outcome) throw new Refusal(`${quoted(given)} cannot be read: ${outcome.error}`, 0);
  return outcome;
}

function fileText(bytes: Uint8Array, given: string): string {
  const decoded = decodeUtf8(bytes);
  if (decoded === undefined) {
    throw new Refusal(
      `${quoted(given)} is not UTF-8 text; use filebase64 for its content, or filesha256 for its hash`,
      0,
    );
  }
  return decoded;
}

function fileSet(folder: string, pattern: string, host: CallHost): Value {
  const base = resolvePath(folder, host);
  const wanted = joinPaths(base, pattern);
  const matches = compileGlob(wanted, 1);
  const start = literalPrefix(wanted) || (wanted.startsWith('/') ? '/' : '.');
  const found = host
    .listFiles(start)
    .map((below) => joinPaths(start, below))
    .filter((candidate) => matches(candidate) && host.fileKind(candidate) === 'file');
  const names = found.map((file) => stringValue(relativePath(base, file)));
  return withSensitivity(setValue(stringType, names), !host.isInside(start) || !host.isInside(base));
}

/** From one cleaned path to another of the same root. */
function relativePath(from: string, to: string): string {
  const [left, right] = [from, to].map((given) => given.split('/').filter((part) => part !== '' && part !== '.'));
  let shared = 0;
  while (left?.[shared] !== undefined && left[shared] === right?.[shared]) shared++;
  const up = (left?.length ?? 0) - shared;
  return [...Array.from({ length: up }, () => '..'), ...(right?.slice(shared) ?? [])].join('/');
}

function quoted(given: string): string {
  return JSON.stringify(given);
}
