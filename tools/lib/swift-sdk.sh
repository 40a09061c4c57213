# shellcheck shell=bash
# Swift SDK bundles for Embedded Swift, one a target, CPU and C library. They tell `swift build`
# what the triple alone does not: the CPU, the C compiler's name of the target, the folder with
# headers and libraries, the linker. Source it after common.sh and cross-targets.sh.
# shellcheck disable=SC2154 # variables of these two

# json_words: the lines of standard input as a JSON array of strings.
json_words() { sed 's/.*/"&"/' | paste -s -d , | sed 's/.*/[&]/'; }

# each OPTION: every line of standard input after OPTION.
each() { sed "s/^/$1\n/"; }

# c_target: clang's name of the target with this C library.
c_target() {
  case $1 in
    glibc | own) printf '%s' "$gnu_triple" ;;
    musl) printf '%s' "$musl_triple" ;;
    none) bare_metal_triple ;;
  esac
}

# c_options LIBRARY SYSROOT: for C, and for the C that Swift reads.
c_options() {
  cpu_options
  case $1 in
    glibc) printf '%s\n' -D_GNU_SOURCE ;;
    # Before the folder of glibc's headers, which only the kernel's are taken from.
    musl) printf '%s\n' -D_GNU_SOURCE -isystem "$2/usr/include/$musl_folder" ;;
    none) printf '%s\n' -ffreestanding ;;
  esac
}

# swift_options LIBRARY SYSROOT: the last of them are for clang, which links.
swift_options() {
  local gcc
  printf '%s\n' -enable-experimental-feature Embedded -wmo -Xfrontend -function-sections \
    -Xfrontend -disable-stack-protector -Xfrontend -mergeable-traps -Osize
  printf '%s\n' -fomit-frame-pointer "$(c_options "$1" "$2")" | each -Xcc
  case $1 in
    # No vectors that pay for a transform: four of everything would not fit the registers.
    none) printf '%s\n' -Xfrontend -no-allocations -D NARROW_REGISTERS ;;
    *) printf '%s\n' -clang-target "$(c_target "$1")" ;;
  esac
  printf '%s\n' -use-ld=lld
  {
    # Swift's code comes with Swift's triple; all of the program becomes code for this one.
    printf '%s\n' "--target=$(c_target "$1")" -Wno-override-module
    [ "$target" != armv7 ] || printf '%s\n' -mthumb
    case $1 in
      none) printf '%s\n' -nostdlib ;;
      # At a fixed address there is nothing to relocate.
      glibc) printf '%s\n' -static-libgcc -no-pie ;;
      musl)
        gcc=$(echo "$2/usr/lib/gcc/$gnu_folder"/*)
        printf '%s\n' -static "-B$2/usr/lib/$musl_folder" "-L$2/usr/lib/$musl_folder" \
          "-B$gcc" "-L$gcc"
        ;;
    esac
  } | each -Xclang-linker
}

# make_sdk LIBRARY SYSROOT: writes the bundle NAME.artifactbundle and sets `sdk` to NAME. What was
# built with other options goes: SwiftPM does not build it again for a new `-Xllvm`, for example, nor
# for a changed header of a module that is headers only.
make_sdk() {
  local bundle before=
  sdk=edgeasd-$variant-$1
  bundle=$cross/sdks/$sdk.artifactbundle
  mkdir -p "$bundle/sdk"
  [ ! -e "$bundle/made-of" ] || before=$(cat "$bundle/made-of")
  write_bundle "$1" "$2" "$bundle"
  find "$bundle/sdk/toolset.json" "$root/Sources" -type f \
    '(' -name toolset.json -o -name module.modulemap -o -name '*.h' ')' -exec cksum {} + | sort \
    >"$bundle/made-of"
  [ "$before" = "$(cat "$bundle/made-of")" ] || rm -rf "$cross/build/$sdk"
}

# write_bundle LIBRARY SYSROOT FOLDER
write_bundle() {
  local library=$1 sysroot=$2 bundle=$3 linker=$root/firmware-sim/target/linker
  write_if_new "$bundle/info.json" <<EOF
{"schemaVersion": "1.0", "artifacts": {"$sdk": {
  "type": "swiftSDK", "version": "1.0.0", "variants": [{"path": "sdk"}]}}}
EOF
  write_if_new "$bundle/sdk/swift-sdk.json" <<EOF
{"schemaVersion": "4.0", "targetTriples": {"$swift_triple": {
  "sdkRootPath": "$sysroot", "toolsetPaths": ["toolset.json"]}}}
EOF
  # Hashes of Swift modules, and what an unwinder would want of the C library's start-up code.
  write_if_new "$bundle/sdk/discard.ld" <<EOF
SECTIONS { /DISCARD/ : { *(.swift_modhash) *(.swift1_autolink_entries) *(.eh_frame) } } INSERT AFTER .text;
EOF
  write_if_new "$bundle/sdk/toolset.json" <<EOF
{"schemaVersion": "1.0",
 "swiftCompiler": {"extraCLIOptions": $(swift_options "$library" "$sysroot" | json_words)},
 "cCompiler": {"extraCLIOptions": $({
    printf '%s\n' "--target=$(c_target "$library")" -ffunction-sections -fdata-sections \
      -fno-stack-protector -fno-asynchronous-unwind-tables -Os
    c_options "$library" "$sysroot"
  } | json_words)},
 "linker": {"extraCLIOptions": $({
    printf '%s\n' --gc-sections --build-id=none --no-eh-frame-hdr
    case $library in
      none) printf '%s\n' "$linker/$target.ld" "$linker/sections.ld" ;;
      *) printf '%s\n' "$bundle/sdk/discard.ld" ;;
    esac | each -T
  } | json_words)}}
EOF
}

# write_if_new FILE: standard input, unless FILE is it already: a new date would rebuild everything.
write_if_new() {
  local text
  text=$(cat)
  if [ ! -e "$1" ] || [ "$text" != "$(cat "$1")" ]; then printf '%s\n' "$text" >"$1"; fi
}
