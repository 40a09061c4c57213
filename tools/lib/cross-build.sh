# shellcheck shell=bash
# Builds products for a target and keeps them, stripped. Source it after common.sh,
# cross-targets.sh, sysroot.sh and swift-sdk.sh.
# shellcheck disable=SC2154 # variables of these and of tools/cross

# require_toolchain: sets `toolchain`, and sees that it has all parts. The compiler is asked where
# it lives, because what is on the PATH may be a switch between several.
require_toolchain() {
  local part modules
  command -v swiftc >/dev/null || stop 1 "no Swift toolchain: \`swiftc\` is not on the PATH" \
    "needed: a toolchain with Embedded Swift" "install one from https://www.swift.org/install"
  modules=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
  modules=$modules/embedded/Swift.swiftmodule/$swift_triple.swiftmodule
  toolchain=${modules%/lib/swift*/embedded/*}
  [ -e "$modules" ] || stop 1 "the Swift toolchain has no Embedded Swift for $target" \
    "looked for $modules" "install a full toolchain from https://www.swift.org/install"
  for part in clang ld.lld llvm-objcopy llvm-ar; do
    [ -x "$toolchain/bin/$part" ] || stop 1 "the Swift toolchain has no $part" \
      "looked for $toolchain/bin/$part" \
      "install a full toolchain from https://www.swift.org/install"
  done
  for part in readelf size; do
    command -v "$part" >/dev/null || stop 1 "no $part, which reads what was built" \
      "looked on the PATH" "install the package binutils: sudo apt-get install --yes binutils"
  done
}

# is_fresh: whether all products are there, and nothing they are made of has changed since. Sets
# `made` to the products.
is_fresh() {
  local file
  [ -e "$products/.made" ] && [ "$(head -n 1 "$products/.made")" = "$recipe" ] || return 1
  mapfile -t made < <(tail -n +2 "$products/.made")
  for file in "${made[@]}"; do [ -e "$products/$file" ] || return 1; done
  [ -z "$(cd "$root" && find Package.swift Sources firmware-sim/target tools/cross \
    tools/lib -newer "$products/.made" -print -quit)" ]
}

# build_program LIBRARY PRODUCT OPTION…: optimised as a whole, for which the linker gets all modules
# before they are machine code; a tenth smaller or more. These modules are left in the current
# folder.
build_program() {
  mkdir -p "$cross/build/bitcode"
  cd "$cross/build/bitcode" || return
  scratch=programs build "$@" --experimental-lto-mode full
  cd "$OLDPWD" || return
}

# build LIBRARY PRODUCT OPTION…: sets `built` to the folder of what it made.
build() {
  local library=$1 product=$2 sysroot=$cross/empty log
  shift 2
  case $library in
    glibc) sysroot=$sysroots/$debian_arch ;;
    musl) sysroot=$sysroots/musl-$debian_arch ;;
    own) sysroot=$cross/own ;;
  esac
  mkdir -p "$cross/empty" "$cross/own"
  # Not the root itself: this package's modules would count as the system's.
  ln -s -f -n /usr "$cross/own/usr"
  make_sdk "$library" "$(cd "$sysroot" && pwd -P)"
  log=$cross/build/$sdk-$product.log
  local options=(--package-path "$root" --swift-sdks-path "$cross/sdks" --swift-sdk "$sdk"
    --scratch-path "$cross/build/$sdk/${scratch:-libraries}" -c release --product "$product" "$@")
  run swift build "${options[@]}" >"$log" 2>&1 || {
    grep -E '(error|warning): ' "$log" | awk '!seen[$0]++' | head -n 20 | grep . >&2 ||
      tail -n 20 "$log" >&2
    stop 1 "$product could not be built for $target" "all the build said is in $log" \
      "read the errors above"
  }
  built=$(swift build "${options[@]}" --show-bin-path 2>/dev/null)
}

# keep FROM NAME OPTION…: among the products, stripped as the options say; whole or not at all.
keep() {
  local from=$1 name=$2
  shift 2
  "$toolchain/bin/llvm-objcopy" "$@" "$from" "$products/.part"
  mv "$products/.part" "$products/$name"
  made+=("$name")
}

# keep_library: libedgeasd.a, of which only the functions of edgeasd.h can be seen, so that it
# cannot meet other Swift code of a program; and edgeasd.h.
keep_library() {
  local header=$root/Sources/CDeviceLibrary/edgeasd.h object=$cross/build/edgeasd.o name
  local roots=() names=()
  while read -r name; do
    roots+=(-u "$name") names+=("--keep-global-symbol=$name")
  done < <(sed -n 's/.*\(edgeasd_[a-z_]*\)(.*/\1/p' "$header" | sort -u)
  "$toolchain/bin/ld.lld" -r --gc-sections "${roots[@]}" "$built/libedgeasd-device.a" -o "$object"
  "$toolchain/bin/llvm-objcopy" --strip-debug --discard-locals "${names[@]}" "$object" \
    "$cross/build/libedgeasd.o"
  rm -f "$products/.part"
  "$toolchain/bin/llvm-ar" rcsD "$products/.part" "$cross/build/libedgeasd.o"
  mv "$products/.part" "$products/libedgeasd.a"
  rm "$object" "$cross/build/libedgeasd.o"
  cp "$header" "$products/edgeasd.h"
  made+=(libedgeasd.a edgeasd.h)
}

# build_counter: the emulator's plugin that counts instructions, for this workstation.
build_counter() {
  local source=$root/firmware-sim/counter/instruction-counter.c
  local counter=$cross/libinstruction-counter.so
  [ ! "$counter" -nt "$source" ] || return 0
  "$toolchain/bin/clang" -O2 -Wall -Werror -shared -fPIC -o "$counter.part" "$source" || stop 1 \
    "the instruction counter could not be built" "$source" "read the errors above"
  mv "$counter.part" "$counter"
}
