# shellcheck shell=bash
# For the tests of tools/tests: a scratch folder, and checks that say how they went.

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
said=$scratch/said

# ends STATUS COMMAND…: runs it; whether it ended with STATUS. What it said is in the file $said.
ends() {
  local wanted=$1 status=0
  shift
  "$@" >"$said" 2>&1 </dev/null || status=$?
  [ "$status" -eq "$wanted" ] || {
    printf 'status %d instead of %d from: %s\n' "$status" "$wanted" "$*"
    cat "$said"
    return 1
  }
}

says() {
  grep -q -e "$1" "$said" || {
    printf 'nothing like "%s" in:\n' "$1"
    cat "$said"
    return 1
  }
}

not_said() { ! grep -e "$1" "$said"; }

# says_three_lines: the form of every error: what, where and what to do, the latter two indented.
says_three_lines() {
  awk 'NR == 1 && /^  / || NR > 1 && !/^  / { bad = 1 } END { exit bad || NR != 3 }' "$said" || {
    printf 'not three lines:\n'
    cat "$said"
    return 1
  }
}

# claims FUNCTION…: runs each as a test, which holds if every command of it succeeds; its name is
# what it claims.
claims() {
  local test status failures=0
  for test; do
    # A subshell outside of any condition, so that `set -e` is in force within the test.
    set +e
    (
      set -e
      "$test"
    )
    status=$?
    set -e
    if [ "$status" -eq 0 ]; then
      printf 'ok %s\n' "$test"
    else
      printf 'FAILED %s: status %d\n' "$test" "$status"
      failures=$((failures + 1))
    fi
  done
  [ "$failures" -eq 0 ]
}
