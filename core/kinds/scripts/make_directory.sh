#!/usr/bin/env bash
# Makes a folder, or brings one that is there to the given mode and owner.
#
#   make_directory.sh --path=FOLDER [--mode=0755] [--owner=USER:GROUP] [--create-parents=false]
set -euo pipefail

# include: die.sh
# include: carried.sh
# include: outputs.sh
path=$(carried CW_PATH)
mode=$(carried CW_MODE)
owner=$(carried CW_OWNER)
create_parents=true
for word in "$@"; do
  case $word in
    --path=*) path=${word#*=} ;;
    --mode=*) mode=${word#*=} ;;
    --owner=*) owner=${word#*=} ;;
    --create-parents=*) create_parents=${word#*=} ;;
    *) die "unknown argument '$word'" ;;
  esac
done
[ -n "$path" ] || die 'no path was given'
if [ -e "$path" ] && [ ! -d "$path" ]; then
  die "'$path' is there, but is no folder"
fi
if [ "$create_parents" = false ] && [ ! -d "$(dirname -- "$path")" ]; then
  die "the folder that is to hold '$path' is not there, and create_parents is false"
fi
mkdir -p -- "$path"
chmod -- "${mode:-0755}" "$path"
if [ -n "$owner" ]; then
  chown -- "$owner" "$path"
fi
give "{\"path\":$(json "$path")}"
