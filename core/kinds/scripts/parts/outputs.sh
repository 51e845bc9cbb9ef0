# The text $1 as JSON.
json() {
  local text=$1
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  text=${text//$'\r'/\\r}
  text=${text//$'\t'/\\t}
  printf '"%s"' "$text"
}

# Hands the JSON object $1 to whoever started this.
give() {
  if [ -n "${CLOCKWORK_OUTPUTS:-}" ]; then
    printf '%s\n' "$1" >"$CLOCKWORK_OUTPUTS"
  fi
}
