import { describe, expect, test } from 'vitest';
import { type BundleOrigin, validateBundle } from '../../core/forge/validate-bundle.ts';

const plan = { steps: [{ id: 'custom.a#run', name: 'run' }] };
const script = {
  path: 'scripts/a.sh',
  mode: '0755',
  purpose: 'run',
  lang: 'bash',
  content: '#!/usr/bin/env bash\necho a\n',
};
const step = { purpose: 'run', run: { cmd: ['bash', 'scripts/a.sh'] } };
const good = { version: '1', artifacts: [script], steps: [step], vars: {} };

/** Codes of the errors and warnings that a bundle gets. */
function codesOf(
  bundle: unknown,
  origin: BundleOrigin = 'agent',
  list: Parameters<typeof validateBundle>[1] = plan,
): readonly string[] {
  return [...new Set(validateBundle(bundle, list, origin).diagnostics.map((diagnostic) => diagnostic.code))];
}
const withPath = (path: string) => ({
  ...good,
  artifacts: [{ ...script, path }],
  steps: [{ ...step, run: { cmd: ['bash', path] } }],
});
const withCommand = (...cmd: string[]) => ({ ...good, steps: [{ ...step, run: { cmd } }] });
const body = (json: unknown) => ({
  ...good,
  artifacts: [{ path: 'bodies/a.json', mode: '0644', purpose: 'run', lang: 'json', content: JSON.stringify(json) }],
  steps: [{ ...step, run: { cmd: ['clockwork', 'engine', 'apply', 'bodies/a.json'] } }],
});
const container = (host: object) =>
  body({
    version: '1',
    operation: 'container',
    engine: 'auto',
    name: 'a',
    state: 'running',
    pull: 'missing',
    body: { Image: 'a', HostConfig: host },
    networks: [],
    wait_healthy_seconds: 0,
  });

test('a plain bundle passes, and purposes become ids', () => {
  const { value, diagnostics } = validateBundle(good, plan, 'agent');
  expect(diagnostics).toEqual([]);
  expect(value.steps[0]?.purpose).toBe('custom.a#run');
  expect(value.artifacts[0]?.purposes).toEqual(['custom.a#run']);
});

describe('paths that leave the build, in every spelling', () => {
  test.each([
    ['/etc/passwd', 'bundle-path-escape'],
    ['../a.sh', 'bundle-path-escape'],
    ['scripts/../../a.sh', 'bundle-path-escape'],
    ['scripts\\..\\a.sh', 'bundle-path-escape'],
    ['C:/a.sh', 'bundle-path-escape'],
    ['~/a.sh', 'bundle-path-escape'],
    ['scripts//a.sh', 'bundle-path-escape'],
    ['./scripts/./a.sh', 'bundle-path-escape'],
    ['scripts/a\u0000.sh', 'bundle-path-characters'],
    ['scripts/a\n.sh', 'bundle-path-characters'],
    ['scripts/\u202ea.sh', 'bundle-path-characters'],
    [`scripts/${'a'.repeat(300)}`, 'bundle-path-characters'],
    ['scripts/con.sh', 'bundle-path-reserved'],
    ['scripts/LPT1', 'bundle-path-reserved'],
    ['scripts/a. ', 'bundle-path-reserved'],
    ['manifest.json', 'bundle-path-reserved'],
    ['MANIFEST.json', 'bundle-path-reserved'],
    ['run', 'bundle-path-reserved'],
    ['run/a.sh', 'bundle-path-reserved'],
    ['Run/a.sh', 'bundle-path-reserved'],
    ['manifest.json/a', 'bundle-path-reserved'],
    ['.git/hooks/pre-commit', 'bundle-path-reserved'],
    ['a/.git/hooks/pre-commit', 'bundle-path-reserved'],
    ['a/b/.GIT', 'bundle-path-reserved'],
  ])('%j is %s', (path, code) => expect(codesOf(withPath(path))).toContain(code));

  test.each(['scripts/..a.sh', 'scripts/console.sh', 'a/run', 'a/manifest.json', 'ä/ß.sh', '.gitignore'])(
    '%j is fine',
    (path) => expect(codesOf(withPath(path))).toEqual([]),
  );
});

describe('paths against each other', () => {
  const two = (a: string, b: string) => ({
    ...good,
    artifacts: [script, { ...script, path: a }, { ...script, path: b }],
  });
  test.each([
    ['x/a.sh', 'x/a.sh', 'bundle-path-twice'],
    ['x/a.sh', 'x/A.sh', 'bundle-path-collision'],
    ['x/caf\u00e9.sh', 'x/cafe\u0301.sh', 'bundle-path-collision'],
    ['x/straße', 'x/STRASSE', 'bundle-path-collision'],
    ['x', 'x/a.sh', 'bundle-path-collision'],
  ])('%j and %j', (a, b, code) => expect(codesOf(two(a, b))).toContain(code));
  test('different names are fine', () => expect(codesOf(two('x/a.sh', 'x/b.sh'))).toEqual([]));
});

describe('commands', () => {
  test.each([
    [['perl', 'scripts/a.sh'], 'bundle-runtime'],
    [['/bin/bash', 'scripts/a.sh'], 'bundle-runtime'],
    [['env', 'bash', 'scripts/a.sh'], 'bundle-runtime'],
    [['sudo', 'bash', 'scripts/a.sh'], 'bundle-runtime'],
    [['./scripts/a.sh'], 'bundle-runtime'],
    [['clockwork', 'apply'], 'bundle-runtime'],
    [['clockwork', 'engine', 'apply', 'other.json'], 'bundle-command'],
    [['bash', '-c', 'rm -rf /'], 'bundle-command'],
    [['bash', '-x', 'scripts/a.sh'], 'bundle-command'],
    [['python3', '-m', 'http.server'], 'bundle-command'],
    [['node', '--eval', '1'], 'bundle-command'],
    [['node', '-e', '1'], 'bundle-command'],
    [['node', '--require', './x.js', 'scripts/a.sh'], 'bundle-command'],
    [['bash', 'scripts/other.sh'], 'bundle-command'],
    [['bash'], 'bundle-command'],
    [['bash', 'scripts/a.sh', 'a\u0000b'], 'bundle-command'],
    [['deno', 'eval', '1'], 'bundle-command'],
    [['go', 'install', 'x'], 'bundle-command'],
  ])('%j is %s', (cmd, code) => expect(codesOf(withCommand(...cmd))).toContain(code));

  test.each([[['bash', 'scripts/a.sh', '-c', '--eval', '/etc']], [['sh', './scripts/a.sh']]])('%j is fine', (cmd) =>
    expect(codesOf(withCommand(...cmd))).toEqual([]),
  );

  test('permissions of Deno are dropped with a warning', () => {
    const typed = { ...script, lang: 'deno', content: 'console.log(1);\n' };
    const cmd = ['deno', 'run', '--allow-all', '-A', 'scripts/a.sh', '--allow-net'];
    const { value, diagnostics } = validateBundle({ ...withCommand(...cmd), artifacts: [typed] }, plan, 'agent');
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['bundle-deno-permissions', 'warning']]);
    expect(value.steps[0]?.run.cmd).toEqual(['deno', 'run', 'scripts/a.sh', '--allow-net']);
  });

  test('a Go file that is run by itself goes through `go run`', () => {
    const go = {
      ...good,
      artifacts: [{ ...script, path: 'scripts/x.go', lang: 'go', content: 'package main\n' }],
      steps: [{ ...step, run: { cmd: ['./scripts/x.go', 'a'] } }],
    };
    expect(validateBundle(go, plan, 'agent').value.steps[0]?.run.cmd).toEqual(['go', 'run', 'scripts/x.go', 'a']);
  });

  test('no other Go file is compiled along', () => {
    const go = (...words: string[]) => ({
      ...good,
      artifacts: [{ ...script, path: 'x.go', lang: 'go', content: 'package main\n' }],
      steps: [{ ...step, run: { cmd: ['go', 'run', 'x.go', ...words] } }],
    });
    expect(codesOf(go('evil.go'))).toEqual(['bundle-command']);
    expect(codesOf(go('--source', 'fine.go'))).toEqual([]);
  });

  test('a runtime runs its own language only', () => {
    const given = (program: string, lang: string) => {
      const cmd = ['deno', 'go'].includes(program) ? [program, 'run', 'scripts/a.sh'] : [program, 'scripts/a.sh'];
      return codesOf({ ...withCommand(...cmd), artifacts: [{ ...script, lang, content: '' }] });
    };
    const langs = ['bash', 'sh', 'python', 'python3', 'node', 'javascript', 'typescript', 'deno', 'go', 'json', 'text'];
    const accepted = ['bash', 'sh', 'python3', 'node', 'deno', 'go'].map((program) => [
      program,
      langs.filter((lang) => given(program, lang).length === 0),
    ]);
    expect(Object.fromEntries(accepted)).toEqual({
      bash: ['bash', 'sh'],
      sh: ['bash', 'sh'],
      python3: ['python', 'python3'],
      node: ['node', 'javascript'],
      deno: ['typescript', 'deno'],
      go: ['go'],
    });
  });

  test('probe and verify go through the same gate', () => {
    expect(codesOf({ ...good, steps: [{ ...step, probe: { cmd: ['bash', '-c', 'true'] } }] })).toContain(
      'bundle-command',
    );
    expect(codesOf({ ...good, steps: [{ ...step, verify: { cmd: ['curl', 'x'] } }] })).toContain('bundle-runtime');
  });
});

describe('artifacts', () => {
  const withArtifact = (change: object) => ({ ...good, artifacts: [{ ...script, ...change }] });
  test.each([
    [{ mode: '0777' }, 'bundle-mode'],
    [{ mode: '4755' }, 'bundle-mode'],
    [{ mode: '2755' }, 'bundle-mode'],
    [{ mode: '1755' }, 'bundle-mode'],
    [{ mode: 'rwx' }, 'bundle-shape'],
    [{ lang: 'perl' }, 'bundle-language'],
    [{ content: '#!/usr/bin/python3\n' }, 'bundle-shebang'],
    [{ content: '#!/usr/bin/env -S node\n' }, 'bundle-shebang'],
    [{ content: '#!/usr/bin/env -S bash -c evil\n' }, 'bundle-shebang'],
    [{ content: '#!/usr/bin/env -S bash\n' }, 'bundle-shebang'],
    [{ content: '#!/usr/bin/env bash -x\n' }, 'bundle-shebang'],
    [{ content: '#!/usr/bin/env A=b bash\n' }, 'bundle-shebang'],
    [{ content: '#!/bin/bash -e\n' }, 'bundle-shebang'],
    [{ content: '#!/tmp/bash\n' }, 'bundle-shebang'],
    [{ content: '#!bash\n' }, 'bundle-shebang'],
    [{ content: '\ufeff#!/bin/bash\n' }, 'bundle-shebang'],
    [{ lang: 'toString' }, 'bundle-language'],
    [{ extra: 1 }, 'bundle-unknown-key'],
    [{ purpose: 'other' }, 'bundle-purpose'],
    [{ purpose: undefined }, 'bundle-purpose'],
  ])('%j is %s', (change, code) => expect(codesOf(withArtifact(change))).toContain(code));
  test.each([
    { mode: '0755' },
    { mode: '644' },
    { content: 'echo a\n' },
    { content: '#! /bin/bash\n' },
    { content: '#!/usr/bin/env bash' },
    { content: '\ufeffecho a\n' },
    { purpose: undefined, purposes: ['custom.a#run'] },
  ])('%j is fine', (change) => expect(codesOf(withArtifact(change))).toEqual([]));
});

test('the first line of a text of the configuration may have flags, and text may begin with anything', () => {
  const configured = (change: object) =>
    codesOf({ ...good, artifacts: [script, { ...script, path: 'data', ...change }] }, 'embedded');
  expect(configured({ content: '#!/usr/bin/env -S bash -e\n' })).toEqual([]);
  expect(configured({ lang: 'text', content: '#!/usr/bin/perl\n' })).toEqual([]);
  expect(configured({ content: '#!/usr/bin/perl\n' })).toEqual(['bundle-shebang']);
});

describe('variables', () => {
  test.each([
    ...['SHELLOPTS', 'BASHOPTS', 'BASH_ENV', 'BASH_FUNC_a', 'ENV', 'PS4', 'IFS', 'PATH', 'HOME', 'PROMPT_COMMAND'],
    ...['LD_PRELOAD', 'LD_AUDIT', 'DYLD_INSERT_LIBRARIES', 'NODE_OPTIONS', 'NODE_PATH', 'PYTHONSTARTUP', 'GIT_SSH'],
    ...['PERL5OPT', 'RUBYOPT', 'GOFLAGS', 'DENO_DIR', 'CLOCKWORK_OUTPUTS', 'CW_SCRIPT', 'TMPDIR', 'EDITOR', 'LESSOPEN'],
    ...['lower', 'Mixed', '_X', '1A', 'A-B', 'A B', 'A=B', '', 'BASH_FUNC_x%%', 'http_proxy'],
  ])('%j is refused', (name) => expect(codesOf({ ...good, vars: { [name]: 'x' } })).toEqual(['bundle-var']));
  test.each(['SERVICE_PORT', 'A', 'APP_ENV', 'DB_2'])('%j is fine', (name) =>
    expect(codesOf({ ...good, vars: { [name]: 'x' } })).toEqual([]),
  );
});

describe('steps against the plan', () => {
  const twice = {
    steps: [
      { id: 'custom.a#run', name: 'run' },
      { id: 'custom.b#run', name: 'run' },
    ],
  };
  test('a step that the plan does not have', () =>
    expect(codesOf({ ...good, steps: [step, { ...step, purpose: 'extra' }] })).toContain('bundle-purpose'));
  test('a step that is missing', () =>
    expect(codesOf({ ...good, artifacts: [], steps: [] })).toEqual(['bundle-step-missing']));
  test('a step that is carried out twice', () =>
    expect(codesOf({ ...good, steps: [step, { ...step, purpose: 'custom.a#run' }] })).toContain('bundle-step-twice'));
  test('a name that two steps have is no purpose', () =>
    expect(codesOf(good, 'agent', twice)).toContain('bundle-purpose'));
  test('their ids are', () => {
    const both = {
      ...good,
      artifacts: [{ ...script, purpose: undefined, purposes: ['custom.a#run', 'custom.b#run'] }],
      steps: [
        { ...step, purpose: 'custom.a#run' },
        { ...step, purpose: 'custom.b#run' },
      ],
    };
    expect(codesOf(both, 'agent', twice)).toEqual([]);
  });
});

describe('limits for agents', () => {
  const many = (n: number) => ({
    ...good,
    artifacts: [script, ...Array.from({ length: n - 1 }, (_, i) => ({ ...script, path: `scripts/${i}.sh` }))],
  });
  test('1,000 artifacts pass, 1,001 do not', () => {
    expect(codesOf(many(1000))).toEqual([]);
    expect(codesOf(many(1001))).toEqual(['bundle-too-large']);
    expect(codesOf(many(1001), 'embedded')).toEqual([]);
  });
  test('10 MB', () => {
    const sized = (bytes: number) => ({ ...good, artifacts: [{ ...script, content: 'x'.repeat(bytes) }] });
    expect(codesOf(sized(10_000_000))).toEqual([]);
    expect(codesOf(sized(10_000_001))).toEqual(['bundle-too-large']);
  });
});

describe('engine bodies', () => {
  test('a plain container passes', () =>
    expect(codesOf(container({ PortBindings: {}, Binds: ['data:/data', './site:/site:ro'] }))).toEqual([]));
  test.each([
    [{ Privileged: true }],
    [{ VolumesFrom: ['b'] }],
    [{ Devices: [{ PathOnHost: '/dev/sda' }] }],
    [{ CapAdd: ['SYS_ADMIN'] }],
    [{ SecurityOpt: ['seccomp=unconfined'] }],
    [{ PidMode: 'host' }],
    [{ IpcMode: 'host' }],
    [{ NetworkMode: 'host' }],
    [{ NetworkMode: 'container:b' }],
    [{ UsernsMode: 'host' }],
    [{ Binds: ['/:/host'] }],
    [{ Binds: ['/var/run/docker.sock:/s'] }],
    [{ Mounts: [{ Type: 'bind', Source: '/etc', Target: '/e' }] }],
  ])('%j is refused', (host) => expect(codesOf(container(host))).toEqual(['bundle-body-power']));
  test.each([{ Privileged: false }, { CapAdd: [] }, { NetworkMode: 'bridge' }, { PidMode: '' }])('%j is fine', (host) =>
    expect(codesOf(container(host))).toEqual([]),
  );
  test('not JSON, or no known operation', () => {
    expect(codesOf(body({ version: '1', operation: 'format_disk' }))).toEqual(['bundle-body']);
    const broken = body({});
    const [artifact] = broken.artifacts;
    expect(codesOf({ ...broken, artifacts: [{ ...artifact, content: '{' }] })).toEqual(['bundle-body']);
  });
});

test.each([null, 1, [], {}, { version: '2' }, { ...good, more: 1 }])('%j is no bundle', (bundle) => {
  expect(codesOf(bundle).length).toBeGreaterThan(0);
});
