/** Which folders are projects, which files belong to them, and that this follows what happens to texts and folders. */

import { relative as relativePath } from 'node:path/posix';
import { beforeAll, describe, expect, test } from 'vitest';
import { createProjects, type Project, type Projects } from '../../core/engine/projects.ts';
import { type MemoryFileSystem, memoryFileSystem } from '../fakes/filesystem.ts';
import { fixtureFacts } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';
import { randomNumbers } from '../support/random.ts';

beforeAll(loadParser);

interface Opened {
  readonly files: MemoryFileSystem;
  readonly projects: Projects;
  /** Projects that changed since this was asked last, by folder. */
  changed(): readonly string[];
  readonly dropped: string[];
}

function opened(texts: Readonly<Record<string, string>>, ...folders: readonly string[]): Opened {
  const files = memoryFileSystem(texts);
  const seen = new Set<string>();
  const dropped: string[] = [];
  const projects = createProjects({
    files,
    facts: () => fixtureFacts,
    env: {},
    changed: (project) => seen.add(project.directory),
    dropped: ({ directory }) => dropped.push(directory),
  });
  projects.setFolders(folders);
  scanned(projects);
  const changed = () => {
    const all = [...seen].sort();
    seen.clear();
    return all;
  };
  return { files, projects, changed, dropped };
}

function scanned(projects: Projects): void {
  for (const _ of projects.scan());
}

const folders = (projects: readonly Project[]) => projects.map(({ directory }) => directory);
const uses = (...sources: readonly string[]) =>
  sources.map((source, i) => `module "m${i}" {\n  source = "${source}"\n}\n`).join('');
/** The source of a module in one folder, from another. */
const relative = (from: string, to: string) => {
  const path = relativePath(from, to);
  return path.startsWith('.') ? path : `./${path}`;
};
const plain = 'variable "v" {}\n';

describe('what is a project', () => {
  test('a folder with .cw files that nobody uses', () => {
    const { projects } = opened(
      {
        '/w/app/main.cw': uses('./db', '../shared'),
        '/w/app/db/main.cw': plain,
        '/w/shared/main.cw': plain,
        '/w/tools/x.cw': plain,
        '/w/docs/readme.md': 'no',
      },
      '/w',
    );
    expect(folders(projects.all())).toEqual(['/w/app', '/w/tools']);
  });

  test('a module of several projects belongs to each, and each names it in its own way', () => {
    const { projects } = opened(
      { '/w/a/main.cw': uses('../m'), '/w/b/main.cw': uses('../m'), '/w/m/main.cw': plain },
      '/w',
    );
    expect(projects.locate('/w/m/main.cw').map(({ project, path }) => `${project.directory} ${path}`)).toEqual([
      '/w/a ../m/main.cw',
      '/w/b ../m/main.cw',
    ]);
  });

  test('a module of a module is none', () => {
    const { projects } = opened(
      { '/w/main.cw': uses('./a'), '/w/a/main.cw': uses('../z'), '/w/z/main.cw': plain },
      '/w',
    );
    expect(folders(projects.all())).toEqual(['/w']);
    expect(folders(projects.of('/w/z/main.cw'))).toEqual(['/w']);
  });

  test('modules in a circle have one project, the same whichever is met first', () => {
    const texts = { '/w/a/main.cw': uses('../b'), '/w/b/main.cw': uses('../a') };
    expect(folders(opened(texts, '/w').projects.all())).toEqual(['/w/a']);
  });

  test('folders of other tools, hidden ones and links in circles are passed by', () => {
    const { files, projects } = opened({
      '/w/a/main.cw': plain,
      '/w/node_modules/p/main.cw': plain,
      '/w/.clockwork/build/main.cw': plain,
      '/w/.git/main.cw': plain,
      '/w/b/.hidden.cw': plain,
    });
    files.link('/w/a/loop', '/w');
    projects.setFolders(['/w']);
    scanned(projects);
    expect(folders(projects.all())).toEqual(['/w/a']);
    files.put('/w/node_modules/q/main.cw', plain);
    projects.touched(['/w/node_modules/q/main.cw']);
    expect(folders(projects.all())).toEqual(['/w/a']);
  });

  test('a folder that is reached by links is one folder', () => {
    const { files, projects } = opened({ '/real/main.cw': plain });
    files.link('/w/one', '/real');
    files.link('/w/two', '/real');
    projects.setFolders(['/w']);
    scanned(projects);
    expect(folders(projects.all())).toEqual(['/w/one']);
    expect(projects.locate('/w/two/main.cw').map(({ path }) => path)).toEqual(['main.cw']);
    expect(projects.identity('/w/two/main.cw')).toBe('/real/main.cw');
  });

  test('.cwvars files belong to the root module alone', () => {
    const { projects } = opened({ '/w/main.cw': uses('./m'), '/w/m/main.cw': plain }, '/w');
    expect(projects.locate('/w/clockwork.cwvars').map(({ path }) => path)).toEqual(['clockwork.cwvars']);
    expect(projects.of('/w/m/x.cwvars')).toEqual([]);
  });

  test('nested projects are told apart', () => {
    const { projects } = opened({ '/w/main.cw': plain, '/w/inner/main.cw': plain }, '/w');
    expect(folders(projects.all())).toEqual(['/w', '/w/inner']);
    expect(folders(projects.of('/w/inner/main.cw'))).toEqual(['/w/inner']);
    expect(projects.of('/w/elsewhere/main.cw')).toEqual([]);
  });

  test('no folder at all', () => {
    const { projects } = opened({ '/w/main.cw': plain });
    expect(projects.all()).toEqual([]);
    expect(projects.of('/w/main.cw')).toEqual([]);
    expect(projects.hasToScan).toBe(false);
  });
});

describe('open documents', () => {
  test('one outside of all folders makes a project of its folder, until it is closed', () => {
    const { projects, dropped } = opened({ '/x/main.cw': uses('./m'), '/x/m/main.cw': plain });
    projects.lay('/x/main.cw', uses('./m'));
    expect(folders(projects.all())).toEqual(['/x']);
    expect(folders(projects.of('/x/m/main.cw'))).toEqual(['/x']);
    projects.lay('/x/main.cw', null);
    expect(projects.all()).toEqual([]);
    expect(dropped).toEqual(['/x']);
  });

  test('a module of an open project is no project, and becomes one when it is used no more', () => {
    const { projects } = opened({ '/w/main.cw': uses('./m'), '/w/m/main.cw': plain }, '/w');
    projects.lay('/w/m/main.cw', plain);
    expect(folders(projects.all())).toEqual(['/w']);
    projects.lay('/w/main.cw', plain);
    expect(folders(projects.all())).toEqual(['/w', '/w/m']);
    projects.lay('/w/main.cw', uses('./m'));
    expect(folders(projects.all())).toEqual(['/w']);
  });

  test('texts are laid over files in every project that has them, and taken away again', () => {
    const { projects, changed } = opened(
      { '/w/a/main.cw': uses('../m'), '/w/b/main.cw': uses('../m'), '/w/c/main.cw': plain, '/w/m/main.cw': plain },
      '/w',
    );
    changed();
    projects.lay('/w/m/main.cw', 'variable "other" {}\n');
    expect(changed()).toEqual(['/w/a', '/w/b']);
    const texts = () => projects.all().map(({ workspace }) => workspace.view().parsed.get('../m/main.cw')?.file.text);
    expect(texts()).toEqual(['variable "other" {}\n', 'variable "other" {}\n', undefined]);
    projects.lay('/w/m/main.cw', null);
    expect(texts()).toEqual([plain, plain, undefined]);
  });

  test('are there for a project that is found later', () => {
    const { projects } = opened({ '/w/main.cw': uses('./m'), '/w/m/main.cw': plain });
    projects.setFolders(['/w']);
    projects.lay('/w/m/main.cw', 'locals {\n  unsaved = 1\n}\n');
    expect(folders(projects.all())).toEqual(['/w/m']);
    scanned(projects);
    expect(folders(projects.all())).toEqual(['/w']);
    expect(projects.all()[0]?.workspace.view().parsed.get('m/main.cw')?.file.text).toContain('unsaved');
  });

  test('a new file without anything on disk', () => {
    const { projects } = opened({ '/w/main.cw': plain }, '/w');
    projects.lay('/w/new/main.cw', plain);
    expect(folders(projects.all())).toEqual(['/w', '/w/new']);
    projects.lay('/w/more.cw', plain);
    expect(folders(projects.of('/w/more.cw'))).toEqual(['/w']);
  });

  test('seen through a link', () => {
    const { files, projects } = opened({ '/real/main.cw': plain });
    files.link('/w', '/real');
    projects.setFolders(['/real']);
    scanned(projects);
    projects.lay('/w/main.cw', 'variable "seen" {}\n');
    expect(folders(projects.all())).toEqual(['/real']);
    expect(projects.all()[0]?.workspace.view().parsed.get('main.cw')?.file.text).toBe('variable "seen" {}\n');
  });
});

describe('changes on disk', () => {
  test('a file that comes, changes and goes', () => {
    const { files, projects, changed } = opened({ '/w/a/main.cw': plain, '/w/b/main.cw': plain }, '/w');
    changed();
    files.put('/w/a/more.cw', 'locals {\n  x = 1\n}\n');
    projects.touched(['/w/a/more.cw']);
    expect(changed()).toEqual(['/w/a']);
    expect([...(projects.all()[0]?.workspace.view().parsed.keys() ?? [])]).toEqual(['main.cw', 'more.cw']);
    files.remove('/w/a/main.cw');
    files.remove('/w/a/more.cw');
    projects.touched(['/w/a/main.cw', '/w/a/more.cw']);
    expect(folders(projects.all())).toEqual(['/w/b']);
  });

  test('a folder that is renamed under us', () => {
    const { files, projects, dropped } = opened({ '/w/a/main.cw': uses('./m'), '/w/a/m/x.cw': plain }, '/w');
    files.rename('/w/a', '/w/b');
    projects.touched(['/w/a', '/w/b']);
    expect(dropped).toEqual(['/w/a']);
    expect(projects.hasToScan).toBe(true);
    scanned(projects);
    expect(folders(projects.all())).toEqual(['/w/b']);
    expect(folders(projects.of('/w/b/m/x.cw'))).toEqual(['/w/b']);
  });

  test('a module that comes later', () => {
    const { files, projects } = opened({ '/w/main.cw': uses('./m') }, '/w');
    files.put('/w/m/x.cw', plain);
    projects.touched(['/w/m/x.cw']);
    expect(folders(projects.all())).toEqual(['/w']);
    expect(folders(projects.of('/w/m/x.cw'))).toEqual(['/w']);
  });

  test('a module that is written before it is saved', () => {
    const { projects } = opened({ '/w/main.cw': uses('./m') }, '/w');
    projects.lay('/w/m/x.cw', plain);
    expect(folders(projects.all())).toEqual(['/w']);
    expect(projects.locate('/w/m/x.cw').map(({ path }) => path)).toEqual(['m/x.cw']);
    expect(projects.all()[0]?.workspace.view().table('m')?.variables.has('v')).toBe(true);
  });

  test('a file that values came from, and none that they did not', () => {
    const { files, projects, changed } = opened(
      { '/w/main.cw': 'output "o" {\n  value = file("note.txt")\n}\n', '/w/note.txt': 'one', '/w/other.txt': 'x' },
      '/w',
    );
    const value = () =>
      projects
        .all()[0]
        ?.workspace.snapshot()
        .model.evaluateOutputs({ outputs: () => undefined, volatile: () => undefined }).outputs[0]?.value;
    expect(value()).toMatchObject({ raw: 'one' });
    expect([...projects.lookedAt]).toContain('/w/note.txt');
    changed();
    files.put('/w/other.txt', 'y');
    projects.touched(['/w/other.txt']);
    expect(changed()).toEqual([]);
    files.put('/w/note.txt', 'two');
    projects.touched(['/w/note.txt']);
    expect(changed()).toEqual(['/w']);
    expect(value()).toMatchObject({ raw: 'two' });
  });

  test('saving an open document changes nothing', () => {
    const { projects, changed } = opened({ '/w/main.cw': plain }, '/w');
    projects.lay('/w/main.cw', plain);
    changed();
    projects.touched(['/w/main.cw']);
    expect(changed()).toEqual([]);
  });
});

test('a storm of changes is sorted once: thousands of events in hundreds of projects are taken over in a moment', () => {
  const count = 600;
  const texts: Record<string, string> = {};
  for (let i = 0; i < count; i++) texts[`/w/p${i}/main.cw`] = plain;
  const { files, projects, changed } = opened(texts, '/w');
  changed();
  files.put('/w/p7/main.cw', 'variable "other" {}\n');
  const left = Array.from({ length: 20_000 }, (_, i) => `/w/p${i % count}/.clockwork/cache/${i}.json`);
  const unknown = Array.from({ length: 20_000 }, (_, i) => `/elsewhere/${i}/main.cw`);
  const from = performance.now();
  projects.touched([...left, ...unknown, '/w/p7/main.cw']);
  // Each event against each project would take ten times as long.
  expect(performance.now() - from).toBeLessThan(2_000);
  expect(changed()).toEqual(['/w/p7']);
});

describe('open folders', () => {
  test('come and go', () => {
    const { projects, dropped } = opened({ '/a/main.cw': plain, '/b/main.cw': plain }, '/a');
    projects.setFolders(['/a', '/b']);
    expect(projects.hasToScan).toBe(true);
    scanned(projects);
    expect(folders(projects.all())).toEqual(['/a', '/b']);
    projects.setFolders(['/b']);
    expect(folders(projects.all())).toEqual(['/b']);
    expect(dropped).toEqual(['/a']);
  });

  test('one inside of another is no second one', () => {
    const { projects } = opened({ '/w/a/main.cw': plain }, '/w', '/w/a');
    expect(folders(projects.all())).toEqual(['/w/a']);
    projects.setFolders(['/w/a']);
    expect(folders(projects.all())).toEqual(['/w/a']);
  });

  test('a scan goes on where it was left, and requests are answered meanwhile', () => {
    const texts = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`/w/p${i}/main.cw`, plain]));
    const { projects } = opened(texts);
    projects.setFolders(['/w']);
    const first = projects.scan();
    for (let i = 0; i < 5; i++) first.next();
    projects.lay('/w/p7/main.cw', 'variable "open" {}\n');
    expect(folders(projects.of('/w/p7/main.cw'))).toEqual(['/w/p7']);
    scanned(projects);
    expect(projects.all()).toHaveLength(20);
    expect(projects.hasToScan).toBe(false);
  });

  /** A scan in the middle of the first of two projects with a hundred files each. */
  const inTheMiddle = () => {
    const texts = ['a', 'b'].flatMap((name) =>
      Array.from({ length: 100 }, (_, i) => [`/w/${name}/f${i}.cw`, `variable "v${i}" {}\n`] as const),
    );
    const set = opened(Object.fromEntries(texts));
    set.projects.setFolders(['/w']);
    const scan = set.projects.scan();
    for (let i = 0; i < 60; i++) expect(scan.next().done).toBe(false);
    expect(set.projects.all()).toEqual([]);
    const variables = () => set.projects.all().map(({ workspace }) => workspace.view().table('.')?.variables.size);
    const finish = () => {
      let steps = 0;
      for (const _ of scan) steps++;
      return steps;
    };
    return { ...set, variables, finish };
  };

  test('a large project is read a file at a time', () => {
    const { variables, finish } = inTheMiddle();
    expect(finish()).toBeGreaterThan(130);
    expect(variables()).toEqual([100, 100]);
  });

  test('what changes on disk while a project is read is heard, and does not bring the scan to its end at once', () => {
    const { files, projects, variables, finish } = inTheMiddle();
    files.put('/w/a/f0.cw', 'variable "v0" {}\nvariable "more" {}\n');
    files.put('/w/c/main.cw', plain);
    projects.touched(['/w/a/f0.cw', '/w/c/main.cw']);
    expect(projects.all()).toEqual([]);
    finish();
    expect(variables()).toEqual([101, 100, 1]);
    expect(projects.hasToScan).toBe(false);
  });

  test('what goes while it is read, or is opened meanwhile, is not made again', () => {
    const { files, projects, variables, finish } = inTheMiddle();
    projects.lay('/w/a/f0.cw', 'variable "open" {}\nvariable "other" {}\n');
    expect(variables()).toEqual([101]);
    const [open] = projects.all();
    files.remove('/w/b');
    projects.touched(['/w/b']);
    finish();
    expect(projects.all()).toEqual([open]);
  });

  test('a folder that goes while it is read makes no project', () => {
    const { files, projects, finish } = inTheMiddle();
    files.remove('/w/a');
    projects.touched(['/w/a']);
    finish();
    expect(folders(projects.all())).toEqual(['/w/b']);
  });
});

/** Folders whose modules are only in folders of a higher number, so that there are no circles. */
const numbered = Array.from({ length: 6 }, (_, i) => `/w/${i < 3 ? `p${i}` : `lib/p${i}`}`);

test('after any series of events everything is as if it had been so from the beginning', () => {
  const next = randomNumbers(11);
  const textFor = (index: number) => {
    const calls = numbered.flatMap((folder, i) => (i > index && next(3) === 0 ? [folder] : []));
    const from = numbered[index] ?? '';
    return `${uses(...calls.map((folder) => relative(from, folder)))}# ${next(1000)}\n`;
  };
  for (let round = 0; round < 60; round++) {
    const start = Object.fromEntries(
      numbered.flatMap((folder, i) => (next(2) === 0 ? [[`${folder}/main.cw`, textFor(i)]] : [])),
    );
    const { files, projects } = opened(start, '/w');
    const documents = new Map<string, string>();
    let folder = '/w';
    for (let step = 0; step < 25; step++) {
      const index = next(numbered.length);
      const path = `${numbered[index]}/${next(4) === 0 ? 'more' : 'main'}.cw`;
      switch (next(7)) {
        case 0:
        case 1:
          documents.set(path, textFor(index));
          projects.lay(path, documents.get(path) ?? '');
          break;
        case 2:
          if (!documents.delete(path)) break;
          projects.lay(path, null);
          projects.touched([path]);
          break;
        case 3:
          files.put(path, textFor(index));
          projects.touched([path]);
          break;
        case 4:
          files.remove(path);
          projects.touched([path]);
          break;
        case 5:
          files.remove(numbered[index] ?? '');
          projects.touched([numbered[index] ?? '']);
          break;
        default:
          folder = folder === '/w' ? '/w/lib' : '/w';
          projects.setFolders([folder]);
      }
      if (next(2) === 0) scanned(projects);
    }
    scanned(projects);
    const fresh = createProjects({
      files,
      facts: () => fixtureFacts,
      env: {},
      changed: () => undefined,
      dropped: () => undefined,
    });
    fresh.setFolders([folder]);
    scanned(fresh);
    for (const [path, text] of documents) fresh.lay(path, text);
    expect(described(projects)).toEqual(described(fresh));
  }
});

/** Every project with the texts of its files. */
function described(projects: Projects): readonly string[] {
  return projects
    .all()
    .flatMap(({ directory, workspace }) => [
      directory,
      ...[...workspace.view().parsed].map(([path, { file }]) => `  ${path}: ${file.text}`).sort(),
    ]);
}
