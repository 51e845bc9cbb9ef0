/** The model under results, the IR, and the original project's files. */
import { readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFileSystem } from '../../core/adapters/file-system.ts';
import { irSchema } from '../../core/contracts/ir.ts';
import type { Snapshot } from '../../core/engine/workspace.ts';
import { createWorkspace } from '../../core/engine/workspace.ts';
import { irOf } from '../../core/intake/ir-of.ts';
import type { Results } from '../../core/intake/model.ts';
import { stringValue } from '../../core/language/values.ts';
import { describeCorpus } from '../support/corpus.ts';
import { loadParser } from '../support/parser.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { describeModel, diagnosticLines, facts, shown, snapshotOf } from './kit.ts';

beforeAll(loadParser);

describe('evaluation under results', () => {
  let snapshot: Snapshot;
  beforeAll(() => {
    snapshot = snapshotOf({
      'main.cw': `resource "git_repo" "r" {
  url  = "https://example.org/x.git"
  path = "src"
}
locals {
  commit = git_repo.r.commit
  now    = timestamp()
}
resource "file" "a" {
  path    = "a"
  content = "\${local.commit} \${local.now} \${timestamp()}"
}
resource "file" "b" {
  path    = "b"
  content = file.a.path
}
`,
    });
  });
  const results: Results = {
    outputs: (address) => (address === 'git_repo.r' ? new Map([['commit', stringValue('c0ffee')]]) : undefined),
    volatile: (address, attribute, index, call) => stringValue(`${address}.${attribute}.${index}.${call.function}`),
  };

  it('fills in outputs and kept values, counted by attribute', () => {
    expect(diagnosticLines(snapshot)).toEqual([]);
    expect(shown(snapshot, 'file.a', 'content')).toBe('null ?');
    expect(shown(snapshot, 'file.a', 'content', results)).toBe(
      '"c0ffee file.a.content.0.timestamp file.a.content.1.timestamp"',
    );
    expect(shown(snapshot, 'file.b', 'content', results)).toBe('"a"');
  });

  it('reaches every reader of what follows from an output', () => {
    const rendered = (name: string) => `resource "file" "${name}" {
  path    = "${name}"
  content = template_file.t.rendered
}
`;
    const readers = snapshotOf({
      'main.cw': `resource "git_repo" "r" {
  url  = "https://example.org/x.git"
  path = "src"
}
resource "template_file" "t" {
  path    = "t"
  content = "at $\${commit}"
  vars    = { commit = git_repo.r.commit }
}
${rendered('one')}${rendered('two')}`,
    });
    expect(diagnosticLines(readers)).toEqual([]);
    for (const name of ['file.one', 'file.two']) {
      expect(shown(readers, name, 'content')).toBe('null ?');
      expect(shown(readers, name, 'content', results)).toBe('"at c0ffee"');
    }
  });

  it('leaves what was known without them alone', () => {
    expect(shown(snapshot, 'file.a', 'content')).toBe('null ?');
    expect(snapshot.model.instances.get('file.a')?.dependencies.map(({ address }) => address)).toEqual(['git_repo.r']);
  });
});

describe('the IR', () => {
  it('fits its schema, and hides what is sensitive', () => {
    const snapshot = snapshotOf({
      'main.cw': `variable "secret" {
  type      = string
  default   = "tell-nobody"
  sensitive = true
}
resource "file" "f" {
  for_each   = { "a b" = 1 }
  path       = each.key
  content    = "\${var.secret} \${uuid()}"
  lifecycle {
    ignore_changes       = [content]
    replace_triggered_by = [file.g.path]
  }
  assert "file_exists" {
    path = self.path
  }
}
resource "file" "g" {
  path    = "g"
  content = ""
}
output "o" {
  value     = var.secret
  sensitive = true
}
`,
    });
    const ir = irOf(snapshot.model);
    expect(irSchema.parse(JSON.parse(JSON.stringify(ir)))).toEqual(ir);
    expect(JSON.stringify(ir)).not.toContain('tell-nobody');
    const [first] = ir.resources;
    expect(first).toMatchObject({
      address: 'file.f["a b"]',
      key: 'a b',
      attributes: { path: 'a b', content: null },
      sensitive: ['/content'],
      depends_on: [{ address: 'file.g', via: 'reference' }],
      lifecycle: { ignore_changes: ['content'], replace_triggered_by: [{ address: 'file.g', attribute: 'path' }] },
      assertions: [{ address: 'file.f["a b"]/assert.file_exists[0]', attributes: { path: 'a b' } }],
    });
  });
});

describeCorpus('clockwork-original', 'the original project’s files', (folder) => {
  for (const name of readdirSync(folder)) {
    it(`${name} validates without errors`, () => {
      const directory = path.join(folder, name);
      const snapshot = createWorkspace({ files: createFileSystem(), directory, facts, unset: 'error' }).snapshot();
      expect(diagnosticLines(snapshot).filter((line) => line.includes(' error['))).toEqual([]);
      expect(describeModel(snapshot).length).toBeGreaterThan(3);
    });
  }
});

describe('files outside of the module', () => {
  const main = (functions: Readonly<Record<string, string>>) =>
    Object.entries(functions)
      .map(([name, call]) => `resource "file" "${name}" {\n  path    = "out/${name}"\n  content = ${call}\n}\n`)
      .join('');
  const check = (functions: Readonly<Record<string, string>>, link: (root: string) => void) => {
    const root = tempFolder();
    writeFiles(root, {
      'project/main.cw': main(functions),
      'project/own/a.txt': 'a',
      'outside/key': 'k',
      'outside/t.tpl': 'x',
    });
    link(root);
    const snapshot = createWorkspace({
      files: createFileSystem(),
      directory: path.join(root, 'project'),
      facts,
    }).snapshot();
    expect(diagnosticLines(snapshot).filter((line) => !line.includes('sensitive'))).toEqual([]);
    return Object.fromEntries(
      Object.keys(functions).map((name) => [name, shown(snapshot, `file.${name}`, 'content').endsWith(' *')]),
    );
  };

  it('are sensitive through whatever links they are reached, and where there is nothing yet', () => {
    const secret = check(
      {
        plain: 'file("own/a.txt")',
        dots: 'file("../outside/key")',
        file_link: 'file("key")',
        folder_link: 'file("away/key")',
        template: 'templatefile("away/t.tpl", {})',
        missing: 'tostring(fileexists("away/no/such"))',
        missing_inside: 'tostring(fileexists("own/no/such"))',
        dangling: 'tostring(fileexists("dangling"))',
        link_inside: 'file("same/a.txt")',
        back_again: 'file("away/../own/a.txt")',
      },
      (root) => {
        symlinkSync('../outside/key', path.join(root, 'project/key'));
        symlinkSync('../outside', path.join(root, 'project/away'));
        symlinkSync('../outside/later', path.join(root, 'project/dangling'));
        symlinkSync('own', path.join(root, 'project/same'));
      },
    );
    expect(secret).toEqual({
      plain: false,
      dots: true,
      file_link: true,
      folder_link: true,
      template: true,
      missing: true,
      missing_inside: false,
      dangling: true,
      link_inside: false,
      back_again: false,
    });
  });

  it('are not those of a project that is itself reached through a link', () => {
    const root = tempFolder();
    writeFiles(root, { 'real/main.cw': main({ a: 'file("own.txt")' }), 'real/own.txt': 'a' });
    symlinkSync('real', path.join(root, 'alias'));
    const directory = path.join(root, 'alias');
    const snapshot = createWorkspace({ files: createFileSystem(), directory, facts }).snapshot();
    expect(shown(snapshot, 'file.a', 'content')).toBe('"a"');
  });
});

describe('what a message offers', () => {
  const first = (text: string) => {
    const [diagnostic] = snapshotOf({ 'main.cw': text }).diagnostics;
    return { message: diagnostic?.message, newText: diagnostic?.fix?.edits[0]?.newText };
  };

  it('the attributes of the kind, where none has a similar name', () => {
    const { message } = first('resource "env_file" "app" {\n  path = ".env"\n  values = {}\n  variables = {}\n}\n');
    expect(message).toBe(
      'Unknown attribute `variables` for `env_file.app`. It may have `path`, `values`, `format`, `mode`, `owner`.',
    );
    const many = first('resource "service" "web" {\n  image = "a:1"\n  xyzzy = 1\n}\n');
    expect(many.message).toMatch(
      /^Unknown attribute `xyzzy` for `service\.web`\. It may have (`\w+`, ){11}`\w+` and \d+ more\.$/,
    );
  });

  it('a name that can be referred to, for a label that cannot', () => {
    const { message, newText } = first('check "from outside" {\n  assert "file_exists" {\n    path = "x"\n  }\n}\n');
    expect(message).toContain('"from outside" cannot be a name');
    expect(newText).toBe('"from_outside"');
  });
});
