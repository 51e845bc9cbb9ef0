# A data file of the build: $1 as it is, or below the folder of the build that this script is part of.
build_file() {
  local here
  here=$(dirname -- "${BASH_SOURCE[0]}")
  if [ ! -e "$1" ] && [ -e "$here/../$1" ]; then
    printf '%s' "$here/../$1"
  else
    printf '%s' "$1"
  fi
}
