#!/usr/bin/env python3
"""usage: feed_pipe.py SOUND PIPE WAVE

Writes two seconds of SOUND (16 bits, 16 kHz, mono) into PIPE as fast as they were recorded, a tenth
of a second at a time, and holds the pipe open; first as a file, WAVE.
"""

import sys
import time
import wave

PIECE = 3200


def main(sound, pipe, path):
    with open(sound, "rb") as file:
        samples = file.read(20 * PIECE)
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(samples)
    with open(pipe, "wb", buffering=0) as output:
        due = time.monotonic()
        for start in range(0, len(samples), PIECE):
            output.write(samples[start : start + PIECE])
            due += 0.1
            time.sleep(max(0, due - time.monotonic()))
        # Until it is killed: what reads would take the end for silence.
        time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
