import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ArtifactBundle } from '../../core/contracts/artifact-bundle.ts';
import { layoutOf } from '../../core/contracts/layout.ts';
import { type WriteOptions, writeBuild } from '../../core/forge/write-build.ts';
import { isRefusal } from '../../core/ports.ts';
import { type MemoryFileSystem, memoryFileSystem } from '../fakes/filesystem.ts';

const layout = layoutOf('/project');
const path = '/project/.clockwork/build/scripts/a.sh';

function bundle(content: string): ArtifactBundle {
  return {
    version: '1',
    artifacts: [
      { path: 'scripts/a.sh', mode: '0755', purposes: ['custom.a#run', 'custom.b#run'], lang: 'bash', content },
    ],
    steps: [
      { purpose: 'custom.a#run', run: { cmd: ['bash', 'scripts/a.sh'] } },
      { purpose: 'custom.b#run', run: { cmd: ['bash', 'scripts/a.sh', "it's"] } },
    ],
    vars: {},
  };
}
/** As if this machine had written every manifest that is found. */
const ours = { isOurs: () => true, seal: () => 'sealed' };

function build(files: MemoryFileSystem, content: string, options: Partial<WriteOptions> = {}) {
  const { value, diagnostics } = writeBuild(files, layout, bundle(content), {
    madeBy: 'embedded',
    force: false,
    keepEdit: false,
    isStillUsed: () => true,
    ...ours,
    ...options,
  });
  return {
    ...value,
    codes: diagnostics.map(({ code }) => code),
    messages: diagnostics.map(({ message }) => message).join('\n'),
  };
}
function text(files: MemoryFileSystem, at = path): string {
  const bytes = files.read(at);
  return isRefusal(bytes) ? bytes.reason : new TextDecoder().decode(bytes);
}

test('a first build writes, a second changes nothing, a new compiler text replaces the old', () => {
  const files = memoryFileSystem({});
  expect(build(files, 'one\n').written).toEqual(['scripts/a.sh']);
  const manifest = text(files, layout.manifest);
  expect(build(files, 'one\n').written).toEqual([]);
  expect(text(files, layout.manifest)).toBe(manifest);
  expect(build(files, 'two\n').written).toEqual(['scripts/a.sh']);
  expect(text(files)).toBe('two\n');
});

test('an edit is kept, named with the steps that it serves, and told apart in the manifest', () => {
  const files = memoryFileSystem({});
  build(files, 'one\n');
  files.writeAtomic(path, 'mine\n', 0o755);
  const second = build(files, 'one\n');
  expect(second.kept).toEqual(['scripts/a.sh']);
  expect(second.codes).toEqual(['build-edit-kept']);
  expect(second.messages).toContain('`custom.a#run`, `custom.b#run`');
  expect(second.manifest.artifacts['scripts/a.sh']?.edited).toMatch(/^sha256:/);
  expect(text(files)).toBe('mine\n');
});

test('an edit on top of a text that has changed since stops the build and shows both changes', () => {
  const files = memoryFileSystem({});
  build(files, 'one\n');
  files.writeAtomic(path, 'mine\n', 0o755);
  const stale = build(files, 'two\n');
  expect(stale.codes).toEqual(['build-edit-stale']);
  for (const line of ['-one', '+mine', '+two', '--keep-edit', '--force']) expect(stale.messages).toContain(line);
  expect(text(files)).toBe('mine\n');
  expect(build(files, 'two\n', { keepEdit: true }).codes).toEqual(['build-edit-kept']);
  expect(text(files)).toBe('mine\n');
  expect(build(files, 'two\n').codes).toEqual(['build-edit-kept']);
});

test('--force replaces an edit and says so', () => {
  const files = memoryFileSystem({});
  build(files, 'one\n');
  files.writeAtomic(path, 'mine\n', 0o755);
  expect(build(files, 'one\n', { force: true }).codes).toEqual(['build-edit-replaced']);
  expect(text(files)).toBe('one\n');
  expect(build(files, 'one\n').codes).toEqual([]);
});

test('an edit that undoes itself is no edit', () => {
  const files = memoryFileSystem({});
  build(files, 'one\n');
  files.writeAtomic(path, 'mine\n', 0o755);
  build(files, 'one\n');
  files.writeAtomic(path, 'one\n', 0o755);
  expect(build(files, 'one\n').manifest.artifacts['scripts/a.sh']).not.toHaveProperty('edited');
});

test('what no step needs any more is removed; what a person edited stays', () => {
  const files = memoryFileSystem({});
  const other = { ...bundle('x\n'), artifacts: [], steps: [] };
  const options: WriteOptions = {
    madeBy: 'embedded',
    force: false,
    keepEdit: false,
    isStillUsed: () => false,
    ...ours,
  };
  build(files, 'one\n');
  expect(writeBuild(files, layout, other, options).value.removed).toEqual(['scripts/a.sh']);
  build(files, 'one\n');
  files.writeAtomic(path, 'mine\n', 0o755);
  expect(writeBuild(files, layout, other, options).value.removed).toEqual([]);
  expect(text(files)).toBe('mine\n');
});

test('`run` lists and quotes the commands of the build', () => {
  const files = memoryFileSystem({});
  build(files, 'one\n');
  const script = text(files, '/project/.clockwork/build/run');
  expect(script).toContain(`exec bash "$build"/scripts/a.sh 'it'\\''s'`);
  expect(script).toContain('custom.a#run');
});

describe('a manifest that came from elsewhere', () => {
  const digest = `sha256:${createHash('sha256').update('precious\n').digest('hex')}`;
  const entry = { digest, mode: '0644', lang: 'text', made_by: 'embedded', purposes: ['file.gone#write_file'] };
  const arrived = (path: string, more: object = {}) =>
    JSON.stringify({ version: '1', artifacts: { [path]: entry }, steps: {}, vars: {}, ...more });
  const emptied = { isStillUsed: () => false };

  test.each(['../../../victim', '/victim', 'a/../../../../victim'])('does not reach %s', (at) => {
    const files = memoryFileSystem({ '/victim': 'precious\n' });
    files.put(layout.manifest, arrived(at));
    expect(build(files, 'one\n', emptied).removed).toEqual([]);
    expect(text(files, '/victim')).toBe('precious\n');
  });

  test('does not reach out of the build by a link', () => {
    const files = memoryFileSystem({ '/elsewhere/victim': 'precious\n' });
    files.put(layout.manifest, arrived('out/victim'));
    files.link('/project/.clockwork/build/out', '/elsewhere');
    expect(build(files, 'one\n', emptied).removed).toEqual([]);
    expect(text(files, '/elsewhere/victim')).toBe('precious\n');
  });

  test('removes what it names inside of the build', () => {
    const files = memoryFileSystem({});
    files.put(layout.manifest, arrived('files/old'));
    files.put('/project/.clockwork/build/files/old', 'precious\n');
    expect(build(files, 'one\n', emptied).removed).toEqual(['files/old']);
  });

  test('hands no commands and variables on; neither does an earlier one of ours hand on variables', () => {
    const evil = { steps: { 'custom.c#run': { cmd: ['bash', '-c', 'evil'] } }, vars: { SHELLOPTS: 'xtrace' } };
    const files = memoryFileSystem({});
    files.put(layout.manifest, arrived('files/old', evil));
    const foreign = build(files, 'one\n', { isOurs: () => false }).manifest;
    expect([Object.keys(foreign.steps), Object.keys(foreign.artifacts), foreign.vars]).toEqual([
      ['custom.a#run', 'custom.b#run'],
      ['scripts/a.sh'],
      {},
    ]);
    files.put(layout.manifest, arrived('files/old', evil));
    const own = build(files, 'one\n').manifest;
    expect([Object.keys(own.steps), own.vars]).toEqual([['custom.a#run', 'custom.b#run', 'custom.c#run'], {}]);
  });
});

test('nothing is written through a link in place of `.clockwork`', () => {
  const files = memoryFileSystem({ '/elsewhere/x': '' });
  files.link('/project/.clockwork', '/elsewhere');
  expect(build(files, 'one\n').codes).toContain('bundle-path-link');
  expect(files.texts()).toEqual({ '/elsewhere/x': '' });
});
