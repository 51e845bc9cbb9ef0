/**
 * A project means the same after a rename, up to the name: every name of every example, and of a sample of the corpus,
 * is renamed, and instances, values, outputs and diagnostics are compared.
 */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { inputsDigest } from '../../../core/completion/request.ts';
import { createWorkspace } from '../../../core/engine/workspace.ts';
import { symbolsIn } from '../../../core/ide/names/symbols.ts';
import { rename } from '../../../core/ide/rename/rename.ts';
import { memoryFileSystem } from '../../fakes/filesystem.ts';
import { describeModel, snapshotOf } from '../../intake/kit.ts';
import { describeCorpus } from '../../support/corpus.ts';
import { filesBelow, projectTexts } from '../../support/files-below.ts';
import { fixtureFacts, ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';
import { changedFiles, codesOf, type Texts } from '../changes.ts';

beforeAll(loadParser);

/** Behind the old name, so that order by name stays. */
const suffix = 'Zq9';

function checkRenames(source: Texts, most: number): number {
  const { view, texts } = ideFixture(source);
  const unmarked = Object.fromEntries(Object.keys(texts).map((file) => [file, source[file] ?? '']));
  expect(texts, 'a text of the project looks like a mark').toEqual(unmarked);
  const before = describeModel(snapshotOf(texts)).map(normal);
  const codes = codesOf(texts);
  const seen = new Set<string>();
  let renamed = 0;
  for (const file of view.project.files.values()) {
    for (const { symbol, occurrence } of symbolsIn(view, file)) {
      const key = `${symbol.dir} ${symbol.name}`;
      if (seen.has(key) || renamed >= most) continue;
      seen.add(key);
      const name = symbol.name.slice(symbol.name.lastIndexOf('.') + 1);
      const result = rename([view], occurrence.file, occurrence.span.start, `${name}${suffix}`);
      if (result.kind === 'refused') {
        expect(result.reason).toMatch(/^Nothing declares|is called after its path/);
        continue;
      }
      const edits = result.edits.flatMap((each) => each.edits);
      const after = { ...texts, ...changedFiles(texts, { edits }) };
      expect(describeModel(snapshotOf(after)).map(normal), `${key} in ${occurrence.file}`).toEqual(before);
      expect(codesOf(after), `${key} in ${occurrence.file}`).toEqual(codes);
      renamed++;
    }
  }
  return renamed;
}

/** Without the suffix; what is sorted by name is sorted again. */
function normal(line: string): string {
  return line.replaceAll(suffix, '').split(' ').sort().join(' ');
}

describe('the examples', () => {
  const folder = path.join(import.meta.dirname, '..', '..', '..', 'examples');
  for (const name of fs.readdirSync(folder)) {
    test(name, () => {
      expect(checkRenames(projectTexts(path.join(folder, name)), 1000)).toBeGreaterThan(0);
    });
  }
});

describeCorpus('clockwork-original', 'the projects that there were before', (folder) => {
  for (const name of fs.readdirSync(folder)) {
    test(name, () => {
      const texts = projectTexts(path.join(folder, name));
      expect(Object.keys(texts).some((file) => file.endsWith('.cw'))).toBe(true);
      checkRenames(texts, 1000);
    });
  }
});

describeCorpus('hcl-real-world', 'modules from the real world, read as ours', (folder) => {
  const byFolder = new Map<string, string[]>();
  for (const file of filesBelow(folder).filter((each) => each.endsWith('.tf'))) {
    // Their names hold the folders, with a percent sign between them.
    const dir = file.slice(0, file.lastIndexOf('%') + 1);
    byFolder.set(dir, [...(byFolder.get(dir) ?? []), file]);
  }
  const sample = [...byFolder].filter((_, index) => index % Math.ceil(byFolder.size / 120) === 0);
  test(`${sample.length} of ${byFolder.size}`, { timeout: 120_000 }, () => {
    let renamed = 0;
    for (const [, files] of sample) {
      const texts = Object.fromEntries(
        files
          .filter((file) => fs.statSync(file).size < 60_000)
          .map((file) => [
            file.slice(file.lastIndexOf('%') + 1).replace(/\.tf$/, '.cw'),
            fs.readFileSync(file, 'utf8'),
          ]),
      );
      if (Object.values(texts).some((text) => /\$\d/.test(text))) continue;
      renamed += checkRenames(texts, 8);
    }
    expect(renamed).toBeGreaterThan(50);
  });
});

test('the digest of a completion is that of the new name, so that nothing is completed again', () => {
  const completed = (digest: string) =>
    `completion "docker_container.cache" {\n  image = "redis:7-alpine"\n\n  from {\n    by     = "embedded"\n    inputs = "${digest}"\n  }\n}\n`;
  const main = 'resource "docker_container" "cache" {\n  description = "a redis"\n}\n';
  const [request] = snapshotOf({ 'main.cw': main }).model.completionRequests;
  if (request === undefined) throw new Error('nothing is to be completed');
  const texts = { 'main.cw': main, 'completed.cw': completed(inputsDigest(request)) };
  expect(codesOf(texts)).toEqual([]);
  const { view } = ideFixture(texts);
  const renamed = rename([view], 'main.cw', main.indexOf('cache'), 'store');
  if (renamed.kind === 'refused') throw new Error(renamed.reason);
  const changed = changedFiles(texts, { edits: renamed.edits.flatMap(({ edits }) => edits) });
  expect(changed['completed.cw']).not.toContain(inputsDigest(request));
  expect(codesOf(changed)).toEqual([]);
});

test('a digest that was out of date stays so', () => {
  const texts = {
    'main.cw': 'resource "docker_container" "cache" {\n  description = "a redis"\n}\n',
    'completed.cw':
      'completion "docker_container.cache" {\n  image = "redis:7"\n  from {\n    by     = "embedded"\n    inputs = "sha256:00"\n  }\n}\n',
  };
  const { view } = ideFixture(texts);
  const renamed = rename([view], 'main.cw', texts['main.cw'].indexOf('cache'), 'store');
  if (renamed.kind === 'refused') throw new Error(renamed.reason);
  const changed = changedFiles(texts, { edits: renamed.edits.flatMap(({ edits }) => edits) });
  expect(changed['completed.cw']).toBe(texts['completed.cw'].replace('cache', 'store'));
});

test('a module that two projects use is renamed in both', () => {
  const files = {
    '/w/a/main.cw': 'module "m" { source = "../m" }\noutput "u" { value = module.m.url }\n',
    '/w/b/main.cw': 'module "n" { source = "../m" }\noutput "u" { value = module.n.url }\n',
    '/w/m/main.cw': 'output "url" { value = 1 }\n',
  };
  const system = memoryFileSystem(files);
  const views = ['/w/a', '/w/b'].map((directory) =>
    createWorkspace({ files: system, directory, facts: fixtureFacts }).view(),
  );
  const renamed = rename(views, 'main.cw', files['/w/a/main.cw'].lastIndexOf('url'), 'address');
  if (renamed.kind === 'refused') throw new Error(renamed.reason);
  expect(renamed.edits.map(({ view, edits }) => `${view.directory} ${edits.map(({ file }) => file).sort()}`)).toEqual([
    '/w/a ../m/main.cw,main.cw',
    '/w/b ../m/main.cw,main.cw',
  ]);
});

test('a name that is taken in another project alone is refused as well', () => {
  const files = {
    '/w/a/main.cw': 'module "m" { source = "../m" }\noutput "u" { value = module.m.url }\n',
    '/w/b/main.cw': 'module "n" { source = "../m" }\noutput "u" { value = module.n.address }\n',
    '/w/m/main.cw': 'output "url" { value = 1 }\n',
  };
  const system = memoryFileSystem(files);
  const views = ['/w/a', '/w/b'].map((directory) =>
    createWorkspace({ files: system, directory, facts: fixtureFacts }).view(),
  );
  const renamed = rename(views, 'main.cw', files['/w/a/main.cw'].lastIndexOf('url'), 'address');
  expect(renamed).toMatchObject({ kind: 'refused' });
});
