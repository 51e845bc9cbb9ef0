/** `custom`: a script of the user's own. */
import { z } from 'zod';
import { type ArtifactFile, attribute, defineKind, output, type StepSpec } from './define.ts';
import { type HoleyJson, type HoleyObject, isHole } from './hole.ts';
import { durationSchema, secondsOf } from './parts/durations.ts';
import { carrierOf, environmentSchema, plainText, sharedCarriers } from './parts/environment.ts';
import { flags, known, mustBePlain, pick } from './parts/known.ts';
import { absent, notObserved } from './parts/observing.ts';
import { asFolder, normalisePath, pathSchema } from './parts/paths.ts';
import { dataFile, runScript } from './parts/templates.ts';

const interpreters = ['bash', 'sh', 'python3', 'node'] as const;
const languages = { bash: 'bash', sh: 'sh', python3: 'python', node: 'node' } as const;
const suffixes = { bash: 'sh', sh: 'sh', python3: 'py', node: 'mjs' } as const;
const probeTimeoutMs = 30_000;

export const custom = defineKind({
  name: 'custom',
  summary: 'A script that is run when it is new or has changed.',
  description:
    'It runs when it is created, and again when the script, its environment, its folder or `triggers` change. It never runs again by itself, unless `creates` or `probe` says how to see that its work is gone. bash and sh stop at the first command that fails. A JSON object that the script writes to the file `$CLOCKWORK_OUTPUTS` becomes the output `values`.',
  attributes: {
    script: attribute(z.string().min(1), { description: 'The text to run.', change: 'update', completable: true }),
    interpreter: attribute(z.enum(interpreters).default('bash'), {
      description: 'What runs the script.',
      change: 'update',
    }),
    environment: attribute(environmentSchema.default({}), {
      description: 'Environment variables of the script; those of your own shell are not passed on.',
      example: '{ LOG_LEVEL = "info" }',
      change: 'update',
    }),
    working_dir: attribute(pathSchema.optional(), {
      description: 'Folder to run in, relative to the project’s folder, which it is unless given.',
      change: 'update',
    }),
    triggers: attribute(z.record(z.string(), z.json()).optional(), {
      description: 'Values of your choice; when one changes, the script runs again.',
      change: 'update',
    }),
    creates: attribute(pathSchema.optional(), {
      description: 'A path that exists once the script has done its work; while it is missing, the script is run.',
      change: 'none',
    }),
    probe: attribute(z.string().min(1).optional(), {
      description:
        'A script for `sh` that only looks: exit code 0 says that the work is done, 1 that it is to do. It is asked once its text was approved.',
      change: 'none',
    }),
    destroy: attribute(z.string().min(1).optional(), {
      description:
        'A script, for the same interpreter, that undoes the work. It gets those variables that are not sensitive.',
      change: 'none',
    }),
    idempotent: attribute(z.boolean().default(false), {
      description: 'Whether it may run again after a crash left it in doubt.',
      change: 'none',
    }),
    timeout: attribute(durationSchema.optional(), {
      description: 'How long it may take; `5m` unless given.',
      change: 'none',
    }),
  },
  outputs: {
    values: output(z.record(z.string(), z.json()), { description: 'What the script wrote to `$CLOCKWORK_OUTPUTS`.' }),
  },
  environmentAttribute: 'environment',
  runsIn: 'host',
  examples: [
    {
      title: 'A database that is filled once',
      source: `resource "custom" "seed" {
  script  = <<-EOT
    mkdir -p data
    printf 'id,name\\n1,Ada\\n' > data/people.csv
  EOT
  creates = "data/people.csv"
  destroy = "rm -f data/people.csv"
}
`,
    },
    {
      title: 'A Python script that gives a value',
      source: `resource "custom" "answer" {
  interpreter = "python3"
  script      = <<-EOT
    import json, os
    with open(os.environ["CLOCKWORK_OUTPUTS"], "w") as out:
        json.dump({"answer": int(os.environ["SIX"]) * 7}, out)
  EOT
  environment = { SIX = "6" }
  idempotent  = true
}
`,
    },
  ],
  check: (args) => [
    ...mustBePlain(args, ['working_dir', 'creates', 'triggers']),
    ...sharedCarriers((known(args.environment) ?? {}) as HoleyObject).map((message) => ({
      attribute: 'environment',
      message,
    })),
  ],
  claims: () => [],
  probe(args) {
    const creates = known(args.creates);
    const script = known(args.probe);
    if (creates !== undefined) return [{ kind: 'stat-path', path: normalisePath(creates), digest: false }];
    if (script === undefined) return [];
    return [
      {
        kind: 'run-script',
        script,
        workingDir: normalisePath(known(args.working_dir) ?? '.'),
        environment: plainText(known(args.environment) ?? {}),
        timeoutMs: probeTimeoutMs,
      },
    ];
  },
  observe([answer]) {
    const present = { presence: 'present', attributes: {}, outputs: {} } as const;
    switch (answer?.kind) {
      case 'path':
        return present;
      case 'absent':
        return absent;
      case 'ran': {
        if (answer.exitCode === 0) return present;
        if (answer.exitCode === 1) return absent;
        const problem = `The probe ended with exit code ${answer.exitCode}; 0 means done, 1 to do.`;
        return { presence: 'unknown', attributes: {}, outputs: {}, problem };
      }
      default:
        return notObserved(answer);
    }
  },
  plan({ args }) {
    const names = ['script', 'interpreter', 'environment', 'working_dir', 'triggers', 'creates'];
    return [
      {
        name: 'run_command',
        args: pick(args, names),
        idempotent: known(args.idempotent) === true,
        needs: needsOf(args.working_dir as HoleyJson | undefined, args.creates as HoleyJson | undefined),
        ...timeoutOf(known(args.timeout)),
      },
    ];
  },
  artifacts: ({ name, args }, subject) =>
    compile(name === 'run_destroy' ? `${subject.slug}.destroy` : subject.slug, args),
  removal(args) {
    const destroy = known(args.destroy);
    if (destroy === undefined) return {};
    return {
      script: destroy,
      interpreter: known(args.interpreter) ?? 'bash',
      environment: plainText(known(args.environment) ?? {}),
      working_dir: known(args.working_dir) ?? '.',
    };
  },
  planRemoval(removal): readonly StepSpec[] {
    if (removal['script'] === undefined) return [];
    const needs = needsOf(removal['working_dir'], undefined);
    return [{ name: 'run_destroy', args: removal, idempotent: false, needs }];
  },
});

function compile(slug: string, args: HoleyObject): ReturnType<typeof runScript> {
  const interpreter = interpreters.find((one) => one === args['interpreter']) ?? 'bash';
  const words = [...flags(args, ['interpreter', 'working_dir']), ...environmentFlags(args['environment'])];
  const script = args['script'];
  if (typeof script !== 'string') return runScript('run_command', words);
  const file: ArtifactFile = dataFile(
    `custom/${slug}.${suffixes[interpreter]}`,
    script.endsWith('\n') ? script : `${script}\n`,
    languages[interpreter],
  );
  return runScript('run_command', [...words, file.path], [file]);
}

/** Known values as they are; for others the name of the variable that carries them. */
function environmentFlags(environment: HoleyJson | undefined): readonly string[] {
  if (typeof environment !== 'object' || environment === null || isHole(environment)) return [];
  return Object.entries(environment as HoleyObject).map(([name, value]) =>
    isHole(value) ? `--carry=${name}=${carrierOf('environment', name)}` : `--env=${name}=${value}`,
  );
}

function needsOf(
  workingDir: HoleyJson | undefined,
  creates: HoleyJson | undefined,
): { readonly write: readonly string[] & string[] } {
  const folder = typeof workingDir === 'string' ? workingDir : '.';
  const write = [asFolder(normalisePath(folder))];
  if (typeof creates === 'string') write.push(normalisePath(creates));
  return { write };
}

function timeoutOf(timeout: string | undefined): { readonly timeout?: string } {
  return timeout === undefined || secondsOf(timeout) === 0 ? {} : { timeout };
}
