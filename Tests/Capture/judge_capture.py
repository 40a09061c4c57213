#!/usr/bin/env python3
"""Compares what edgeasd-listen said of a faulty microphone with the microphone's own ledger.

usage: judge_capture.py CHECK RUN [--edgeasd PROGRAM --model FILE] [SETTING=VALUE…]

RUN is a folder with what a run left: `ledger/frames` and `ledger/events` of the microphone, the
program's standard output in `lines`, and `allocations`. CHECK is one of

  stretches    every fault was survived, no stretch and no sample is missing, no window spans a gap
  scores       windows and decisions of every stretch are those of `edgeasd score` on its samples
  reasons      the gaps have the reason that `reason=` says
  allocations  the program asked for no memory between two windows of a stretch
  memory       resident memory and descriptors are the same at the last opening as at the hundredth

Settings of the microphone: rate=16000 model_rate=16000 width=2 channels=1 channel=1.
"""

import json
import struct
import subprocess
import sys
import wave
from itertools import pairwise
from pathlib import Path

from capture_records import Account, Ledger, Problem, require

PAGES_OF_GRACE = 16
SETTLED_OPENINGS = 100


def check_stretches(ledger, account, settings):
    require(ledger.has_ended, "the program ended before the microphone had shown all its faults")
    require(len(account.stretches) == len(ledger.stretches), len(ledger.stretches),
            "stretches were delivered,", len(account.stretches), "are spoken of")
    factor = settings["rate"] // settings["model_rate"]
    heard = 0
    for (start, lines), (first, last) in zip(account.stretches, ledger.stretches):
        require(last > first, "nothing was delivered after the fault at frame", first)
        require(start == heard, "a stretch starts at sample", heard, "and not at", start)
        heard += (last - first) // factor
        for line in lines:
            require(start <= line["first_sample"], "sound before the gap at", start, "in", line)
            require(line["first_sample"] + line["samples"] <= heard,
                    "sound after the gap at", heard, "in", line)
        windows = [line["window"] for line in lines if line["event"] == "window"]
        require(windows == list(range(len(windows))), "window numbers in the stretch at", start)
    return f"{len(ledger.faults)} faults, {len(ledger.stretches)} stretches, {heard} samples"


def write_stretches(ledger, settings, folder):
    """Writes what was heard, a WAV file a stretch; those without a sample are left out."""
    folder.mkdir(exist_ok=True)
    for number, stretch in enumerate(ledger.stretches):
        with wave.open(str(folder / f"{number}.wav"), "wb") as file:
            file.setparams((settings["channels"], settings["width"], settings["rate"], 0, "NONE", ""))
            file.writeframes(ledger.sound(stretch))


def scored(run, settings):
    """What `edgeasd score` says of each stretch; nothing of one that is too short."""
    stretches = {}
    for path in (run / "stretches").iterdir():
        stretches[path.name] = []
    names = sorted(stretches, key=lambda name: int(name[:-4]))
    command = [settings["edgeasd"], "score", settings["model"], *names, "--windows", "--json"]
    if settings["channels"] > 1:
        command += ["--channel", str(settings["channel"])]
    outcome = subprocess.run(command, cwd=run / "stretches", capture_output=True, text=True)
    for line in map(json.loads, outcome.stdout.splitlines()):
        stretches[line["file"]].append(line)
    refusals = [line for line in outcome.stderr.splitlines() if not line.startswith(" ")]
    for line in refusals:
        require("is too short" in line or line.startswith("warning:"), "edgeasd score:", line)
    return stretches


def check_scores(ledger, account, settings):
    run = settings["run"]
    write_stretches(ledger, settings, run / "stretches")
    expected = scored(run, settings)
    require(len(account.stretches) == len(ledger.stretches), "stretches do not agree")
    windows = decisions = 0
    for number, (start, lines) in enumerate(account.stretches):
        wanted = expected[f"{number}.wav"]
        live = [(line["event"] == "window", line["score_q24"],
                 line["window"] if line["event"] == "window" else line["windows"],
                 line.get("complete")) for line in lines]
        file = [("window" in line, line["score_q24"],
                 line["window"] if "window" in line else line["windows"],
                 line.get("complete")) for line in wanted]
        require(live == file, f"stretch {number} at sample {start}:\n  live {live}\n  file {file}")
        windows += sum(line[0] for line in live)
        decisions += sum(not line[0] for line in live)
    require(windows > 0, "no stretch held a window")
    return f"{windows} windows and {decisions} decisions agree"


def check_reasons(ledger, account, settings):
    wanted = settings["reason"]
    require(all(reason == wanted for reason in account.reasons), set(account.reasons), "for", wanted)
    return f"{len(account.reasons)} gaps, all {wanted}"


def check_allocations(ledger, account, settings):
    notes = (settings["run"] / "allocations").read_bytes()
    counts = struct.unpack(f"<{len(notes) // 8}Q", notes)
    require(len(counts) == len(account.lines), len(counts), "writes of", len(account.lines), "lines")
    pairs = 0
    for (line, before), (following, after) in pairwise(zip(account.lines, counts)):
        if line["event"] != "state" and following["event"] != "state":
            require(before == after, after - before, "requests for memory before", following)
            pairs += 1
    require(pairs > 0, "no two windows of a stretch")
    return f"none between {pairs} lines and the next"


def check_memory(ledger, account, settings):
    require(len(ledger.openings) > SETTLED_OPENINGS + 1, len(ledger.openings), "openings are too few")
    settled, last = ledger.openings[SETTLED_OPENINGS], ledger.openings[-1]
    require(last[1] == settled[1], "descriptors:", settled[1], "then", last[1])
    growth = last[0] - settled[0]
    require(growth <= PAGES_OF_GRACE * 4096, "resident memory grew by", growth, "bytes")
    return f"{growth:+} bytes, {last[1] - settled[1]:+} descriptors in {len(ledger.openings)} openings"


def main(arguments):
    check, run, *rest = arguments
    settings = {"rate": 16000, "model_rate": 16000, "width": 2, "channels": 1, "channel": 1}
    settings["run"] = Path(run)
    for word in rest:
        name, value = word.split("=", 1)
        settings[name] = int(value) if value.isdigit() else value
    ledger = Ledger(settings["run"], settings["width"] * settings["channels"])
    account = Account(settings["run"])
    print(check + ":", globals()["check_" + check](ledger, account, settings))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Problem as problem:
        sys.exit(f"{sys.argv[1]}: {problem}")
