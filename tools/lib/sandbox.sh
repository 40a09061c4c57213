# shellcheck shell=bash
# For the tests of the scripts: a copy of tools/ in a temporary folder, a PATH on which nothing is
# but the basic commands and what the test puts there, and checks that say how they went.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# shellcheck source-path=SCRIPTDIR source=../lib/claims.sh
. "$here/tools/lib/claims.sh"
sandbox=$scratch
basics=$sandbox/basics
fakes=$sandbox/fakes
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

# run_tool STATUS NAME ARGUMENT…: runs tools/NAME, which has to end with STATUS.
run_tool() {
  local wanted=$1 name=$2
  shift 2
  : >"$calls"
  ends "$wanted" "$project/tools/$name" "$@"
}

called() { grep -q -e "$1" "$calls" || { printf 'never called: %s\n' "$1" && false; }; }
not_called() { ! grep -e "$1" "$calls"; }

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
