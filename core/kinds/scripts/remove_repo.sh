#!/usr/bin/env bash
# Removes a git work tree, unless something in it exists nowhere else: local changes, or commits that no remote has.
#
#   remove_repo.sh --path=FOLDER
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
[ -e "$path/.git" ] || die "'$path' is no git work tree any more; it is left as it is"
if [ -n "$(git -C "$path" status --porcelain)" ]; then
  die "'$path' has local changes; it is left as it is"
fi
if [ -n "$(git -C "$path" rev-list --max-count=1 --branches --not --remotes)" ]; then
  die "'$path' has commits that no remote has; it is left as it is"
fi
rm -rf -- "$path"
