# The value that the environment carries as $1, or in the file that $1_FILE names; nothing where it carries none.
carried() {
  local file="$1_FILE"
  if [ -n "${!file:-}" ]; then
    cat -- "${!file}"
  else
    printf '%s' "${!1:-}"
  fi
}
