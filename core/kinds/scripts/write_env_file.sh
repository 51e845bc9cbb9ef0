#!/usr/bin/env bash
# Writes a file of environment variables, one NAME=value a line, in the order given: new content beside it, then
# moved into place. A file that is already as it should be is left alone.
#
#   write_env_file.sh --path=FILE [--format=shell|docker] [--mode=0600] [--owner=USER:GROUP]
#                     [--set=NAME=VALUE]… [--carry=NAME=VARIABLE]…
#
# --carry takes the value from $VARIABLE, or the file in $VARIABLE_FILE. --format must stand before both.
set -euo pipefail

# include: die.sh
# include: carried.sh
# include: destination.sh
# include: outputs.sh
# One line for the variable $1 with the value $2.
line() {
  local value=$2
  if [ "$format" = docker ]; then
    case $value in *$'\n'*) die "the value of '$1' holds a line break, which this format cannot write" ;; esac
  elif [[ ! $value =~ ^[A-Za-z0-9_.,:/@%+=-]*$ ]]; then
    value=${value//\\/\\\\}
    value=${value//\"/\\\"}
    value=${value//\$/\\\$}
    value=${value//\`/\\\`}
    value="\"$value\""
  fi
  printf '%s=%s\n' "$1" "$value"
}

path=$(carried CW_PATH)
mode=$(carried CW_MODE)
owner=$(carried CW_OWNER)
format=shell
lines=''
for word in "$@"; do
  case $word in
    --path=*) path=${word#*=} ;;
    --mode=*) mode=${word#*=} ;;
    --owner=*) owner=${word#*=} ;;
    --format=*) format=${word#*=} ;;
    --set=*)
      pair=${word#*=}
      lines+=$(line "${pair%%=*}" "${pair#*=}" && printf x)
      lines=${lines%x}
      ;;
    --carry=*)
      pair=${word#*=}
      value=$(carried "${pair#*=}" && printf x)
      lines+=$(line "${pair%%=*}" "${value%x}" && printf x)
      lines=${lines%x}
      ;;
    *) die "unknown argument '$word'" ;;
  esac
done
[ -n "$path" ] || die 'no path was given'

target=$(destination "$path")
if [ -d "$target" ]; then
  die "'$path' is a folder"
fi
parent=$(dirname -- "$target")
mkdir -p -- "$parent"
temp=$(mktemp -- "$parent/.clockwork.XXXXXXXX")
trap 'rm -f -- "$temp"' EXIT
printf '%s' "$lines" >"$temp"
chmod -- "${mode:-0600}" "$temp"
if [ -n "$owner" ]; then
  chown -- "$owner" "$temp"
fi
if [ -f "$target" ] && [ ! -L "$target" ] && cmp -s -- "$temp" "$target"; then
  chmod -- "${mode:-0600}" "$target"
  if [ -n "$owner" ]; then
    chown -- "$owner" "$target"
  fi
else
  mv -f -- "$temp" "$target"
fi
give "{\"path\":$(json "$path")}"
