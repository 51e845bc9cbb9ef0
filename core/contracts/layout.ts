/** Where things lie below a project's `.clockwork` folder. Joined with `/`; the adapters speak the system's own. */
export interface Layout {
  readonly projectDir: string;
  /** `.clockwork`: mode 0700. */
  readonly dir: string;
  readonly build: string;
  readonly manifest: string;
  readonly logs: string;
  readonly state: string;
  readonly journal: string;
  readonly cache: string;
  readonly observations: string;
  readonly lastResults: string;
  readonly facts: string;
  /** What the compiler wrote for each artifact, by digest: the base of a three-way diff. */
  readonly originals: string;
  readonly approvals: string;
  readonly lock: string;
  /** Holds files that carry values to steps, only while a run is under way. */
  readonly scratch: string;
}

export function layoutOf(projectDir: string): Layout {
  const dir = `${projectDir}/.clockwork`;
  return {
    projectDir,
    dir,
    build: `${dir}/build`,
    manifest: `${dir}/build/manifest.json`,
    logs: `${dir}/logs`,
    state: `${dir}/state.json`,
    journal: `${dir}/journal/current.jsonl`,
    cache: `${dir}/cache`,
    observations: `${dir}/cache/observations.json`,
    lastResults: `${dir}/cache/last-results.json`,
    facts: `${dir}/cache/facts.json`,
    originals: `${dir}/cache/originals`,
    approvals: `${dir}/approvals`,
    lock: `${dir}/lock.json`,
    scratch: `${dir}/tmp`,
  };
}
