#!/usr/bin/env bash
# Runs a script of the configuration in a folder, with an environment and an interpreter.
# What it writes as JSON to the file $CLOCKWORK_OUTPUTS becomes the output `values`.
#
#   run_command.sh [--working-dir=FOLDER] [--interpreter=bash] [--env=NAME=VALUE]… [--carry=NAME=VARIABLE]… SCRIPT
#
# --carry sets NAME to what $VARIABLE holds, or the file in $VARIABLE_FILE. Without SCRIPT the text is in $CW_SCRIPT.
set -euo pipefail

# include: die.sh
# include: carried.sh
# include: outputs.sh
# include: build_file.sh
working_dir=$(carried CW_WORKING_DIR)
interpreter=bash
script=''
for word in "$@"; do
  case $word in
    --working-dir=*) working_dir=${word#*=} ;;
    --interpreter=*) interpreter=${word#*=} ;;
    --env=*) export "${word#*=}" ;;
    --carry=*)
      pair=${word#*=}
      value=$(carried "${pair#*=}" && printf x)
      export "${pair%%=*}=${value%x}"
      ;;
    -*) die "unknown argument '$word'" ;;
    *) script=$(build_file "$word") ;;
  esac
done
case $interpreter in
  bash) run=(bash -euo pipefail) ;;
  sh) run=(sh -eu) ;;
  python3) run=(python3) ;;
  node) run=(node) ;;
  *) die "unknown interpreter '$interpreter'" ;;
esac

temp=$(mktemp -d)
trap 'rm -rf -- "$temp"' EXIT
if [ -z "$script" ]; then
  carried CW_SCRIPT >"$temp/script"
  script="$temp/script"
fi
[ -s "$script" ] || die 'no script was given'
script=$(cd -- "$(dirname -- "$script")" && pwd)/$(basename -- "$script")
outputs=${CLOCKWORK_OUTPUTS:-}
cd -- "${working_dir:-.}"
CLOCKWORK_OUTPUTS="$temp/outputs" "${run[@]}" "$script"
CLOCKWORK_OUTPUTS=$outputs
if [ -s "$temp/outputs" ]; then
  give "{\"values\":$(cat -- "$temp/outputs")}"
else
  give '{"values":{}}'
fi
