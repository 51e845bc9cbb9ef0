/** Plan, build, apply, drift, destroy of real files and scripts in a real folder. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFileSystem } from '../../core/adapters/file-system.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { clockwork } from './run-cli.ts';

const main = `variable "word" {
  default = "hello"
}

resource "file" "a" {
  path    = "out/a.txt"
  content = "$\{var.word} a\\n"
}

resource "file" "b" {
  path    = "out/b.txt"
  content = "see $\{file.a.path}"
}

output "where" {
  value = file.a.path
}

output "hidden" {
  value     = sensitive("hunter22")
  sensitive = true
}
`;

const read = (folder: string, name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
const exists = (folder: string, name: string) => fs.existsSync(path.join(folder, name));
const project = (text = main) => writeFiles(tempFolder(), { 'main.cw': text });
const applied = async (text = main) => {
  const cwd = project(text);
  const run = await clockwork(['apply', '--auto-approve'], { cwd });
  if (run.exitCode !== 0) throw new Error(run.stderr);
  return cwd;
};

describe('plan', () => {
  test('says what would be done, and does nothing', async () => {
    const cwd = project();
    const run = await clockwork(['plan'], { cwd });
    expect(run.exitCode).toBe(0);
    await expect(run.stdout).toMatchFileSnapshot('golden/plan.txt');
    expect(exists(cwd, 'out')).toBe(false);
    expect(exists(cwd, '.clockwork/state.json')).toBe(false);
  });

  test('--json is the ActionList alone', async () => {
    const run = await clockwork(['plan', '--json'], { cwd: project() });
    const list = JSON.parse(run.stdout);
    expect(list.version).toBe('1');
    expect(list.steps.map((step: { id: string }) => step.id)).toEqual(['file.a#write_file', 'file.b#write_file']);
    expect(run.stderr).toBe('');
  });

  test('with errors prints nothing on standard output', async () => {
    const run = await clockwork(['plan', '--json'], { cwd: project('resource "file" "a" {\n  path = nope\n}\n') });
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('main.cw:2:10: error[');
    expect(run.exitCode).toBe(3);
  });

  test('--detailed-exitcode tells changes from none', async () => {
    const cwd = project();
    expect((await clockwork(['plan', '--detailed-exitcode'], { cwd })).exitCode).toBe(10);
    await clockwork(['apply', '--auto-approve'], { cwd });
    const run = await clockwork(['plan', '--detailed-exitcode'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toBe('Nothing to do: all 2 resources are as they should be.\n');
  });

  test('--target takes what it needs along; an unknown one is an error with the nearest', async () => {
    const cwd = project();
    const steps = async (target: string) => {
      const run = await clockwork(['plan', '--json', '--target', target], { cwd });
      return JSON.parse(run.stdout).steps.map((step: { resource: string }) => step.resource);
    };
    expect(await steps('file.a')).toEqual(['file.a']);
    expect(await steps('file.b')).toEqual(['file.a', 'file.b']);
    const wrong = await clockwork(['plan', '--target', 'flie.a'], { cwd });
    expect(wrong.exitCode).toBe(3);
    expect(wrong.stderr).toContain('Did you mean `file.a`?');
  });

  test('--destroy plans the removal of what there is', async () => {
    const cwd = await applied();
    const run = await clockwork(['plan', '--destroy'], { cwd });
    expect(run.stdout).toContain('Plan: 2 to delete.');
    expect(exists(cwd, 'out/a.txt')).toBe(true);
  });
});

describe('plan in an unfriendly world', () => {
  test('a .clockwork that cannot be written: it plans all the same and says so', async () => {
    const files = createFileSystem();
    const refusal = { refused: true as const, code: 'EROFS', reason: 'Cannot write it: the file system is read-only.' };
    const readOnly = { ...files, makeDirectory: () => refusal, writeAtomic: () => refusal };
    const run = await clockwork(['plan'], { cwd: project(), world: { files: readOnly } });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('Plan: 2 to create.');
    expect(run.stderr).toContain('warning[cache-not-written]');
  });

  test('what cannot be observed is said, but not of every single resource', async () => {
    const text = Array.from({ length: 8 }, (_, i) => `resource "docker_volume" "v${i}" {\n  name = "v${i}"\n}\n`).join(
      '\n',
    );
    let asked = 0;
    const worldOf = (reason: () => string) => ({
      prober: () => ({ ask: async () => ({ kind: 'refused' as const, reason: reason() }) }),
    });
    const world = worldOf(() => `Reason ${asked++}.`);
    const run = await clockwork(['plan'], { cwd: project(text), world });
    expect(run.exitCode).toBe(0);
    expect(run.stderr.match(/warning\[probe-refused\]/g)).toHaveLength(3);
    expect(run.stderr).toContain('… and 5 more of [probe-refused].');
    const oneReason = worldOf(() => 'No engine answers.');
    const together = await clockwork(['plan'], { cwd: project(text), world: oneReason });
    expect(together.stderr).toBe(
      'warning[probe-refused]: No engine answers.\n  8 resources were not observed: `docker_volume.v0`, `docker_volume.v1`, `docker_volume.v2`, `docker_volume.v3` and 4 more.\n\n',
    );
    const forPrograms = await clockwork(['plan', '--format', 'github'], { cwd: project(text), world: oneReason });
    expect(forPrograms.stderr.match(/^::warning /gm)).toHaveLength(8);
  });
});

describe('apply', () => {
  test('does what the plan says; the second time nothing, without a byte changed', async () => {
    const cwd = project();
    const run = await clockwork(['apply', '--auto-approve'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(read(cwd, 'out/a.txt')).toBe('hello a\n');
    expect(read(cwd, 'out/b.txt')).toBe('see out/a.txt');
    expect(run.stdout).toBe('where = "out/a.txt"\n');
    expect(run.stderr).toContain('file.a#write_file: started\n');
    expect(run.stderr).toMatch(/Done: 2 steps done in \S+\.\n/);
    const state = read(cwd, '.clockwork/state.json');
    const again = await clockwork(['apply', '--auto-approve'], { cwd });
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain('Nothing to do: all 2 resources are as they should be.');
    expect(read(cwd, '.clockwork/state.json')).toBe(state);
  });

  test('shows before and after of what changes', async () => {
    const cwd = await applied();
    const run = await clockwork(['plan', '--var', 'word=good day'], { cwd });
    expect(run.stdout).toContain('  ~ file.a  change: content changed\n');
    expect(run.stdout).toContain('-hello a\n');
    expect(run.stdout).toContain('+good day a\n');
    expect(run.stdout).toContain('Plan: 1 to change.');
  });

  test('asks, and takes only yes for a yes', async () => {
    const cwd = project();
    const no = await clockwork(['apply', '--no-color'], { cwd, answers: ['y'] });
    expect(no.exitCode).toBe(1);
    expect(no.stderr).toContain('Carry this out? Type yes to go ahead: ');
    expect(no.stderr).toContain('Nothing was done.\n');
    expect(exists(cwd, 'out')).toBe(false);
    const yes = await clockwork(['apply'], { cwd, answers: ['yes'] });
    expect(yes.exitCode).toBe(0);
    expect(exists(cwd, 'out/a.txt')).toBe(true);
  });

  test('without a terminal it refuses, unless told not to ask', async () => {
    const cwd = project();
    const run = await clockwork(['apply'], { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('Pass `--auto-approve` to go ahead without the question.\n');
    expect(exists(cwd, 'out')).toBe(false);
  });

  test('--json: one event a line and the RunResult last', async () => {
    const run = await clockwork(['apply', '--auto-approve', '--json'], { cwd: project() });
    const lines = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.type)).toContain('step_finished');
    expect(lines.at(-1)).toMatchObject({
      type: 'run_result',
      command: 'apply',
      status: 'succeeded',
      exit_code: 0,
      outputs: { where: 'out/a.txt' },
    });
    expect(run.stdout).not.toContain('hunter22');
  });

  test('a failing step: exit 4, its output repeated, what needs it skipped, the rest recorded', async () => {
    const cwd = project(`resource "custom" "bad" {
  script = "echo before; echo reason >&2; exit 3"
}

resource "file" "after" {
  path       = "after.txt"
  content    = "x"
  depends_on = [custom.bad]
}

resource "file" "other" {
  path    = "other.txt"
  content = "x"
}
`);
    const run = await clockwork(['apply', '--auto-approve'], { cwd });
    expect(run.exitCode).toBe(4);
    expect(run.stderr).toMatch(/custom\.bad#run_command: failed after \S+: .*\n( {4}\| .*\n)*( {4}\| reason\n)/);
    expect(run.stderr).toMatch(/ {4}log: \.clockwork\/logs\/\S+\.log\n/);
    expect(run.stderr).toContain('file.after#write_file: skipped');
    expect(run.stderr).toMatch(/Failed: 1 step done, 1 failed, 1 skipped in /);
    expect(exists(cwd, 'other.txt')).toBe(true);
    expect(exists(cwd, 'after.txt')).toBe(false);
    const shown = /clockwork show (\S+)/.exec(run.stderr)?.[1] ?? '';
    const log = await clockwork(['show', shown, '--logs', 'custom.bad'], { cwd });
    expect(log.stdout).toContain('before\n');
    const runText = await clockwork(['show', shown], { cwd });
    expect(runText.stdout).toContain('custom.bad#run_command');
    expect(runText.stdout).toContain('failed');
  });

  test('another run holds the lock: exit 6, and who it is', async () => {
    const cwd = project();
    const heldBy = { pid: 7, host: 'box', command: 'clockwork apply', since: '2030-01-01T00:00:00Z' };
    const run = await clockwork(['apply', '--auto-approve'], {
      cwd,
      world: { locker: { acquire: async () => ({ heldBy }), holder: async () => heldBy } },
    });
    expect(run.exitCode).toBe(6);
    expect(run.stderr).toContain('`clockwork apply` is at work on this project (process 7 on box, since 2030');
  });

  test('a damaged state is refused with the way out', async () => {
    const cwd = await applied();
    fs.writeFileSync(path.join(cwd, '.clockwork/state.json'), '{"half":');
    for (const words of [['apply', '--auto-approve'], ['state', 'list'], ['plan']]) {
      const run = await clockwork(words, { cwd });
      expect(run.stderr).toContain('`.clockwork/state.json` is damaged');
      expect(run.exitCode).toBe(1);
    }
    expect(read(cwd, '.clockwork/state.json')).toBe('{"half":');
  });

  test('Ctrl-C in the middle: the step is ended, exit 130, apply goes on afterwards', async () => {
    const cwd = project('resource "custom" "slow" {\n  script = "echo begun; sleep 60"\n}\n');
    const interruption = new AbortController();
    const run = await clockwork(['apply', '--auto-approve'], {
      cwd,
      signal: interruption.signal,
      onOutput: (_, text) => {
        if (text.includes('run_command: started')) interruption.abort('SIGINT');
      },
    });
    expect(run.exitCode).toBe(130);
    expect(run.stderr).toContain('Stopping: the steps that run are being ended.');
    expect(run.stderr).toContain('custom.slow#run_command: cancelled');
    writeFiles(cwd, { 'main.cw': 'resource "custom" "slow" {\n  script = "echo quick"\n}\n' });
    expect((await clockwork(['apply', '--auto-approve'], { cwd })).exitCode).toBe(0);
  });

  test('Ctrl-C at the question does nothing', async () => {
    const cwd = project();
    const interruption = new AbortController();
    const run = await clockwork(['apply'], {
      cwd,
      answers: [],
      signal: interruption.signal,
      onOutput: (_, text) => {
        if (text.startsWith('Plan:') || text.includes('\nPlan:') || text.includes('Artifacts'))
          interruption.abort('SIGTERM');
      },
    });
    expect(run.exitCode).toBe(143);
    expect(exists(cwd, 'out')).toBe(false);
  });

  test('what this version must not leave out silently is refused: exit 7', async () => {
    const text =
      'resource "file" "a" {\n  path    = "a"\n  content = "x"\n\n  sandbox {\n    level = "container"\n  }\n}\n';
    for (const words of [['apply', '--auto-approve'], ['build']]) {
      const cwd = project(text);
      const run = await clockwork(words, { cwd });
      expect(run.stderr).toContain('main.cw:5:3: error[');
      expect(run.exitCode).toBe(7);
      expect(exists(cwd, 'a')).toBe(false);
    }
  });

  test('the agent compiler is not there yet, and is not taken for the embedded one', async () => {
    const run = await clockwork(['apply', '--auto-approve', '--compiler', 'agent'], { cwd: project() });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('The agent compiler is not in this version.');
  });
});

describe('a kept plan', () => {
  test('is carried out exactly, without a question', async () => {
    const cwd = project();
    const kept = await clockwork(['plan', '--out', 'p.json', '--target', 'file.a'], { cwd });
    expect(kept.exitCode).toBe(0);
    expect((await clockwork(['show', 'p.json'], { cwd })).stdout).toContain('file.a#write_file');
    const run = await clockwork(['apply', 'p.json'], { cwd });
    expect(run.exitCode).toBe(0);
    expect([exists(cwd, 'out/a.txt'), exists(cwd, 'out/b.txt')]).toEqual([true, false]);
  });

  test('is refused with exit 7 when something has changed since', async () => {
    const cwd = project();
    await clockwork(['plan', '--out', 'p.json'], { cwd });
    writeFiles(cwd, { 'main.cw': main.replace('"hello"', '"other"') });
    const changed = await clockwork(['apply', 'p.json'], { cwd });
    expect(changed.exitCode).toBe(7);
    expect(changed.stderr).toContain('The plan is stale');
    writeFiles(cwd, { 'main.cw': main });
    expect((await clockwork(['apply', 'p.json'], { cwd })).exitCode).toBe(0);
    const twice = await clockwork(['apply', 'p.json'], { cwd });
    expect(twice.exitCode).toBe(7);
  });

  test('that is none, is not there, or was changed by hand: exit 2', async () => {
    const cwd = writeFiles(project(), { 'no.json': '{}' });
    expect((await clockwork(['apply', 'no.json'], { cwd })).stderr).toContain('`no.json` is not a plan');
    expect((await clockwork(['apply', 'gone.json'], { cwd })).stderr).toContain('There is no plan file `gone.json`.');
    await clockwork(['plan', '--out', 'p.json'], { cwd });
    fs.writeFileSync(path.join(cwd, 'p.json'), read(cwd, 'p.json').replaceAll('out/a.txt', 'out/z.txt'));
    const run = await clockwork(['apply', 'p.json'], { cwd });
    expect(run.exitCode).toBe(2);
    expect(exists(cwd, 'out')).toBe(false);
  });
});

describe('build', () => {
  test('writes artifacts and runs nothing; says what each is for', async () => {
    const cwd = project();
    const run = await clockwork(['build', '--explain'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toMatch(/^Built 2 steps: wrote \d+ artifacts\.\n/);
    expect(run.stdout).toContain('file.a#write_file');
    expect(exists(cwd, '.clockwork/build/manifest.json')).toBe(true);
    expect(exists(cwd, 'out')).toBe(false);
  });

  test('an artifact edited by hand is kept and said, used by apply, replaced only by --force', async () => {
    const cwd = project();
    await clockwork(['build'], { cwd });
    const artifact = '.clockwork/build/files/file_a';
    fs.writeFileSync(path.join(cwd, artifact), 'by hand\n');
    const kept = await clockwork(['build'], { cwd });
    expect(kept.stderr).toContain('was edited by hand and is kept');
    expect(read(cwd, artifact)).toBe('by hand\n');
    const forced = await clockwork(['build', '--force'], { cwd });
    expect(forced.exitCode).toBe(0);
    expect(read(cwd, artifact)).toBe('hello a\n');
  });

  test('an edit of what would be written differently now stops it with both changes', async () => {
    const cwd = project();
    await clockwork(['build'], { cwd });
    fs.writeFileSync(path.join(cwd, '.clockwork/build/files/file_a'), 'by hand\n');
    const run = await clockwork(['build', '--var', 'word=new'], { cwd });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('error[build-edit-stale]');
    expect(run.stderr).toContain('+by hand');
    expect(run.stderr).toContain('+new a');
    // A command that goes on to execute stops for the same reason with the same code.
    expect((await clockwork(['apply', '--auto-approve', '--var', 'word=new'], { cwd })).exitCode).toBe(1);
    const keep = await clockwork(['build', '--var', 'word=new', '--keep-edit'], { cwd });
    expect(keep.exitCode).toBe(0);
  });

  test('--json is the bundle', async () => {
    const run = await clockwork(['build', '--json'], { cwd: project() });
    expect(JSON.parse(run.stdout).steps).toHaveLength(2);
  });
});

describe('after an apply', () => {
  test('show leaves out what every resource of the kind has anyway; --all shows it', async () => {
    const cwd = await applied();
    const { stdout } = await clockwork(['show', 'file.a'], { cwd });
    expect(stdout).toContain('path    = "out/a.txt"');
    expect(stdout).not.toMatch(/create_parents|type /);
    expect((await clockwork(['show', 'file.a', '--all'], { cwd })).stdout).toMatch(/type +=/);
  });

  test('what stands where a resource is to be is said to be overwritten', async () => {
    const cwd = project('resource "file" "a" {\n  path    = "a.txt"\n  content = "mine"\n}\n');
    fs.writeFileSync(path.join(cwd, 'a.txt'), 'theirs');
    const { stdout } = await clockwork(['plan'], { cwd });
    expect(stdout).toContain('~ content = "mine"  # overwrites what is there');
    expect((await clockwork(['apply', '--auto-approve'], { cwd })).exitCode).toBe(0);
    fs.writeFileSync(path.join(cwd, 'a.txt'), 'theirs again');
    expect((await clockwork(['drift'], { cwd })).stdout).toBe(
      '  ~ file.a\n      content = "mine" → (changed outside)\n',
    );
  });

  test('what is only adopted or forgotten is listed as any other action', async () => {
    const cwd = project('resource "file" "a" {\n  path    = "a.txt"\n  content = "mine"\n}\n');
    fs.writeFileSync(path.join(cwd, 'a.txt'), 'mine', { mode: 0o644 });
    const adopted = await clockwork(['apply', '--auto-approve'], { cwd });
    expect(adopted.stderr).toBe(
      '  = file.a  adopt: it exists already\n\nPlan: 1 to adopt.\nDone: nothing had to be executed; it is recorded.\n',
    );
    fs.writeFileSync(path.join(cwd, 'main.cw'), '');
    const forgotten = await clockwork(['apply', '--auto-approve'], { cwd });
    expect(forgotten.stderr).toContain(
      '  x file.a  forget: it is no longer in the configuration\n\nPlan: 1 to forget.',
    );
    expect(fs.existsSync(path.join(cwd, 'a.txt'))).toBe(true);
  });

  test('drift: none, changed, gone', async () => {
    const cwd = await applied();
    const none = await clockwork(['drift'], { cwd });
    expect(none).toEqual({
      stdout: '',
      stderr: 'No drift: 2 resources compared with what was applied.\n',
      exitCode: 0,
    });
    fs.writeFileSync(path.join(cwd, 'out/a.txt'), 'changed\n');
    fs.rmSync(path.join(cwd, 'out/b.txt'));
    const some = await clockwork(['drift'], { cwd });
    expect(some.exitCode).toBe(8);
    expect(some.stdout).toMatch(/ {2}~ file\.a\n {6}content/);
    expect(some.stdout).toContain('  - file.b  is gone\n');
    const json = JSON.parse((await clockwork(['drift', '--json'], { cwd })).stdout);
    expect(json.drifted.map((one: { address: string; change: string }) => [one.address, one.change])).toEqual([
      ['file.a', 'changed'],
      ['file.b', 'gone'],
    ]);
    expect((await clockwork(['apply', '--auto-approve'], { cwd })).exitCode).toBe(0);
    expect((await clockwork(['drift'], { cwd })).exitCode).toBe(0);
  });

  test('output: text, JSON, one by name; a sensitive one only by name with --json', async () => {
    const cwd = await applied();
    expect((await clockwork(['output'], { cwd })).stdout).toBe('hidden = (sensitive value)\nwhere  = "out/a.txt"\n');
    expect((await clockwork(['output', 'where'], { cwd })).stdout).toBe('out/a.txt\n');
    expect((await clockwork(['output', 'where', '--json'], { cwd })).stdout).toBe('"out/a.txt"\n');
    const all = await clockwork(['output', '--json'], { cwd });
    expect(JSON.parse(all.stdout).hidden).toMatchObject({ value: null, sensitive: true });
    expect((await clockwork(['output', 'hidden'], { cwd })).stdout).toBe('');
    const revealed = await clockwork(['output', 'hidden', '--json'], { cwd });
    expect(revealed.stdout).toBe('"hunter22"\n');
    expect(revealed.stderr).toContain('is sensitive');
    expect(read(cwd, '.clockwork/state.json')).not.toContain('hunter22');
    const wrong = await clockwork(['output', 'were'], { cwd });
    expect(wrong).toEqual({
      stdout: '',
      stderr: 'error: There is no output `were`. Did you mean `where`?\n',
      exitCode: 1,
    });
  });

  test('destroy removes it all without a trace', async () => {
    const cwd = await applied();
    const run = await clockwork(['destroy', '--auto-approve'], { cwd });
    expect(run.exitCode).toBe(0);
    expect([exists(cwd, 'out/a.txt'), exists(cwd, 'out/b.txt')]).toEqual([false, false]);
    expect((await clockwork(['state', 'list'], { cwd })).stdout).toBe('');
    const again = await clockwork(['destroy', '--auto-approve'], { cwd });
    expect(again.exitCode).toBe(0);
  });

  test('destroy needs no .cw files', async () => {
    const cwd = await applied();
    fs.rmSync(path.join(cwd, 'main.cw'));
    expect((await clockwork(['plan'], { cwd })).exitCode).toBe(3);
    const run = await clockwork(['destroy', '--auto-approve'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(exists(cwd, 'out/a.txt')).toBe(false);
  });
});

describe('state', () => {
  test('list and show', async () => {
    const cwd = await applied();
    expect((await clockwork(['state', 'list'], { cwd })).stdout).toBe('file.a\nfile.b\n');
    expect(JSON.parse((await clockwork(['state', 'list', '--json'], { cwd })).stdout)).toEqual(['file.a', 'file.b']);
    expect((await clockwork(['state', 'show', 'file.a'], { cwd })).stdout).toContain('path           = "out/a.txt"');
    const wrong = await clockwork(['state', 'show', 'file.c'], { cwd });
    expect(wrong.stderr).toMatch(/^error: Nothing is recorded at `file\.c`\. Did you mean `file\.[ab]`\?\n$/);
    expect(wrong.exitCode).toBe(1);
  });

  test('mv follows dependencies; a plan with the new name does nothing', async () => {
    const cwd = await applied();
    const run = await clockwork(['state', 'mv', 'file.a', 'file.z'], { cwd });
    expect(run.stderr).toBe('Moved 1 resource: file.a is now file.z.\n');
    const record = JSON.parse((await clockwork(['state', 'show', 'file.b', '--json'], { cwd })).stdout);
    expect(record.depends_on).toEqual(['file.z']);
    writeFiles(cwd, { 'main.cw': main.replaceAll('file.a.', 'file.z.').replace('"file" "a"', '"file" "z"') });
    expect((await clockwork(['plan', '--detailed-exitcode'], { cwd })).exitCode).toBe(0);
  });

  test('mv refuses another kind, a taken address and what is no address, and changes nothing', async () => {
    const cwd = await applied();
    const before = read(cwd, '.clockwork/state.json');
    expect((await clockwork(['state', 'mv', 'file.a', 'custom.a'], { cwd })).exitCode).toBe(2);
    expect((await clockwork(['state', 'mv', 'file.a', 'file.b'], { cwd })).exitCode).toBe(1);
    expect((await clockwork(['state', 'mv', 'file.a', 'nonsense'], { cwd })).exitCode).toBe(2);
    expect((await clockwork(['state', 'mv', 'file.x', 'file.y'], { cwd })).exitCode).toBe(1);
    expect(read(cwd, '.clockwork/state.json')).toBe(before);
  });

  test('mv into a module and of a whole module', async () => {
    const cwd = await applied();
    expect((await clockwork(['state', 'mv', 'file.a', 'module.m["k"].file.a'], { cwd })).exitCode).toBe(0);
    expect((await clockwork(['state', 'mv', 'module.m["k"]', 'module.n[0]'], { cwd })).exitCode).toBe(0);
    expect((await clockwork(['state', 'list'], { cwd })).stdout).toBe('file.b\nmodule.n[0].file.a\n');
  });

  test('rm forgets and leaves the thing', async () => {
    const cwd = await applied();
    const run = await clockwork(['state', 'rm', 'file.a'], { cwd });
    expect(run.stderr).toBe('Forgot file.a. What it describes is still there.\n');
    expect(exists(cwd, 'out/a.txt')).toBe(true);
    expect((await clockwork(['state', 'list'], { cwd })).stdout).toBe('file.b\n');
  });
});

describe('graph', () => {
  const words = (format: string) => ['graph', '--format', format];

  test('mermaid, DOT and JSON tell the same edges', async () => {
    const cwd = project();
    expect((await clockwork(words('mermaid'), { cwd })).stdout).toBe(
      'graph LR\n  n0["file.a"]\n  n1["file.b"]\n  n1 --> n0\n',
    );
    expect((await clockwork(words('dot'), { cwd })).stdout).toContain('  "file.b" -> "file.a";\n');
    const json = JSON.parse((await clockwork(words('json'), { cwd })).stdout);
    expect(json.edges).toEqual([{ from: 'file.b', to: 'file.a', via: 'reference' }]);
  });

  test('quotes of instance keys are escaped', async () => {
    const cwd = project(
      'resource "file" "a" {\n  for_each = toset(["x"])\n  path     = each.key\n  content  = "x"\n}\n',
    );
    expect((await clockwork(words('mermaid'), { cwd })).stdout).toContain('n0["file.a[&quot;x&quot;]"]');
    expect((await clockwork(words('dot'), { cwd })).stdout).toContain('"file.a[\\"x\\"]"');
  });

  test('modules', async () => {
    const cwd = writeFiles(tempFolder(), {
      'main.cw':
        'module "m" {\n  source = "./m"\n}\n\nresource "file" "b" {\n  path    = "b"\n  content = module.m.where\n}\n',
      'm/main.cw':
        'resource "file" "a" {\n  path    = "a"\n  content = "x"\n}\n\noutput "where" {\n  value = file.a.path\n}\n',
    });
    const json = JSON.parse((await clockwork(['graph', '--type', 'modules', '--json'], { cwd })).stdout);
    expect(json.edges).toEqual([{ from: 'root', to: 'module.m', via: 'reference' }]);
    expect((await clockwork(words('mermaid'), { cwd })).stdout).toContain('subgraph "module.m"\n    n');
  });
});
