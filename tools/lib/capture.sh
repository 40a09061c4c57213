# shellcheck shell=bash
# Runs edgeasd-listen on a microphone that fails, for tools/tests/capture. Needs `root`, `scratch`,
# `release` and `edgeasd`.
# shellcheck disable=SC2154

sources=$root/Tests/Capture
model=$scratch/fan.easd
arm_program=$root/.build/cross/aarch64/edgeasd-listen
clang=$(dirname "$(readlink -f "$(command -v swiftc)")")/clang
arm_libraries=${EDGEASD_CROSS_CACHE:-$root/.build/cross/sysroots}/arm64

# compile MACHINE OPTION…: the microphone and the counter of allocations, as libraries.
compile() {
  local folder=$scratch/$1
  shift
  mkdir -p "$folder"
  "$clang" -std=c11 -Wall -Wextra -Werror -O1 -DPIC -fPIC -shared -Wl,-z,nodelete \
    -Wl,-Bsymbolic "$@" -o "$folder/microphone.so" \
    "$sources"/{faulty_microphone,fault_schedule,microphone_poll,microphone_settings}.c -lasound
  "$clang" -std=c11 -Wall -Wextra -Werror -O1 -fPIC -shared "$@" \
    "$sources/allocation_ledger.c" -o "$folder/allocations.so"
}

# Enough of a model: how it hears is what counts, not how well.
make_model() {
  local clips=$scratch/clips
  "$edgeasd" synth -o "$clips" --machines fan --ids 1 --train 8 --test 1 --seconds 1
  "$edgeasd" train "$clips" --machine fan --family dense-ae --epochs 2 --no-cache \
    -o "$scratch/fan.safetensors"
  "$edgeasd" quantize "$scratch/fan.safetensors" --calibration "$clips" --no-cache -o "$model"
  # Without the headers of 44 bytes: 8 s, which the microphone repeats.
  for clip in "$clips"/fan/train/*.wav; do tail -c +45 "$clip"; done >"$scratch/sound.raw"
}

# hear MACHINE RUN SETTING…: the program hears the microphone until it has shown all its faults. The
# settings are those of the microphone; `-- OPTION…` go to the program. What came of it is in
# $scratch/RUN.
hear() {
  local machine=$1 run=$scratch/$2 settings='' emulator=() program=("$release/edgeasd-listen")
  shift 2
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    settings+=" ${1%%=*} \"${1#*=}\""
    [[ ${1#*=} = *[!0-9]* ]] || settings="${settings% *} ${1#*=}"
    shift
  done
  [ $# -eq 0 ] || shift
  mkdir -p "$run/ledger"
  cat >"$run/asound.conf" <<END
pcm_type.faulty { lib "$scratch/$machine/microphone.so" }
pcm.mic { type faulty sound "$scratch/sound.raw" ledger "$run/ledger"$settings }
END
  local preload=(LD_PRELOAD="$scratch/$machine/allocations.so" ALLOCATION_LEDGER="$run/allocations")
  if [ "$machine" = arm ]; then
    emulator=(qemu-aarch64 -L "$arm_libraries" -E "${preload[0]}" -E "${preload[1]}")
    program=("$arm_program")
  else
    emulator=(env "${preload[@]}")
  fi
  ALSA_CONFIG_PATH=$run/asound.conf timeout --kill-after=5 170 "${emulator[@]}" "${program[@]}" \
    --model "$model" --alsa mic --windows --retry-after 0.002 "$@" >"$run/lines" 2>"$run/log" || {
    printf 'status %d, and said:\n' $?
    tail -n 5 "$run/log"
    return 1
  }
}

# judge RUN CHECK… -- SETTING…: compares what the program said with the microphone's ledger.
judge() {
  local run=$scratch/$1 checks=()
  shift
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    checks+=("$1")
    shift
  done
  [ $# -eq 0 ] || shift
  for check in "${checks[@]}"; do
    python3 -B "$sources/judge_capture.py" "$check" "$run" edgeasd="$edgeasd" model="$model" "$@"
  done
}

# heard_in_time EMULATOR… PROGRAM: sound that comes as fast as it was recorded, from libasound's own
# `file` plugin, which reads a pipe.
heard_in_time() {
  local run=$scratch/paced feeder listener left status=0
  rm -rf "$run"
  mkdir -p "$run"
  mkfifo "$run/pipe"
  cat >"$run/asound.conf" <<END
pcm.mic { type file slave.pcm { type null } file /dev/null infile "$run/pipe" format raw }
END
  python3 "$sources/feed_pipe.py" "$scratch/sound.raw" "$run/pipe" "$run/sound.wav" &
  feeder=$!
  : >"$run/lines"
  ALSA_CONFIG_PATH=$run/asound.conf "$@" --model "$model" --alsa mic --windows \
    >"$run/lines" 2>"$run/log" &
  listener=$!
  # Two seconds of frames of 1024 each 512 hold 57 windows of five.
  for ((left = 600; left > 0; left--)); do
    if [ "$(grep -c '"event":"window"' "$run/lines")" -ge 57 ] || ! kill -0 "$listener"; then
      break
    fi
    sleep 0.1
  done
  # What the plugin makes of its interrupted read comes after the sound.
  kill -TERM "$listener"
  wait "$listener" || status=$?
  kill "$feeder" 2>"$run/feeder" || true
  wait "$feeder" || true
  [ "$status" -eq 0 ] || {
    cat "$run/log"
    return 1
  }
  "$edgeasd" score "$model" "$run/sound.wav" --windows --json |
    grep '"window":' | grep -o '"score_q24":[0-9]*' >"$run/expected"
  grep '"event":"window"' "$run/lines" | grep -o '"score_q24":[0-9]*' >"$run/heard"
  [ "$(wc -l <"$run/expected")" -eq 57 ]
  head -n 57 "$run/heard" | cmp - "$run/expected"
  tail -n 1 "$run/lines" | grep -q '"event":"decision"'
}
