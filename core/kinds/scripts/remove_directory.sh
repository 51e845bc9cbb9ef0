#!/usr/bin/env bash
# Removes a folder if it is empty; what others put into it is never removed.
#
#   remove_directory.sh --path=FOLDER
set -euo pipefail

# include: die.sh
path=''
for word in "$@"; do
  case $word in
    --path=*) path=${word#*=} ;;
    *) die "unknown argument '$word'" ;;
  esac
done
[ -n "$path" ] || die 'no path was given'
if [ ! -e "$path" ]; then
  exit 0
fi
[ -d "$path" ] || die "'$path' is no folder any more; it is left as it is"
if [ -n "$(ls -A -- "$path")" ]; then
  printf "'%s' is not empty and stays.\n" "$path"
  exit 0
fi
rmdir -- "$path"
