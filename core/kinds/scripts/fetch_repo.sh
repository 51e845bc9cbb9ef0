#!/usr/bin/env bash
# Clones a git repository, or brings its work tree to a branch, tag or commit of the remote. A work tree with local
# changes, or with commits that the remote does not have, is left alone and reported.
#
#   fetch_repo.sh --url=URL --path=FOLDER [--ref=BRANCH|TAG|COMMIT] [--depth=COMMITS]
set -euo pipefail
export GIT_TERMINAL_PROMPT=0

# include: die.sh
# include: carried.sh
# include: outputs.sh
url=$(carried CW_URL)
path=$(carried CW_PATH)
ref=$(carried CW_REF)
depth=()
for word in "$@"; do
  case $word in
    --url=*) url=${word#*=} ;;
    --path=*) path=${word#*=} ;;
    --ref=*) ref=${word#*=} ;;
    --depth=*) depth=(--depth "${word#*=}") ;;
    *) die "unknown argument '$word'" ;;
  esac
done
[ -n "$url" ] || die 'no url was given'
[ -n "$path" ] || die 'no path was given'

in_repo() {
  git -C "$path" "$@"
}
has() {
  in_repo rev-parse -q --verify "$1^{commit}" >/dev/null
}

if [ ! -e "$path/.git" ]; then
  if [ -e "$path" ] && [ -n "$(ls -A -- "$path")" ]; then
    die "'$path' is there and is no git work tree; it is left as it is"
  fi
  mkdir -p -- "$path"
  git init -q -- "$path"
elif [ -n "$(in_repo status --porcelain)" ]; then
  die "'$path' has local changes; commit and push them, or put them away, and run this again"
fi
if in_repo remote get-url origin >/dev/null 2>&1; then
  in_repo remote set-url origin "$url"
else
  in_repo remote add origin "$url"
fi

branch=''
tag=''
if [ -z "$ref" ]; then
  head=$(in_repo ls-remote --symref origin HEAD)
  [[ $head =~ ^ref:\ refs/heads/([^[:space:]]+) ]] || die "'$url' has no default branch; give a ref"
  branch=${BASH_REMATCH[1]}
elif [ -n "$(in_repo ls-remote origin "refs/heads/$ref")" ]; then
  branch=$ref
elif [ -n "$(in_repo ls-remote origin "refs/tags/$ref")" ]; then
  tag=$ref
fi

if [ -n "$branch" ]; then
  tracking="refs/remotes/origin/$branch"
  if has "refs/heads/$branch" && has "$tracking" && [ -n "$(in_repo rev-list "$tracking..refs/heads/$branch")" ]; then
    die "branch '$branch' in '$path' has commits that '$url' does not have; push them and run this again"
  fi
  in_repo fetch -q "${depth[@]}" origin "+refs/heads/$branch:$tracking"
  in_repo checkout -q -B "$branch" "$tracking" --
elif [ -n "$tag" ]; then
  in_repo fetch -q "${depth[@]}" origin "+refs/tags/$tag:refs/tags/$tag"
  in_repo checkout -q --detach "refs/tags/$tag" --
else
  if ! has "$ref" && ! in_repo fetch -q "${depth[@]}" origin "$ref" 2>/dev/null; then
    in_repo fetch -q --tags origin '+refs/heads/*:refs/remotes/origin/*'
  fi
  has "$ref" || die "'$url' has no branch, tag or commit '$ref'"
  in_repo checkout -q --detach "$ref" --
fi
commit=$(in_repo rev-parse HEAD)
printf '%s is at %s.\n' "$path" "$commit"
give "{\"path\":$(json "$path"),\"commit\":$(json "$commit")}"
