/**
 * Content approvals: a probe script of the user's own is text from the project's files, and planning must
 * not run what nobody on this machine has agreed to. An approval holds for one digest, under this machine's
 * key: one that arrives with a clone is worthless. A person gives it by confirming, at the terminal, an
 * apply that showed the script, or by naming its digest in CLOCKWORK_APPROVE.
 */

import { probesOf } from '../assembly/observe.ts';
import type { Prepared } from '../assembly/prepare.ts';
import { digestOfBytes } from '../base/canonical-json.ts';
import type { Layout } from '../contracts/layout.ts';
import type { ProbeRequest } from '../contracts/probe.ts';
import { isRefusal, type Refusal, type World } from '../ports.ts';

export interface ProbeScript {
  readonly address: string;
  readonly script: string;
  /** `sha256:` + hex of the script's text. */
  readonly digest: string;
}

/** Whether a question may be asked: all that core asks by itself may, a script only once it was approved. */
export function mayAsk(world: World, layout: Layout, requests: readonly ProbeRequest[]): boolean {
  return requests.every(
    (request) => request.kind !== 'run-script' || isApproved(world, layout, digestOfBytes(request.script)),
  );
}

/** Digests of the scripts among the questions, as CLOCKWORK_APPROVE takes them. */
export function scriptDigests(requests: readonly ProbeRequest[]): string {
  return requests
    .flatMap((request) => (request.kind === 'run-script' ? [digestOfBytes(request.script)] : []))
    .join(',');
}

/** Probe scripts of the project that nobody on this machine has approved, in source order. */
export function unapprovedProbes(world: World, layout: Layout, prepared: Prepared): readonly ProbeScript[] {
  const scripts: ProbeScript[] = [];
  for (const desired of prepared.desired.values()) {
    for (const request of probesOf(desired)) {
      if (request.kind !== 'run-script') continue;
      const digest = digestOfBytes(request.script);
      if (isApproved(world, layout, digest)) continue;
      scripts.push({ address: desired.instance.address, script: request.script, digest });
    }
  }
  return scripts;
}

/** Records that a person agreed to these scripts. */
export function approve(world: World, layout: Layout, scripts: readonly ProbeScript[]): undefined | Refusal {
  for (const { digest } of scripts) {
    const seal = world.sealer.seal('approval', digest);
    if (isRefusal(seal)) return seal;
    const made = world.files.makeDirectory(layout.approvals, 0o700);
    if (isRefusal(made)) return made;
    const written = world.files.writeAtomic(
      approvalPath(layout, digest),
      `${JSON.stringify({ digest, seal })}\n`,
      0o600,
    );
    if (isRefusal(written)) return written;
  }
  return undefined;
}

/** Whether somebody on this machine agreed to the text with this digest. */
export function isApproved(world: World, layout: Layout, digest: string): boolean {
  if ((world.env['CLOCKWORK_APPROVE'] ?? '').split(/[\s,]+/).includes(digest)) return true;
  const bytes = world.files.read(approvalPath(layout, digest));
  if (isRefusal(bytes)) return false;
  const seal = world.sealer.seal('approval', digest);
  return !isRefusal(seal) && new TextDecoder().decode(bytes) === `${JSON.stringify({ digest, seal })}\n`;
}

function approvalPath(layout: Layout, digest: string): string {
  return `${layout.approvals}/${digest.replace(':', '-')}.json`;
}
