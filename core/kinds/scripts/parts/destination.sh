# Where to write $1: the path itself, or its place below $CLOCKWORK_DEST where that is set.
destination() {
  local path=$1 prefix=''
  if [ -n "${CLOCKWORK_DEST:-}" ]; then
    while [[ $path == ../* ]]; do
      path=${path#../}
      prefix+='_parent/'
    done
    path="$CLOCKWORK_DEST/$prefix${path#/}"
  fi
  printf '%s' "$path"
}
