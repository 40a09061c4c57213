"""Writes librosa-logmel.json: mel spectrograms by librosa of a signal that needs no file.

    python3 -m venv venv && venv/bin/pip install librosa==0.11.0
    venv/bin/python make_librosa_logmel.py > librosa-logmel.json
"""
import json

import librosa
import numpy as np

RATE = 16000
COUNT = 2048


def signal():
    """Noise that grows on a triangle of 37 samples, in integers only."""
    state, samples = 1, []
    for n in range(COUNT):
        state = (state * 1103515245 + 12345) % 2**31
        noise = (state >> 15) - 32768
        triangle = abs(n % 37 - 18) * 600 - 5400
        samples.append(noise * n // 16384 + triangle)
    return np.array(samples, dtype=np.float64) / 32768


CASES = [
    dict(center=False, pad="constant", window="hann", htk=False, norm="slaney", fmin=0.0,
         fmax=8000.0, bands=20, length=512, hop=256, power=2.0),
    dict(center=True, pad="reflect", window="hann", htk=True, norm=None, fmin=50.0, fmax=7000.0,
         bands=16, length=512, hop=300, power=2.0),
    dict(center=True, pad="constant", window="hamming", htk=True, norm="slaney", fmin=0.0,
         fmax=8000.0, bands=12, length=1024, hop=512, power=1.0),
    dict(center=False, pad="constant", window="boxcar", htk=False, norm=None, fmin=300.0,
         fmax=3400.0, bands=10, length=256, hop=400, power=2.0),
]


def main():
    results = []
    for case in CASES:
        energies = librosa.feature.melspectrogram(
            y=signal(), sr=RATE, n_fft=case["length"], hop_length=case["hop"],
            window=case["window"], center=case["center"], pad_mode=case["pad"],
            power=case["power"], n_mels=case["bands"], fmin=case["fmin"], fmax=case["fmax"],
            htk=case["htk"], norm=case["norm"], dtype=np.float64)
        levels = librosa.power_to_db(energies, ref=1.0, amin=1e-10, top_db=40.0)
        flat = [float(f"{x:.6f}") for x in levels.T.flatten()]
        results.append(dict(case, levels=flat))
    print(json.dumps(dict(librosa=librosa.__version__, rate=RATE, count=COUNT, cases=results)))


main()
