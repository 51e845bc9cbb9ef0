/** Labels that say which of an engine's objects are ours. What lacks them is never changed. */
import type { JsonObject } from '../contracts/json.ts';
import type { ObjectOwner, Refusal } from '../ports.ts';
import { type ObjectKind, objectOf, textOf } from './engine-connection.ts';
import { refuse } from './refusal.ts';

const projectLabel = 'clockwork.project';
const addressLabel = 'clockwork.address';
/** Digest of the body that an object was made from: the same body again means there is nothing to do. */
const digestLabel = 'clockwork.digest';

export function ownLabels(owner: ObjectOwner, digest: string): Record<string, string> {
  return { [projectLabel]: owner.project, [addressLabel]: owner.address, [digestLabel]: digest };
}

/** Labels of an inspect document, which stand in `Config` for containers and images. */
export function labelsOf(document: JsonObject): JsonObject {
  return objectOf(document.Labels ?? objectOf(document.Config).Labels);
}

export function digestOf(document: JsonObject): string {
  return textOf(labelsOf(document)[digestLabel]);
}

/** Null where the object is this project's, or was given to it by an `import` block. */
export function foreign(object: ObjectKind, name: string, document: JsonObject, owner: ObjectOwner): Refusal | null {
  const project = labelsOf(document)[projectLabel];
  if (project === owner.project || owner.isImported) return null;
  if (typeof project !== 'string' && owner.isImported) return null;
  const what = `A ${object} \`${name}\` exists already and`;
  if (typeof project === 'string') {
    const address = textOf(labelsOf(document)[addressLabel]);
    return refuse(
      'ENOTOURS',
      `${what} belongs to another Clockwork project${address === '' ? '' : ` (its \`${address}\`)`}. Give this one another \`name\`, or destroy the other first.`,
    );
  }
  return refuse(
    'ENOTOURS',
    `${what} was not made by this project. Give this one another \`name\`, take it over as it is with an \`import\` block, or remove it (\`docker ${object} rm ${name}\`).`,
  );
}

/** An image without any label may be one that was pulled for us; only another project's is not ours to touch. */
export function foreignImage(name: string, document: JsonObject, owner: ObjectOwner): Refusal | null {
  return typeof labelsOf(document)[projectLabel] === 'string' ? foreign('image', name, document, owner) : null;
}
