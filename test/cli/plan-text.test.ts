/** How a plan looks, at two widths. The golden files are there to be read: is this a pleasure? */
import { describe, expect, test } from 'vitest';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { clockwork } from './run-cli.ts';

const before = {
  'main.cw': `variable "token" {
  type      = string
  sensitive = true
}

resource "file" "config" {
  path    = "app/config.ini"
  content = <<-EOT
    [server]
    port = 80
    host = localhost
    [log]
    level = info
    file = app.log
    [end]
  EOT
}

resource "custom" "job" {
  script      = "echo run"
  environment = { STAGE = "test", TOKEN = var.token, KEPT = "same", GONE = "x" }
}

resource "file" "old" {
  path    = "old.txt"
  content = "x"
}

resource "file" "drifts" {
  path    = "drifts.txt"
  content = "as it should be"
}

resource "file" "same" {
  path    = "same.txt"
  content = "x"
}

resource "directory" "data" {
  path = "data"
}

output "stage" {
  value = "test"
}
`,
};

const after = {
  'main.cw': `variable "token" {
  type      = string
  sensitive = true
}

resource "file" "config" {
  path    = "app/config.ini"
  content = <<-EOT
    [server]
    port = 8080
    host = localhost
    [log]
    level = info
    file = app.log
    [end]
  EOT
}

resource "custom" "job" {
  script      = "echo run"
  environment = { STAGE = "production", TOKEN = var.token, KEPT = "same", NEW = "a value that is rather long, since it has to be cut somewhere on a narrow screen" }
}

resource "file" "drifts" {
  path    = "drifts.txt"
  content = "as it should be"
}

resource "file" "same" {
  path    = "same.txt"
  content = "x"
}

resource "directory" "files" {
  path = "data"
}

moved {
  from = directory.data
  to   = directory.files
}

resource "custom" "makes" {
  script  = "echo '{\\"values\\": {\\"port\\": 1}}' > $CLOCKWORK_OUTPUTS"
}

resource "file" "unknown" {
  path    = "unknown.txt"
  content = "port $\{jsonencode(custom.makes.values)}"
}

module "site" {
  source   = "./site"
  for_each = toset(["a", "b"])
  name     = each.key
}

output "stage" {
  value = "production"
}

output "values" {
  value = custom.makes.values
}
`,
  'site/main.cw': `variable "name" {
  type = string
}

resource "file" "page" {
  path    = "site/$\{var.name}.html"
  content = "<h1>$\{var.name}</h1>"
}
`,
};

describe('a plan for people', () => {
  test('at 80 and at 120 columns', async () => {
    const cwd = writeFiles(tempFolder(), before);
    const applied = await clockwork(['apply', '--auto-approve', '--var', 'token=s3cret-token'], { cwd });
    expect(applied.stderr).toContain('Done: ');
    writeFiles(cwd, { ...after, 'drifts.txt': 'changed by hand' });
    for (const columns of [80, 120]) {
      const run = await clockwork(['plan', '--var', 'token=other-token'], { cwd, columns });
      expect(run.stderr).toBe('');
      await expect(run.stdout).toMatchFileSnapshot(`golden/plan-${columns}.txt`);
      expect(run.stdout).not.toMatch(/s3cret-token|other-token/);
      const wide = run.stdout.split('\n').filter((line) => line.length > columns);
      expect(wide).toEqual([]);
    }
  });

  test('colours say what the marks say', async () => {
    const cwd = writeFiles(tempFolder(), { 'main.cw': 'resource "file" "a" {\n  path    = "a"\n  content = "x"\n}\n' });
    const run = await clockwork(['plan'], { cwd, env: { FORCE_COLOR: '1' } });
    expect(run.stdout).toContain('  \u001b[32m+\u001b[39m \u001b[1mfile.a\u001b[22m');
  });
});
