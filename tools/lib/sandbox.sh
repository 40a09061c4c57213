# shellcheck shell=bash
# For the tests of the scripts: a copy of tools/ in a temporary folder, a PATH on which nothing is
# but the basic commands and what the test puts there, and checks that say how they went.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
basics=$sandbox/basics
fakes=$sandbox/fakes
said=$sandbox/said
project=$sandbox/project
real_path=$PATH

mkdir -p "$basics" "$fakes" "$project"
cp -R "$here/tools" "$here/Package.swift" "$project"
for name in awk bash basename cat chmod cksum cmp cp cut date dirname env find grep head id ls \
  mkdir mktemp mv rm rmdir sed sleep sort tail tac touch tr true uname wc; do
  path=$(PATH=$real_path type -P "$name") && ln -s "$path" "$basics/$name"
done
export PATH=$fakes:$basics HOME=$sandbox/home project fakes basics
unset CI EDGEASD_DATA

# fake NAME: a command of that name, whose script is standard input; `$calls` logs its arguments.
export calls=$sandbox/calls
fake() {
  {
    # shellcheck disable=SC2016 # for the fake to expand
    printf '#!%s\nprintf "%%s\\n" "%s $*" >>"$calls"\n' "$basics/bash" "$1"
    cat
  } >"$fakes/$1"
  chmod +x "$fakes/$1"
}

# run_tool STATUS NAME ARGUMENT…: runs tools/NAME; whether it ended with STATUS. What it said is
# in the file $said.
run_tool() {
  local wanted=$1 name=$2 status=0
  shift 2
  : >"$calls"
  "$project/tools/$name" "$@" >"$said" 2>&1 </dev/null || status=$?
  [ "$status" -eq "$wanted" ] || {
    printf 'status %d instead of %d from: tools/%s %s\n' "$status" "$wanted" "$name" "$*"
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

called() { grep -q -e "$1" "$calls" || { printf 'never called: %s\n' "$1" && false; }; }
not_called() { ! grep -e "$1" "$calls"; }

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

# A toolchain and a system on which everything is there, in place of all fakes there were.
fake_complete_system() {
  rm -rf "${fakes:?}" "$HOME"
  mkdir -p "$fakes" "$HOME"
  fake swift <<'END'
case "$*" in
  --version) echo "Swift version ${SWIFT_VERSION:-6.3.1} (swift-RELEASE)" ;;
  *--show-bin-path*) echo "$project/.build/release" ;;
  "build --version") echo "Swift Package Manager" ;;
esac
END
  fake swiftc <<'END'
while [ "$1" != -o ]; do shift; done
printf '#!%s\necho 1\n' "$basics/bash" >"$2"
chmod +x "$2"
END
  fake git </dev/null
  fake pkg-config </dev/null
  fake dpkg-query <<<'echo installed'
}
