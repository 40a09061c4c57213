"""Measures edgeasd and its peers by turns; tools/bench/peers calls it.

usage: peers.py EDGEASD SCRATCH ROUNDS [NET.tflite...]
"""

import importlib.metadata
import json
import os
import subprocess
import sys
import time

import numpy as np
import scipy
import scipy.fft
from ai_edge_litert.interpreter import Interpreter

EDGEASD, SCRATCH, ROUNDS = sys.argv[1], sys.argv[2], int(sys.argv[3])


def median(values):
    return float(np.median(values))


def edgeasd(*words):
    """What a command prints; its failure is ours, in its own words."""
    done = subprocess.run([EDGEASD, *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        sys.exit(done.returncode)
    return done.stdout


def bench(model, windows):
    return json.loads(edgeasd("bench", model, "--windows", str(windows), "--json"))


def microseconds(body, count):
    """The median of `count` calls."""
    times = []
    for _ in range(count):
        start = time.perf_counter_ns()
        body()
        times.append((time.perf_counter_ns() - start) * 1e-3)
    return median(times)


def show(name, ours, theirs, peer, remark=""):
    ratios = [a / b for a, b in zip(ours, theirs)]
    print(
        f"{name:28} {median(ours):10.2f} µs {median(theirs):10.2f} µs "
        f"{median(ratios):6.2f} ({min(ratios):.2f} … {max(ratios):.2f})  {peer}{remark}",
        flush=True,
    )


def network(path):
    name = os.path.basename(path)
    model = os.path.join(SCRATCH, name + ".easd")
    edgeasd("import", path, "-o", model)
    peer = Interpreter(model_path=path, num_threads=1)
    peer.allocate_tensors()
    given, made = peer.get_input_details()[0], peer.get_output_details()[0]
    info = np.iinfo(given["dtype"])
    noise = np.random.default_rng(1).integers(info.min, info.max + 1, given["shape"], given["dtype"])
    peer.set_tensor(given["index"], noise)
    peer.invoke()
    arrays = [os.path.join(SCRATCH, name + end) for end in ("_in.npy", "_out.npy")]
    np.save(arrays[0], noise)
    edgeasd("infer", model, arrays[0], "-o", arrays[1])
    away = np.abs(
        np.load(arrays[1]).astype(int).ravel() - peer.get_tensor(made["index"]).astype(int).ravel()
    )
    ours, theirs = [], []
    for turn in range(ROUNDS):
        sides = [
            lambda: ours.append(bench(model, 200)["window_microseconds"]["median"]),
            lambda: theirs.append(microseconds(peer.invoke, 200)),
        ]
        # Neither always has the processor as the other leaves it.
        for side in sides if turn % 2 == 0 else sides[::-1]:
            side()
    version = importlib.metadata.version("ai-edge-litert")
    show(
        name, ours, theirs, f"LiteRT {version}, XNNPACK",
        f"; {np.count_nonzero(away)} of {away.size} outputs differ, by {away.max()} at most",
    )


def log_mel():
    """Ten seconds of 16 kHz, frames of 1024 every 512, 128 bands: the front end of dense-ae."""
    clips = os.path.join(SCRATCH, "clips")
    base = os.path.join(SCRATCH, "dense")
    edgeasd(
        "synth", "-o", clips, "--machines", "fan", "--ids", "1", "--train", "2", "--test", "2",
        "--seconds", "2",
    )
    edgeasd(
        "train", clips, "--machine", "fan", "--family", "dense-ae", "--epochs", "1", "--no-cache",
        "-o", base + ".safetensors",
    )
    edgeasd("quantize", base + ".safetensors", "--calibration", clips, "-o", base + ".easd")
    length, hop, bands, seconds, rate = 1024, 512, 128, 10, 16000
    sound = np.random.default_rng(1).normal(0, 0.1, seconds * rate).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(sound, length)[::hop]
    window = np.hanning(length).astype(np.float32)
    bank = np.random.default_rng(2).random((length // 2 + 1, bands), np.float32)

    def theirs_once():
        spectrum = scipy.fft.rfft(frames * window, workers=1)
        power = spectrum.real**2 + spectrum.imag**2
        np.log(power @ bank + 1e-10)

    ours, theirs = [], []
    for turn in range(ROUNDS):
        sides = [
            lambda: ours.append(
                bench(base + ".easd", 400)["frame_microseconds"]["median"] * len(frames)
            ),
            lambda: theirs.append(microseconds(theirs_once, 40)),
        ]
        for side in sides if turn % 2 == 0 else sides[::-1]:
            side()
    show(
        f"log-mel, {len(frames)} frames", ours, theirs,
        f"SciPy {scipy.__version__}, float32, mel bank as a product of matrices",
    )


# NumPy's product of matrices takes one thread, as everything here.
if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.execv(sys.executable, [sys.executable, *sys.argv])
print(f"{'':28} {'edgeasd':>13} {'peer':>13} {'ratio':>6} (of all rounds)")
for file in sys.argv[4:]:
    network(file)
log_mel()
