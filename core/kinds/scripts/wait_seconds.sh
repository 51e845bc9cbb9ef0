#!/usr/bin/env bash
# Waits.
#
#   wait_seconds.sh --seconds=SECONDS
set -euo pipefail

# include: die.sh
# include: carried.sh
seconds=$(carried CW_SECONDS)
for word in "$@"; do
  case $word in
    --seconds=*) seconds=${word#*=} ;;
    *) die "unknown argument '$word'" ;;
  esac
done
[ -n "$seconds" ] || die 'no number of seconds was given'
sleep "$seconds"
