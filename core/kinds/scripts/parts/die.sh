die() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 1
}
