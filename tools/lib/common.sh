# shellcheck shell=bash
# What the scripts of tools/ share. Source it after `set -euo pipefail`.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
tool=tools/$(basename "$0")

# stop STATUS WHAT WHERE REMEDY: the three lines of every error, then the end.
stop() {
  printf '%s: %s\n  %s\n  %s\n' "$tool" "$2" "$3" "$4" >&2
  exit "$1"
}

# usage_error WHAT WHERE: a command line that cannot be understood (EX_USAGE).
usage_error() {
  stop 64 "$1" "$2" "see: $tool --help"
}

# option_value OPTION VALUE…: the value that has to follow an option.
option_value() {
  if [ $# -lt 2 ] || [ -z "$2" ]; then
    usage_error "option $1 needs a value" "nothing follows it"
  fi
  printf '%s' "$2"
}

# print_help FILE: the comment at the head of a script is its help.
print_help() {
  awk 'NR == 1 { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "$1"
}

# run COMMAND…: a child that an interrupt of this script takes along. The shell handles signals
# only between foreground commands, so the child runs in the background and is waited for.
run() {
  "$@" </dev/null &
  wait "$!"
}

# shellcheck disable=SC2034 # read by what sources this
interrupted=no
# on_interrupt: ends the running children; the script's own EXIT trap then tidies up.
on_interrupt() {
  local children
  trap '' INT TERM HUP
  # shellcheck disable=SC2034
  interrupted=yes
  children=$(jobs -rp)
  if [ -n "$children" ]; then
    # shellcheck disable=SC2086 # a list of numbers
    kill -TERM $children 2>/dev/null || true
    wait
  fi
  printf '\n%s: interrupted\n' "$tool" >&2
  exit "$1"
}

trap_interrupts() {
  trap 'on_interrupt 129' HUP
  trap 'on_interrupt 130' INT
  trap 'on_interrupt 143' TERM
}

# build_release OPTION…: builds both executables and sets `release` to their folder. The build
# speaks only on a terminal, or when it fails.
build_release() {
  local log status=0 options=(--package-path "$root" "$@")
  release=$(swift build "${options[@]}" --show-bin-path)
  mkdir -p "$root/.build"
  log=$root/.build/release-build.log
  if [ -t 2 ]; then
    run swift build "${options[@]}" >&2 || status=$?
  else
    run swift build "${options[@]}" >"$log" 2>&1 || status=$?
    [ "$status" -eq 0 ] || tail -n 40 "$log" >&2
  fi
  [ "$status" -eq 0 ] || stop 1 "the release build failed (status $status)" \
    "in $root" "read the errors above; \`swift build -c release\` shows them again"
  for program in edgeasd firmware-sim; do
    [ -x "$release/$program" ] || stop 1 "the build made no $program" \
      "expected $release/$program" "remove $root/.build and build again"
  done
}
