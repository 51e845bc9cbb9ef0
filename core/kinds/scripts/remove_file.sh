#!/usr/bin/env bash
# Removes a file; one that is gone already is no problem.
#
#   remove_file.sh --path=FILE
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
if [ -d "$path" ] && [ ! -L "$path" ]; then
  die "'$path' is a folder now; it is left as it is"
fi
rm -f -- "$path"
