/** What the embedded completer would fill in, where it would be written. */
import { beforeAll, expect, test } from 'vitest';
import { inlineCompletionAt } from '../../core/ide/completion/inline-completion.ts';
import { ideFixture } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

/** The whole text with what is offered in it, between `⟦` and `⟧`; undefined where nothing is. */
function checkInline(source: string, expected: string | undefined): void {
  const { view, cursor, texts } = ideFixture(source);
  const found = inlineCompletionAt(view, cursor.path, cursor.offset);
  const text = texts[cursor.path] ?? '';
  const shown =
    found === undefined ? undefined : `${text.slice(0, found.span.start)}⟦${found.text}⟧${text.slice(found.span.end)}`;
  expect(shown).toBe(expected);
}

test('everything that is missing, at an empty line of the resource', () => {
  checkInline(
    'resource "docker_container" "cache" {\n  description = "A redis"\n  $0\n}\n',
    `resource "docker_container" "cache" {
  description = "A redis"
  ⟦image = "redis:7-alpine"
  ports = [
    {
      external = 6379
      internal = 6379
    },
  ]
  volumes = ["cache-data:/data"]
  health_check = {
    test     = ["CMD", "redis-cli", "ping"]
    interval = "10s"
    timeout  = "5s"
    retries  = 5
  }⟧
}
`,
  );
});

test('at the beginning of a line it brings its indentation', () => {
  checkInline(
    'resource "docker_container" "memcached" {\n$0\n}\n',
    `resource "docker_container" "memcached" {
⟦  image = "memcached:1.6-alpine"
  ports = [
    {
      external = 11211
      internal = 11211
    },
  ]⟧
}
`,
  );
});

test('what was given is left out', () => {
  checkInline(
    'resource "docker_container" "traefik" {\n  ports = [8080]\n  $0\n}\n',
    'resource "docker_container" "traefik" {\n  ports = [8080]\n  ⟦image = "traefik:v3.1"⟧\n}\n',
  );
});

test('one attribute whose name is begun', () => {
  checkInline(
    'resource "docker_container" "redis" {\n  im$0\n}\n',
    'resource "docker_container" "redis" {\n  ⟦image = "redis:7-alpine"⟧\n}\n',
  );
});

test('the value behind the equals sign', () => {
  checkInline(
    'resource "docker_container" "redis" {\n  image = $0\n}\n',
    'resource "docker_container" "redis" {\n  image = ⟦"redis:7-alpine"⟧\n}\n',
  );
});

test('a value that is begun, in quotes that the editor closed', () => {
  checkInline(
    'resource "docker_container" "redis" {\n  image = "re$0"\n}\n',
    'resource "docker_container" "redis" {\n  image = ⟦"redis:7-alpine"⟧\n}\n',
  );
});

test('a value that is begun, in quotes that nobody closed, and a brace is missing', () => {
  checkInline(
    'resource "docker_container" "redis" {\n  image = "re$0\n',
    'resource "docker_container" "redis" {\n  image = ⟦"redis:7-alpine"⟧\n',
  );
});

test('a short form', () => {
  checkInline(
    'deploy "redis" {\n  port = 6379\n  image = $0\n}\n',
    'deploy "redis" {\n  port = 6379\n  image = ⟦"redis:7-alpine"⟧\n}\n',
  );
});

test('in a module', () => {
  checkInline(
    '=== main.cw\nmodule "m" { source = "./m" }\n=== m/main.cw\nresource "docker_container" "redis" {\n  image = $0\n}\n',
    'resource "docker_container" "redis" {\n  image = ⟦"redis:7-alpine"⟧\n}\n',
  );
});

test.each([
  ['a value that differs from what would be filled in', 'resource "docker_container" "redis" {\n  image = "my$0"\n}\n'],
  ['a service that nobody knows', 'resource "docker_container" "thing" {\n  $0\n}\n'],
  ['a secret that is missing as well', 'resource "docker_container" "postgres" {\n  $0\n}\n'],
  ['nothing that is missing', 'resource "docker_container" "redis" {\n  image = "redis:7"\n  $0\n}\n'],
  ['complete = false', 'resource "docker_container" "redis" {\n  complete = false\n  $0\n}\n'],
  [
    'what was completed already',
    '=== main.cw\nresource "docker_container" "redis" {\n  $0\n}\n=== completed.cw\ncompletion "docker_container.redis" { image = "redis:7" }\n',
  ],
  ['an attribute that nobody fills in', 'resource "docker_container" "redis" {\n  hostname = $0\n}\n'],
  ['a nested block', 'resource "docker_container" "redis" {\n  lifecycle {\n    $0\n  }\n}\n'],
  ['a variable', 'variable "redis" {\n  $0\n}\n'],
  ['a comment', 'resource "docker_container" "redis" {\n  # $0\n}\n'],
  ['the middle of a line', 'resource "docker_container" "redis" {\n  $0 image = 1\n}\n'],
  ['the top of a file', '$0\n'],
  ['a .cwvars file', '=== clockwork.cwvars\nimage = $0\n'],
])('nothing for %s', (_, source) => {
  checkInline(source, undefined);
});
