#!/usr/bin/env bash
# Writes one file: new content beside it, then moved into place, so that nobody ever reads half of it.
# A file that is already as it should be is left alone.
#
#   write_file.sh --path=FILE [--mode=0644] [--owner=USER:GROUP] [--create-parents=false] CONTENT
#   write_file.sh --path=FILE … --source=FILE               a copy of another file
#   write_file.sh --path=FILE … --content-variable=NAME     content from $NAME, or the file in $NAME_FILE
set -euo pipefail

# include: die.sh
# include: carried.sh
# include: destination.sh
# include: outputs.sh
# include: build_file.sh
path=$(carried CW_PATH)
mode=$(carried CW_MODE)
owner=$(carried CW_OWNER)
source=$(carried CW_SOURCE)
create_parents=true
content=''
variable=''
for word in "$@"; do
  case $word in
    --path=*) path=${word#*=} ;;
    --mode=*) mode=${word#*=} ;;
    --owner=*) owner=${word#*=} ;;
    --create-parents=*) create_parents=${word#*=} ;;
    --source=*) source=${word#*=} ;;
    --content-variable=*) variable=${word#*=} ;;
    -*) die "unknown argument '$word'" ;;
    *) content=$(build_file "$word") ;;
  esac
done
[ -n "$path" ] || die 'no path was given'
content=${content:-$source}
if [ -z "$content" ]; then
  file="${variable}_FILE"
  if [ -z "$variable" ] || { [ -z "${!variable+set}" ] && [ -z "${!file+set}" ]; }; then
    die "no content was given for '$path'"
  fi
elif [ ! -f "$content" ]; then
  die "'$content', which '$path' is to be a copy of, is not there"
fi

target=$(destination "$path")
if [ -d "$target" ]; then
  die "'$path' is a folder"
fi
parent=$(dirname -- "$target")
if [ "$create_parents" = false ] && [ ! -d "$(dirname -- "$path")" ]; then
  die "the folder of '$path' is not there, and create_parents is false"
fi
mkdir -p -- "$parent"

temp=$(mktemp -- "$parent/.clockwork.XXXXXXXX")
trap 'rm -f -- "$temp"' EXIT
if [ -n "$content" ]; then
  cat -- "$content" >"$temp"
else
  carried "$variable" >"$temp"
fi
chmod -- "${mode:-0644}" "$temp"
if [ -n "$owner" ]; then
  chown -- "$owner" "$temp"
fi
if [ -f "$target" ] && [ ! -L "$target" ] && cmp -s -- "$temp" "$target"; then
  chmod -- "${mode:-0644}" "$target"
  if [ -n "$owner" ]; then
    chown -- "$owner" "$target"
  fi
else
  mv -f -- "$temp" "$target"
fi
give "{\"path\":$(json "$path")}"
