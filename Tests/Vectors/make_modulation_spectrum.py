"""Writes modulation-spectrum.json: a gammatone filter bank and modulation spectra by NumPy and SciPy,
of a signal that needs no file.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    venv/bin/python make_modulation_spectrum.py > modulation-spectrum.json
"""
import json

import numpy as np
import scipy.signal

RATE, FRAME, WINDOW, HOP, BANDS, LOWEST = 16000, 256, 160, 40, 6, 125.0
COUNT = 16000


def signal():
    """Noise that a square of 25 Hz and a triangle of 8 Hz turn up and down, in integers only."""
    state, samples = 1, []
    for n in range(COUNT):
        state = (state * 1103515245 + 12345) % 2**31
        noise = (state >> 15) - 32768
        gain = (2 if n % 640 < 320 else 1) * (1 + abs(n % 2000 - 1000) // 250)
        samples.append(noise * gain // 16)
    return np.array(samples, dtype=np.float64) / 32768


def centers():
    """On the ERB-rate scale, the highest edge left out."""
    product = 9.26449 * 24.7
    low, high = np.log(LOWEST + product), np.log(RATE / 2 + product)
    return np.exp(low + (high - low) * np.arange(BANDS) / BANDS) - product


def weights():
    """By the poles of the filter: four times 1 / (1 + i (f - c) / b)."""
    frequencies = np.arange(FRAME // 2 + 1) * RATE / FRAME
    rows = []
    for center in centers():
        width = 1.019 * (center / 9.26449 + 24.7)
        response = np.prod([1 / (1 + 1j * (frequencies - center) / width)] * 4, axis=0)
        power = np.abs(response) ** 2
        rows.append(np.where(power < 1e-6, 0, power))
    return np.array(rows)


def levels():
    window = np.zeros(FRAME)
    start = (FRAME - WINDOW) // 2
    window[start:start + WINDOW] = scipy.signal.get_window("hann", WINDOW, fftbins=True)
    samples = signal()
    frames = np.array([samples[k:k + FRAME] for k in range(0, COUNT - FRAME + 1, HOP)])
    power = np.abs(np.fft.rfft(frames * window)) ** 2
    return np.log2(power @ weights().T)


def modulation(octaves):
    """Analog prototypes by SciPy's own bilinear transform, from the state of the first frame."""
    rows = []
    for band in range(BANDS):
        envelope = np.exp2(octaves[:, band] / 2)
        for number in range(8):
            center = 0.01 * 32 ** (number / 7)
            warped = 2 * np.tan(np.pi * center)
            b, a = scipy.signal.bilinear(
                [warped / 2, 0], [1, warped / 2, warped**2], fs=1)
            state = scipy.signal.lfilter_zi(b, a) * envelope[0]
            filtered, _ = scipy.signal.lfilter(b, a, envelope, zi=state)
            rows.append(np.log2(np.mean(filtered**2)))
    return rows


def main():
    octaves = levels()
    print(json.dumps(dict(
        scipy=scipy.__version__, rate=RATE, frame=FRAME, window=WINDOW, hop=HOP, bands=BANDS,
        lowest=LOWEST, count=COUNT,
        first=[float(f"{x:.6f}") for x in octaves[0]],
        last=[float(f"{x:.6f}") for x in octaves[-1]],
        modulation=[float(f"{x:.6f}") for x in modulation(octaves)])))


main()
