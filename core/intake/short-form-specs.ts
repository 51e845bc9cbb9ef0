/** The short forms: what each is called and becomes, and which words it has beside those of what it becomes. */
import type { LabelSpec, WordSpec } from './block-spec.ts';

export type ShortForm = 'deploy' | 'create_file' | 'run_command' | 'verify_http' | 'wait_for';

export interface ShortFormSpec {
  readonly summary: string;
  readonly aliases: readonly string[];
  readonly label: LabelSpec;
  /** The kind that it becomes, or the kind of the one assertion in the check that it becomes. */
  readonly becomes: { readonly kind: string } | { readonly assertion: string };
  readonly attributes: Readonly<Record<string, WordSpec>>;
  /** Attributes of what it becomes that the label stands for. */
  readonly without?: readonly string[];
}

const label: LabelSpec = { name: 'NAME', description: 'A name; what does not fit into one becomes `_`.' };
const timeout: WordSpec = {
  need: 'optional',
  type: 'duration',
  takes: 'duration',
  description: 'How long it may take: `timeouts` of create and update.',
};

export const shortFormSpecs: Readonly<Record<ShortForm, ShortFormSpec>> = {
  deploy: {
    summary: 'Something that runs and answers. Becomes `service.NAME`.',
    aliases: ['deployment', 'service'],
    label,
    becomes: { kind: 'service' },
    attributes: {
      port: { need: 'optional', type: 'number', description: 'One port, the same on both sides.', example: '8080' },
      env: { need: 'optional', type: 'map of string', description: 'The same as `environment`.' },
      health_path: {
        need: 'optional',
        type: 'string',
        description: 'The same as `health_check.path`.',
        example: '"/health"',
      },
      timeout,
    },
  },
  create_file: {
    summary: 'A file; the label is its path. Content that is no text is written as JSON. Becomes `file.NAME`.',
    aliases: ['file'],
    label: { name: 'PATH', description: 'Where the file is.' },
    becomes: { kind: 'file' },
    attributes: { timeout },
    without: ['path'],
  },
  run_command: {
    summary: 'A script of yours. Becomes `custom.NAME`.',
    aliases: ['script', 'command'],
    label,
    becomes: { kind: 'custom' },
    attributes: { timeout },
  },
  verify_http: {
    summary: 'Asks a URL. Becomes `check.NAME` with one `healthcheck`.',
    aliases: ['verify'],
    label,
    becomes: { assertion: 'healthcheck' },
    attributes: {
      status: { need: 'optional', type: 'number', description: 'The same as `expected_status`.', example: '200' },
      expect_status: { need: 'optional', type: 'number', description: 'The same as `expected_status`.' },
    },
  },
  wait_for: {
    summary: 'Waits until a service runs and is well. Becomes `wait.NAME`.',
    aliases: ['wait'],
    label,
    becomes: { kind: 'wait' },
    attributes: { timeout },
  },
};

const formOf = new Map<string, ShortForm>();
for (const [form, { aliases }] of Object.entries(shortFormSpecs)) {
  for (const name of [form, ...aliases]) formOf.set(name, form as ShortForm);
}

export const shortFormNames: readonly string[] = [...formOf.keys()];

/** The form that a block type is, or is another name of. */
export function shortFormOf(type: string): ShortForm | undefined {
  return formOf.get(type);
}
