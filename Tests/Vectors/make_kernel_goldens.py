#!/usr/bin/env python3
"""Makes the kernel goldens of this folder: networks of one to four integer operators as .tflite
files, inputs, and the outputs that TensorFlow Lite Micro gives for them.

    python3 -m venv venv && venv/bin/pip install tflite-micro numpy flatbuffers
    venv/bin/python Tests/Vectors/make_kernel_goldens.py [NAME…]

Not among them, because TensorFlow Lite Micro refuses it: 4-bit weights with one scale a unit in a
fully connected layer, 4-bit weights in a transposed convolution or under Int16 activations, Int16
weights. Because it misreads it: an Int32 bias under Int16 activations in a depthwise or a
transposed convolution, whose bytes it takes for Int64.
"""

import os
import sys
import zlib

import numpy as np
from golden_layers import (
    add, concatenation, convolution, depthwise, elementwise, fully_connected, mean, pad, pool,
    reshape, transposed)
from tflite_graph import Graph, run

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = 3

Q15 = {"kind": "int16", "bias": "int64"}
BYTES, HALVES = ("int8", "int8"), ("int16", "int16")
UNIT = 1 / 256, 1 / 32768

# name: builder, its arguments, its options
CASES = {
    # int8 weights, Int32 bias
    "fc_17x5": (fully_connected, (17, 5), {}),
    "fc_64x33_relu": (fully_connected, (64, 33), {"fused": "RELU"}),
    "fc_per_tensor": (fully_connected, (30, 11), {"per_tensor": True}),
    "fc_no_bias": (fully_connected, (23, 6), {"bias": None}),
    "conv_3x3_s2": (convolution, ((9, 8, 3), 5, (3, 3), (2, 2)), {"fused": "RELU"}),
    "conv_5x3_s3_one_channel": (convolution, ((10, 11, 1), 4, (5, 3), (3, 3)), {}),
    "conv_1x1": (convolution, ((3, 5, 12), 7, (1, 1)), {"pad": "VALID"}),
    "conv_2x4_valid": (convolution, ((6, 7, 9), 2, (2, 4)), {"pad": "VALID", "fused": "RELU"}),
    "conv_4x3_s2x1": (convolution, ((9, 6, 4), 5, (4, 3), (2, 1)), {"fused": "RELU6"}),
    "conv_1x5_s1x3_valid": (convolution, ((3, 14, 5), 3, (1, 5), (1, 3)), {"pad": "VALID"}),
    "conv_3x3_d2": (convolution, ((8, 7, 3), 4, (3, 3)), {"dilation": (2, 2)}),
    "conv_2x3_d3x2_valid": (
        convolution, ((7, 8, 2), 3, (2, 3)), {"dilation": (3, 2), "pad": "VALID"}),
    "conv_per_tensor": (convolution, ((5, 5, 4), 6, (3, 3)), {"per_tensor": True}),
    "dw_3x3": (depthwise, ((6, 7, 5), 1, (3, 3)), {"fused": "RELU6"}),
    "dw_3x3_s2_m2": (depthwise, ((7, 8, 3), 2, (3, 3), (2, 2)), {}),
    "dw_5x2_s2_valid": (
        depthwise, ((9, 6, 18), 1, (5, 2), (2, 2)), {"pad": "VALID", "fused": "RELU"}),
    "dw_3x3_d2_one_channel": (depthwise, ((6, 9, 1), 4, (3, 3)), {"dilation": (2, 2)}),
    "tconv_3x3_s2": (transposed, ((4, 5, 6), 5, (3, 3), (2, 2)), {"fused": "RELU"}),
    "tconv_5x4_s3": (transposed, ((3, 3, 11), 1, (5, 4), (3, 3)), {}),
    "tconv_2x2_s2_valid": (transposed, ((3, 4, 8), 3, (2, 2), (2, 2)), {"pad": "VALID"}),
    "tconv_3x3_s1": (transposed, ((4, 4, 2), 4, (3, 3)), {}),
    "tconv_4x3_s2x1_valid": (
        transposed, ((3, 5, 4), 3, (4, 3), (2, 1)), {"pad": "VALID", "bias": None}),
    # 4-bit weights
    "fc_int4": (fully_connected, (21, 7), {"weights": "int4", "per_tensor": True}),
    "conv_int4": (convolution, ((5, 6, 3), 5, (3, 3), (2, 2)), {"weights": "int4"}),
    "dw_int4": (depthwise, ((5, 6, 5), 1, (3, 3)), {"weights": "int4"}),
    # Int16 activations
    "fc_16x8": (fully_connected, (33, 9), {**Q15, "fused": "RELU"}),
    "fc_16x8_no_bias": (fully_connected, (20, 5), {**Q15, "bias": None}),
    "fc_16x8_int32_bias": (fully_connected, (20, 5), {**Q15, "bias": "int32"}),
    "conv_16x8": (convolution, ((7, 6, 3), 5, (3, 3), (2, 2)), Q15),
    "conv_16x8_no_bias": (convolution, ((4, 5, 7), 3, (2, 3)), {**Q15, "bias": None}),
    "conv_16x8_int32_bias": (convolution, ((4, 5, 7), 3, (2, 3)), {**Q15, "bias": "int32"}),
    "dw_16x8": (depthwise, ((6, 5, 4), 2, (3, 3)), {**Q15, "fused": "RELU6"}),
    "tconv_16x8": (transposed, ((3, 4, 5), 4, (3, 3), (2, 2)), Q15),
    "tconv_16x8_no_bias": (transposed, ((3, 3, 4), 2, (3, 2), (2, 2)), {**Q15, "bias": None}),
    # pooling and mean
    "avgpool_3x3_s2": (pool, ("AVERAGE_POOL_2D", (7, 8, 5), (3, 3), (2, 2), "SAME"), {}),
    "avgpool_2x4_s2x3_valid": (
        pool, ("AVERAGE_POOL_2D", (6, 11, 3), (2, 4), (2, 3), "VALID", "RELU"), {}),
    "maxpool_3x3_s3": (pool, ("MAX_POOL_2D", (8, 7, 5), (3, 3), (3, 3), "SAME", "RELU6"), {}),
    "maxpool_2x2_s2_valid": (pool, ("MAX_POOL_2D", (5, 6, 17), (2, 2), (2, 2), "VALID"), {}),
    "avgpool_16": (
        pool, ("AVERAGE_POOL_2D", (6, 7, 3), (3, 2), (2, 2), "SAME"), {"kind": "int16"}),
    "maxpool_16": (
        pool, ("MAX_POOL_2D", (6, 7, 3), (2, 3), (2, 2), "SAME", "RELU"), {"kind": "int16"}),
    "mean_1_2": (mean, ((5, 7, 6), (1, 2)), {}),
    "mean_1_2_rescaled": (mean, ((6, 6, 9), (1, 2)), {"keep": False, "ratio": 0.6}),
    "mean_1": (mean, ((7, 5, 4), (1,)), {"ratio": 0.7}),
    "mean_3": (mean, ((4, 5, 10), (3,)), {"ratio": 1.2}),
    "mean_16": (mean, ((5, 6, 7), (1, 2)), {"kind": "int16", "ratio": 0.8}),
    # several inputs
    "add": (add, ((5, 6, 4),), {"ratio": 1.6}),
    "add_relu": (add, ((4, 5, 7),), {"ratio": 0.3, "fused": "RELU"}),
    "add_16": (add, ((5, 6, 4),), {"kind": "int16", "ratio": 1.6, "fused": "RELU6"}),
    "concatenate_1": (concatenation, ((3, 4, 5), 1, (5,)), {}),
    "concatenate_2": (concatenation, ((3, 4, 5), 2, (5, 5, 5)), {}),
    "concatenate_3": (concatenation, ((3, 4, 5), 3, (2, 7, 1)), {}),
    "concatenate_16": (concatenation, ((3, 4, 5), 3, (4,)), {"kind": "int16"}),
    # moved elements
    "pad": (pad, ((3, 4, 5), ((1, 2), (2, 0), (0, 0))), {}),
    "padv2": (pad, ((3, 4, 5), ((0, 1), (1, 1), (0, 0))), {"value": -90}),
    "pad_16": (pad, ((3, 4, 5), ((1, 0), (1, 2), (0, 0))), {"kind": "int16"}),
    "reshape": (reshape, ((4, 3, 6), (72,)), {}),
    # element by element
    "quantize": (elementwise, ("QUANTIZE", (4, 8, 8), BYTES, (0.05, 0.031), (7, -19)), {}),
    "quantize_8_16": (
        elementwise, ("QUANTIZE", (4, 8, 8), ("int8", "int16"), (0.05, 0.0003), (7, 0)), {}),
    "quantize_16_8": (
        elementwise, ("QUANTIZE", (4, 8, 8), ("int16", "int8"), (0.0003, 0.041), (0, -5)), {}),
    "quantize_16": (elementwise, ("QUANTIZE", (4, 8, 8), HALVES, (0.0003, 0.0002), (0, 0)), {}),
    "relu": (elementwise, ("RELU", (4, 8, 8), BYTES, (0.05, 0.031), (7, -19)), {}),
    "relu6": (elementwise, ("RELU6", (4, 8, 8), BYTES, (0.05, 0.05), (-30, -30)), {}),
    "relu_16": (elementwise, ("RELU", (4, 8, 8), HALVES, (0.0003, 0.0002), (0, 0)), {}),
    "logistic": (elementwise, ("LOGISTIC", (4, 8, 8), BYTES, (0.06, UNIT[0]), (11, -128)), {}),
    "tanh": (elementwise, ("TANH", (4, 8, 8), BYTES, (0.03, 2 * UNIT[0]), (-6, 0)), {}),
    "logistic_16": (elementwise, ("LOGISTIC", (5, 8, 8), HALVES, (0.00031, UNIT[1]), (0, 0)), {}),
    "logistic_16_power_of_two": (
        elementwise, ("LOGISTIC", (5, 8, 8), HALVES, (2**-12, UNIT[1]), (0, 0)), {}),
    "tanh_16": (elementwise, ("TANH", (5, 8, 8), HALVES, (0.00017, UNIT[1]), (0, 0)), {}),
    "tanh_16_power_of_two": (
        elementwise, ("TANH", (5, 8, 8), HALVES, (2**-12, UNIT[1]), (0, 0)), {}),
    "softmax_row": (
        elementwise, ("SOFTMAX", (10,), BYTES, (0.11, UNIT[0]), (4, -128)), {"beta": 1.0}),
    "softmax_pixels": (
        elementwise, ("SOFTMAX", (3, 2, 37), BYTES, (0.021, UNIT[0]), (0, -128)), {"beta": 1.0}),
    "softmax_16": (
        elementwise, ("SOFTMAX", (2, 3, 11), HALVES, (0.00021, UNIT[1]), (0, 0)), {"beta": 1.0}),
}


def inputs_for(graph, rng, ramp):
    """The extremes in turn, then noise; with `ramp` the whole range from end to end between."""
    shape = graph.shape(0)[1:]
    kind = graph.element_type(0)
    low, high = np.iinfo(kind).min, np.iinfo(kind).max
    inputs = rng.integers(low, high + 1, (SAMPLES, *shape), dtype=kind)
    inputs[0].flat[:] = np.where(np.arange(inputs[0].size) % 2, high, low)
    if ramp:
        inputs[1].flat[:] = np.rint(np.linspace(low, high, inputs[1].size))
    return inputs


def main():
    folder = os.path.join(HERE, "kernels")
    os.makedirs(folder, exist_ok=True)
    for name, (build, arguments, options) in CASES.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        rng = np.random.default_rng(zlib.crc32(name.encode()))
        graph = Graph()
        build(graph, rng, *arguments, **options)
        data = graph.file()
        inputs = inputs_for(graph, rng, build is elementwise)
        outputs = run(data, inputs)
        with open(os.path.join(folder, name + ".tflite"), "wb") as file:
            file.write(data)
        np.save(os.path.join(folder, name + "_input.npy"), inputs)
        np.save(os.path.join(folder, name + "_tflm_output.npy"), outputs)
        print(name, len(data), np.unique(outputs).size, "values")


if __name__ == "__main__":
    main()
