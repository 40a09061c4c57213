# shellcheck shell=bash
# The targets that tools/cross knows. Source it after common.sh.

# shellcheck disable=SC2034 # read by what sources this
all_targets="aarch64 armv7 cortex-m4 cortex-m7 cortex-m55 x86_64"

# choose_target TARGET CPU: sets what follows from the choice, or ends with a usage error. An empty
# CPU is the target's own.
# shellcheck disable=SC2034 # read by what sources this
choose_target() {
  local usual cpus
  target=$1
  case $target in
    aarch64)
      system=linux debian_arch=arm64 swift_triple=aarch64-none-none-elf
      gnu_triple=aarch64-linux-gnu gnu_folder=aarch64-linux-gnu
      musl_triple=aarch64-linux-musl musl_folder=aarch64-linux-musl
      usual=cortex-a53 emulator=qemu-aarch64
      cpus="cortex-a34 cortex-a35 cortex-a53 cortex-a55 cortex-a57 cortex-a72 cortex-a73 \
cortex-a75 cortex-a76 cortex-a77 cortex-a78 cortex-a510 cortex-a710 neoverse-n1"
      ;;
    armv7)
      system=linux debian_arch=armhf swift_triple=armv7-none-none-eabi
      gnu_triple=armv7-linux-gnueabihf gnu_folder=arm-linux-gnueabihf
      musl_triple=armv7-linux-musleabihf musl_folder=arm-linux-musleabihf
      usual=cortex-a7 emulator=qemu-arm
      cpus="cortex-a5 cortex-a7 cortex-a8 cortex-a9 cortex-a12 cortex-a15 cortex-a17 \
cortex-a32 cortex-a53 cortex-a72"
      ;;
    cortex-m4 | cortex-m7 | cortex-m55)
      system=none swift_triple=armv7em-none-none-eabi
      usual=$target cpus=$target
      ;;
    x86_64)
      # Linux on a PC, with its own libraries: the library for C, to try it where programs are
      # written.
      system=pc swift_triple=x86_64-unknown-linux-gnu gnu_triple=x86_64-linux-gnu
      usual=x86-64 cpus="x86-64 x86-64-v3"
      ;;
    *) usage_error "unknown target ${target:-(none)}" "known are ${all_targets// /, }" ;;
  esac
  cpu=${2:-$usual}
  [[ " $cpus " == *" $cpu "* ]] ||
    usage_error "unknown CPU $cpu for $target" "known are ${cpus// /, }"
  variant=$target
  [ "$cpu" = "$usual" ] || variant=$target-$cpu
}

# cpu_options: how the C compiler is told of the CPU; one option a line.
cpu_options() {
  case $target in
    aarch64) printf '%s\n' "-mcpu=$cpu" ;;
    # Thumb's instructions of 16 and 32 bits: a fifth smaller.
    armv7) printf '%s\n' "-mcpu=$cpu" -mthumb -mfpu=neon -mfloat-abi=hard ;;
    cortex-m4) printf '%s\n' -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard ;;
    cortex-m7) printf '%s\n' -mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard ;;
    cortex-m55) printf '%s\n' -mcpu=cortex-m55 -mfloat-abi=hard ;;
    x86_64) printf '%s\n' "-march=$cpu" ;;
  esac
}

# bare_metal_triple: clang's name of a Cortex-M, with floats in registers.
bare_metal_triple() {
  case $target in
    cortex-m55) printf 'thumbv8.1m.main-none-eabihf' ;;
    *) printf 'thumbv7em-none-eabihf' ;;
  esac
}
