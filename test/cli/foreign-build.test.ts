/** A `.clockwork` folder that arrives with a project: it deletes nothing, runs nothing of its own, and edits in it are refused. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { clockwork } from './run-cli.ts';

const main = 'resource "custom" "a" {\n  script = "touch made"\n}\n';
const exists = (cwd: string, name: string) => fs.existsSync(path.join(cwd, name));
const manifest = '.clockwork/build/manifest.json';

test('its manifest deletes nothing outside, and hands no variables to scripts', async () => {
  const outer = writeFiles(tempFolder(), { victim: 'precious\n', 'project/main.cw': main });
  const cwd = path.join(outer, 'project');
  const digest = `sha256:${createHash('sha256').update('precious\n').digest('hex')}`;
  const entry = { digest, mode: '0644', lang: 'text', made_by: 'embedded', purposes: ['custom.gone#run_command'] };
  const vars = { SHELLOPTS: 'xtrace', PS4: '$(touch pwned)', BASH_ENV: '/dev/stdin' };
  for (const artifacts of [{ '../../../victim': entry }, {}]) {
    writeFiles(cwd, { [manifest]: JSON.stringify({ version: '1', artifacts, steps: {}, vars }) });
    expect((await clockwork(['build'], { cwd })).exitCode).toBe(0);
    expect(JSON.parse(fs.readFileSync(path.join(cwd, manifest), 'utf8')).vars).toEqual({});
  }
  expect((await clockwork(['apply', '--auto-approve'], { cwd })).exitCode).toBe(0);
  expect([exists(cwd, 'made'), exists(cwd, 'pwned'), exists(outer, 'victim')]).toEqual([true, false, true]);
});

test('an edit in it is refused with exit 7 by build and apply, until its text is approved', async () => {
  const cwd = writeFiles(tempFolder(), { 'main.cw': main });
  expect((await clockwork(['build'], { cwd })).exitCode).toBe(0);
  writeFiles(cwd, { '.clockwork/build/custom/custom_a.sh': 'touch mine\n' });
  // Another machine has another key.
  fs.rmSync(path.join(cwd, '.home'), { recursive: true });
  const built = await clockwork(['build'], { cwd });
  expect([built.exitCode, built.stderr.includes('[build-edit-foreign]')]).toEqual([7, true]);
  const applied = await clockwork(['apply', '--auto-approve'], { cwd });
  expect([applied.exitCode, exists(cwd, 'made'), exists(cwd, 'mine')]).toEqual([7, false, false]);
  const [, digest = ''] = /CLOCKWORK_APPROVE=(sha256:[0-9a-f]{64})/.exec(applied.stderr) ?? [];
  const approved = await clockwork(['apply', '--auto-approve'], { cwd, env: { CLOCKWORK_APPROVE: digest } });
  expect([approved.exitCode, exists(cwd, 'made'), exists(cwd, 'mine')]).toEqual([0, false, true]);
});
