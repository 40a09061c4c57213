# shellcheck shell=bash
# For the tests of tools/cross: a toolchain whose programs are scripts, and a mirror with a few
# small packages. Sources sandbox.sh.

# shellcheck source-path=SCRIPTDIR source=sandbox.sh
. "$(dirname "${BASH_SOURCE[0]}")/sandbox.sh"
export PATH=$fakes:$real_path
export toolchain=$sandbox/toolchain mirror=$sandbox/mirror
export EDGEASD_CROSS_CACHE=$sandbox/cache
export EDGEASD_OS_RELEASE=$sandbox/os-release
export EDGEASD_CROSS_MIRROR=file:$mirror

# A toolchain whose programs are scripts: what it builds is a line of text.
fake_toolchain() {
  rm -rf "${fakes:?}" "$toolchain" "$project/.build" "$EDGEASD_CROSS_CACHE"
  mkdir -p "$fakes" "$toolchain"/{bin,lib/swift/embedded/Swift.swiftmodule} \
    "$project"/{Sources/CDeviceLibrary,firmware-sim/target,firmware-sim/counter}
  for triple in aarch64-none-none-elf armv7-none-none-eabi armv7em-none-none-eabi; do
    : >"$toolchain/lib/swift/embedded/Swift.swiftmodule/$triple.swiftmodule"
  done
  : >"$project/firmware-sim/counter/instruction-counter.c"
  echo 'int edgeasd_reset(void);' >"$project/Sources/CDeviceLibrary/edgeasd.h"
  : >"$toolchain/bin/swift-frontend"
  fake swiftc <<'END'
echo "    \"runtimeResourcePath\": \"$toolchain/lib/swift\""
END
  fake swift <<'END'
built=$HOME/built
mkdir -p "$built"
case "$*" in
  *--show-bin-path*) echo "$built" ;;
  *) echo code | tee "$built/edgeasd-listen" "$built/firmware" "$built/libedgeasd-device.a" ;;
esac
END
  fake clang <<'END'
while [ "$1" != -o ]; do shift; done
echo code >"$2"
END
  fake ld.lld <<'END'
echo code >"${@: -1}"
END
  fake llvm-ar <<'END'
cat "${@: -1}" >"${@: -2:1}"
END
  fake llvm-objcopy <<'END'
cp "${@: -2:1}" "${@: -1}"
END
  mv "$fakes"/{clang,ld.lld,llvm-ar,llvm-objcopy} "$toolchain/bin"
  fake size <<<'echo 1 2 3'
  fake readelf </dev/null
  debian 12 bookworm
}

# debian VERSION CODENAME: the system that the script believes to be on.
debian() {
  printf 'PRETTY_NAME="Debian %s"\nID=debian\nVERSION_CODENAME=%s\n' "$1" "$2" \
    >"$EDGEASD_OS_RELEASE"
}

# package NAME ARCHITECTURE FILE…: enters a package with these files into the mirror.
package() {
  local name=$1 architecture=$2 file folder=$sandbox/package
  shift 2
  rm -rf "$folder"
  mkdir -p "$folder/DEBIAN"
  {
    printf 'Package: %s\nArchitecture: %s\n' "$name" "$architecture"
    printf 'Version: 1:2.0-1\nMaintainer: nobody\nDescription: none\n'
  } >"$folder/DEBIAN/control"
  for file; do
    mkdir -p "$folder/$(dirname "$file")"
    printf '%s\n' "$name" >"$folder/$file"
  done
  dpkg-deb --build --root-owner-group "$folder" "$mirror/pool/$name.deb" >/dev/null
  {
    cat "$folder/DEBIAN/control"
    printf 'Filename: pool/%s.deb\nSize: %d\nSHA256: %s\n\n' "$name" \
      "$(wc -c <"$mirror/pool/$name.deb")" "$(sha256sum <"$mirror/pool/$name.deb" | cut -c 1-64)"
  } >>"$mirror/Packages"
}

# make_mirror CODENAME ALSA GCC HEADERS: with the release's names of libasound and of gcc's
# library, and the architecture that it gives the kernel's headers.
make_mirror() {
  local index=dists/$1/main/binary-arm64 lib=usr/lib/aarch64-linux-gnu
  rm -rf "$mirror"
  mkdir -p "$mirror/pool" "$mirror/$index"
  package libc6 arm64 lib/aarch64-linux-gnu/libc.so.6
  package libc6-dev arm64 $lib/libc.so
  package linux-libc-dev "$4" usr/include/linux/errno.h
  package libgcc-s1 arm64 lib/aarch64-linux-gnu/libgcc_s.so.1
  package "$3" arm64 usr/lib/gcc/aarch64-linux-gnu/12/libgcc.a
  package "$2" arm64 $lib/libasound.so.2
  package libasound2-dev arm64 $lib/libasound.so
  package musl arm64 lib/ld-musl-aarch64.so.1
  package musl-dev arm64 usr/lib/aarch64-linux-musl/libc.a
  mv "$mirror/Packages" "$mirror/$index"
  {
    printf 'Origin: Debian\nSuite: stable\nCodename: %s\nArchitectures: arm64\n' "$1"
    printf 'Components: main universe\nDate: Thu, 01 Jan 2026 00:00:00 UTC\nSHA256:\n'
    printf ' %s %d main/binary-arm64/Packages\n' \
      "$(sha256sum <"$mirror/$index/Packages" | cut -c 1-64)" "$(wc -c <"$mirror/$index/Packages")"
  } >"$mirror/dists/$1/Release"
}

# says_one_error: after what was said on the way.
says_one_error() {
  sed -i '/fetching the libraries/d' "$said"
  says_three_lines
}
