/** `.clockwork/build/run STEP`: the same commands as Clockwork runs, for a person at a shell. */
import type { Manifest } from './manifest.ts';

/** A bash script; its folder is `.clockwork/build`. */
export function runByHandScript(manifest: Manifest): string {
  const cases = Object.entries(manifest.steps).map(([id, step]) => {
    const words = step.cmd.map((word) => (word in manifest.artifacts ? `"$build"/${quote(word)}` : quote(word)));
    return `  ${quote(id)})\n    cd "$project"\n    exec ${words.join(' ')}\n    ;;`;
  });
  return [
    '#!/usr/bin/env bash',
    '# Runs one step of this build by hand: ./run STEP. Without a step it lists them.',
    '# Values that are sensitive, or known only while applying, are taken from the environment (CW_…).',
    'set -euo pipefail',
    'build="$(cd "$(dirname "$0")" && pwd)"',
    'project="$(cd "$build/../.." && pwd)"',
    'export CLOCKWORK_BUILD="$build"',
    'list() {',
    "  cat <<'STEPS'",
    ...Object.keys(manifest.steps),
    'STEPS',
    '}',
    'case "${1:-}" in',
    ...cases,
    "  '')\n    list\n    ;;",
    '  *)\n    echo "There is no step \'$1\'. The steps are:" >&2\n    list >&2\n    exit 2\n    ;;',
    'esac',
    '',
  ].join('\n');
}

function quote(word: string): string {
  return /^[A-Za-z0-9_\-./:=@%+,]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
