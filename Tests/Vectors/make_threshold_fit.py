"""Writes threshold-fit.json: Gamma distributions by maximum likelihood and their upper quantiles, by
SciPy, of samples that need no file; ln Gamma, digamma and trigamma.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    venv/bin/python make_threshold_fit.py > threshold-fit.json
"""
import json

import numpy as np
import scipy.optimize
import scipy.special
import scipy.stats

TAILS = [0.999, 0.95, 0.5, 0.1, 0.01, 0.001, 1 / 65536]


def sample(shape, count):
    """Scores in steps of 2**-24 at evenly spaced probabilities, in an order that is not theirs."""
    places = (np.arange(count) * 7919 % count + 0.5) / count
    return [int(score) for score in scipy.stats.gamma.ppf(places, shape, scale=10 / shape) * 2**24]


def fit(scores):
    """The root of ln k - digamma(k) = ln(mean) - mean(ln), by Brent's method on ln k."""
    mean = np.mean(scores)
    spread = -np.mean(np.log1p((scores - mean) / mean))
    root = scipy.optimize.brentq(
        lambda k: k - scipy.special.digamma(np.exp(k)) - spread, -6, 14, xtol=1e-15, rtol=1e-14)
    shape = np.exp(root)
    return shape, mean / shape


def fits():
    for shape, count in [(0.6, 40), (4, 61), (35, 200), (900, 97), (60000, 500)]:
        q24 = sample(shape, count)
        found, scale = fit(np.array(q24) / 2**24)
        quantiles = scipy.stats.gamma.isf(TAILS, found, scale=scale)
        yield {"scores": q24, "shape": found, "scale": scale, "quantiles": list(quantiles)}


def functions():
    for x in [1e-3, 0.1, 0.5, 1, 1.5, 2, 3.7, 11.99, 12, 25, 140, 1e4, 1e6]:
        yield [x, scipy.special.gammaln(x), scipy.special.digamma(x),
               float(scipy.special.polygamma(1, x))]


print(json.dumps({"tails": TAILS, "fits": list(fits()), "functions": list(functions())}))
