# shellcheck shell=bash
# Builds and runs the programs of firmware-sim/target/c-example with libedgeasd.a. Source it after
# common.sh; sets nothing.
# shellcheck disable=SC2154 # root, of common.sh

# c_program TARGET NAME OUTPUT: compiles NAME.c with the board's file for the target.
c_program() {
  local target=$1 name=$2 output=$3 board=$root/firmware-sim/target gcc sysroot
  local library=$root/.build/cross/$target
  # shellcheck disable=SC2054 # commas belong to the options
  local options=(-std=c99 -D_GNU_SOURCE -Wall -Wextra -Werror -Wno-missing-field-initializers -Os
    -ffunction-sections -fdata-sections -Wl,--gc-sections -fuse-ld=lld
    -I "$library" -I "$board/CBoard/include")
  case $target in
    aarch64)
      sysroot=$(cd "${EDGEASD_CROSS_CACHE:-$root/.build/cross/sysroots}/musl-arm64" && pwd -P)
      gcc=$(echo "$sysroot"/usr/lib/gcc/aarch64-linux-gnu/*)
      options+=(--target=aarch64-linux-musl "--sysroot=$sysroot" -static
        -isystem "$sysroot/usr/include/aarch64-linux-musl")
      options+=("-B$sysroot/usr/lib/aarch64-linux-musl" "-L$sysroot/usr/lib/aarch64-linux-musl"
        "-B$gcc" "-L$gcc")
      ;;
    cortex-m4)
      options+=(--target=armv7em-none-eabi -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard
        -ffreestanding -nostdlib "-Wl,-T,$board/linker/cortex-m4.ld"
        "-Wl,-T,$board/linker/sections.ld")
      ;;
  esac
  clang "${options[@]}" "$board/c-example/$name.c" "$board"/CBoard/*.c "$library/libedgeasd.a" \
    -o "$output"
}

# run_c_program TARGET PROGRAM MODEL FOLDER [SITE]: lets it hear FOLDER/samples into FOLDER/events, by
# the calibration FOLDER/SITE.
run_c_program() {
  local target=$1 program=$2 model=$3 site=${5:-}
  (
    cd "$4" || exit 1
    case $target in
      x86_64) "$program" "$model" samples events ${site:+"$site"} ;;
      aarch64) qemu-aarch64 "$program" "$model" samples events ${site:+"$site"} ;;
      cortex-m4)
        timeout 300 qemu-system-arm -M mps2-an386 -nographic -monitor none -serial null \
          -semihosting-config enable=on,target=native,arg=program,arg=samples,arg=events"${site:+,arg=$site}" \
          -kernel "$program" -device "loader,file=$model,addr=0x20000,force-raw=on"
        ;;
    esac
  )
}
