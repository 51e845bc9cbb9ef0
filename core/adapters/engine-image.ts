/** Images: brought here by a pull, or built from a context. */
import { resolve } from 'node:path';
import { digestOfJson } from '../base/canonical-json.ts';
import type { JsonObject } from '../contracts/json.ts';
import { isRefusal, type ObjectOwner, type Refusal } from '../ports.ts';
import { openBuildContext } from './engine-build-context.ts';
import type { Carried, CarryBody, CarryContext } from './engine-carry.ts';
import {
  type EngineConnection,
  engineMessage,
  engineRefusal,
  inspectObject,
  statusOf,
  textOf,
} from './engine-connection.ts';
import { credentialsFor } from './engine-credentials.ts';
import { foreignImage, ownLabels } from './engine-owner.ts';
import { followProgress } from './engine-progress.ts';
import { refuse } from './refusal.ts';

type PullPolicy = 'missing' | 'always' | 'never';

export async function carryImage(
  connection: EngineConnection,
  body: CarryBody<'image'>,
  owner: ObjectOwner,
  context: CarryContext,
): Promise<Carried | Refusal> {
  const before = await inspectObject(connection.docker, 'image', body.tag);
  const outcome =
    body.build === undefined
      ? await ensureImage(connection, body.tag, body.pull ?? 'missing', context)
      : await build(connection, body, body.build, before, owner, context);
  if (isRefusal(outcome)) return outcome;
  const { document } = outcome;
  const size = document.Size;
  return {
    outputs: {
      id: textOf(document.Id),
      name: body.tag,
      size_bytes: typeof size === 'number' ? size : 0,
      engine: connection.engine,
    },
    changed: before === null || before.Id !== document.Id,
  };
}

/** The image's document, after a pull where the policy asks for one. */
export async function ensureImage(
  connection: EngineConnection,
  name: string,
  policy: PullPolicy,
  context: CarryContext,
): Promise<{ readonly document: JsonObject } | Refusal> {
  const here = await inspectObject(connection.docker, 'image', name);
  if (here !== null && policy !== 'always') return { document: here };
  if (policy === 'never') {
    return refuse(
      'ENOIMAGE',
      `There is no image \`${name}\` here, and \`pull\` is \`never\`. Build it, pull it by hand, or set \`pull = "missing"\`.`,
    );
  }
  if (name.startsWith('sha256:'))
    return refuse('ENOIMAGE', `There is no image \`${name}\` here, and an id cannot be pulled: it needs a name.`);
  const problem = await pull(connection, name, context);
  if (problem !== null) return problem;
  const pulled = await inspectObject(connection.docker, 'image', name);
  return pulled === null
    ? refuse('ENOIMAGE', `\`${name}\` was pulled, and yet there is no such image.`)
    : { document: pulled };
}

async function pull(
  connection: EngineConnection,
  name: string,
  { progress, signal }: CarryContext,
): Promise<Refusal | null> {
  progress(`Pulling ${name}`);
  try {
    const authconfig = credentialsFor(name);
    // Without a tag an engine pulls every tag there is.
    const tagged = /[:@][^/]*$/.test(name) ? name : `${name}:latest`;
    const stream = await connection.docker.pull(tagged, {
      abortSignal: signal,
      ...(authconfig === null ? {} : { authconfig }),
    });
    await followProgress(stream, progress, signal);
    return null;
  } catch (error) {
    if (signal.aborted) return engineRefusal(error, `pull \`${name}\``, connection, signal);
    const status = statusOf(error);
    const why = engineMessage(error);
    return refuse(
      status === undefined ? 'ENOIMAGE' : `HTTP${status}`,
      `The image \`${name}\` is not here and cannot be pulled: ${why}. Check its name and the network, log in (\`docker login\`) if it is private, or build it.`,
    );
  }
}

async function build(
  connection: EngineConnection,
  body: CarryBody<'image'>,
  recipe: NonNullable<CarryBody<'image'>['build']>,
  before: JsonObject | null,
  owner: ObjectOwner,
  { baseDir, progress, signal }: CarryContext,
): Promise<{ readonly document: JsonObject } | Refusal> {
  const notOurs = before === null ? null : foreignImage(body.tag, before, owner);
  if (notOurs !== null) return notOurs;
  const source = openBuildContext(resolve(baseDir, recipe.context), recipe.dockerfile);
  if (isRefusal(source)) return source;
  progress(`Building ${body.tag} from ${recipe.context}`);
  const stream = await connection.docker.buildImage(source.tar, {
    abortSignal: signal,
    t: body.tag,
    dockerfile: source.dockerfile,
    buildargs: textValues(recipe.args),
    labels: ownLabels(owner, digestOfJson(recipe)),
    ...(recipe.target === undefined ? {} : { target: recipe.target }),
    rm: true,
    forcerm: true,
  });
  const lines: string[] = [];
  try {
    await followProgress(
      stream,
      (line) => {
        lines.push(line);
        progress(line);
      },
      signal,
    );
  } catch (error) {
    if (signal.aborted) return engineRefusal(error, `build \`${body.tag}\``, connection, signal);
    const step = lines.findLast((line) => /^step \d/i.test(line));
    return refuse(
      'EBUILD',
      `The image \`${body.tag}\` cannot be built: ${engineMessage(error)}.${step === undefined ? '' : ` It stopped at ${step}.`}`,
    );
  }
  for (const tag of recipe.tags)
    await connection.docker.getImage(body.tag).tag({ ...nameParts(tag), abortSignal: signal });
  const built = await inspectObject(connection.docker, 'image', body.tag);
  return built === null
    ? refuse('EBUILD', `\`${body.tag}\` was built, and yet there is no such image.`)
    : { document: built };
}

/** `registry:5000/app:1.2` → `registry:5000/app` and `1.2`. */
function nameParts(name: string): { readonly repo: string; readonly tag: string } {
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/')
    ? { repo: name.slice(0, colon), tag: name.slice(colon + 1) }
    : { repo: name, tag: 'latest' };
}

function textValues(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]));
}
