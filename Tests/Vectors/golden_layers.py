"""Builders of the golden networks: each adds one kind of layer, with its input and numbers drawn
at random, to an empty graph."""

import numpy as np
from tflite_graph import activation, padding

# Of an Int16's steps so many make one of an int8 of the same range.
FINER = {"int8": 1, "int16": 256}


def extent(size, kernel, stride, padding, dilation=1):
    reach = (kernel - 1) * dilation + 1
    return -(-size // stride) if padding == "SAME" else (size - reach) // stride + 1


def grown(size, kernel, stride, padding):
    """Of a transposed convolution."""
    return size * stride if padding == "SAME" else (size - 1) * stride + kernel


def zero_point(rng, kind, low=-128, high=128):
    return rng.integers(low, high) if kind == "int8" else 0


def source(graph, rng, size, kind):
    """An input of its own scale and zero point."""
    scale = rng.uniform(0.03, 0.08) / FINER[kind]
    zero = zero_point(rng, kind, -30, 30)
    return graph.tensor("input", (1, *size), kind, [scale], [zero]), scale, zero


def fully_connected(graph, rng, inputs, units, **kinds):
    return linear(graph, rng, "FULLY_CONNECTED", (inputs,), (units, inputs), (units,), {}, **kinds)


def convolution(
    graph, rng, size, filters, kernel, stride=(1, 1), pad="SAME", dilation=(1, 1), **kinds
):
    out = [extent(*of, pad, d) for *of, d in zip(size, kernel, stride, dilation)]
    options = {
        "strideH": stride[0], "strideW": stride[1], "padding": padding(pad),
        "dilationHFactor": dilation[0], "dilationWFactor": dilation[1],
    }
    shape = (filters, *kernel, size[2])
    return linear(graph, rng, "CONV_2D", size, shape, (*out, filters), options, **kinds)


def depthwise(
    graph, rng, size, multiplier, kernel, stride=(1, 1), pad="SAME", dilation=(1, 1), **kinds
):
    out = [extent(*of, pad, d) for *of, d in zip(size, kernel, stride, dilation)]
    channels = size[2] * multiplier
    options = {
        "strideH": stride[0], "strideW": stride[1], "padding": padding(pad),
        "dilationHFactor": dilation[0], "dilationWFactor": dilation[1],
        "depthMultiplier": multiplier,
    }
    shape = (1, *kernel, channels)
    return linear(
        graph, rng, "DEPTHWISE_CONV_2D", size, shape, (*out, channels), options, axis=3, **kinds)


def transposed(graph, rng, size, filters, kernel, stride=(1, 1), pad="SAME", **kinds):
    out = [grown(*of, pad) for of in zip(size, kernel, stride)]
    options = {"strideH": stride[0], "strideW": stride[1], "padding": padding(pad)}
    shape = (filters, *kernel, size[2])
    return linear(graph, rng, "TRANSPOSE_CONV", size, shape, (*out, filters), options, **kinds)


def linear(
    graph, rng, operator, size, shape, out, options, axis=0, fused="NONE", kind="int8",
    weights="int8", bias="int32", per_tensor=False,
):
    """A layer with weights. (Numbers are drawn in this order for ever: the files depend on it.)"""
    channels, finer = shape[axis], FINER[kind]
    in_scale, out_scale = rng.uniform(0.02, 0.05) / finer, rng.uniform(0.1, 0.3) / finer
    in_zero, out_zero = zero_point(rng, kind), zero_point(rng, kind, -40, 40)
    most = 7 if weights == "int4" else 127
    values = rng.integers(-most, most + 1, shape, dtype=np.int8)
    w_scales = np.float32(rng.uniform(0.002, 0.02, 1 if per_tensor else channels) * 127 / most)
    input = graph.tensor("input", (1, *size), kind, [in_scale], [in_zero])
    inputs = [input, graph.tensor("weights", shape, weights, w_scales, axis=axis, data=values)]
    if bias:
        values = rng.integers(-3000, 3000, channels, dtype=bias) * finer
        scales = np.float32(in_scale) * w_scales
        inputs.append(graph.tensor("bias", (channels,), bias, scales, data=values))
    output = graph.tensor("output", (1, *out), kind, [out_scale], [out_zero])
    if operator == "TRANSPOSE_CONV":
        data = np.int32((1, *out))
        inputs = [graph.tensor("shape", (4,), "int32", data=data), inputs[1], input, *inputs[2:]]
    return graph.operator(
        operator, inputs, output, fusedActivationFunction=activation(fused), **options)


def pool(graph, rng, operator, size, kernel, stride, pad, fused="NONE", kind="int8"):
    input, scale, zero = source(graph, rng, size, kind)
    out = [extent(*of, pad) for of in zip(size, kernel, stride)]
    output = graph.tensor("output", (1, *out, size[2]), kind, [scale], [zero])
    return graph.operator(
        operator, [input], output, filterHeight=kernel[0], filterWidth=kernel[1],
        strideH=stride[0], strideW=stride[1], padding=padding(pad),
        fusedActivationFunction=activation(fused))


def mean(graph, rng, size, axes, keep=True, kind="int8", ratio=1.0):
    input, scale, zero = source(graph, rng, size, kind)
    kept = [1 if axis + 1 in axes else n for axis, n in enumerate(size)]
    out = kept if keep else [n for axis, n in enumerate(size) if axis + 1 not in axes]
    if ratio != 1:
        zero = zero_point(rng, kind, -30, 30)
    output = graph.tensor("output", (1, *out), kind, [scale * ratio], [zero])
    axis = graph.tensor("axes", (len(axes),), "int32", data=np.int32(axes))
    return graph.operator("MEAN", [input, axis], output, keepDims=keep)


def branch(graph, rng, input, scale, zero, kind, filters=None):
    """A 1x1 convolution: another tensor made of the input."""
    size, finer = graph.shape(input), FINER[kind]
    filters = filters or size[3]
    in_scale = graph.tensors[input].quantization.scale[0]
    values = rng.integers(-127, 128, (filters, 1, 1, size[3]), dtype=np.int8)
    w_scales = np.float32(rng.uniform(0.004, 0.012, filters))
    bias = rng.integers(-2000, 2000, filters, dtype="int32" if kind == "int8" else "int64") * finer
    weights = graph.tensor("weights", values.shape, "int8", w_scales, data=values)
    scales = np.float32(in_scale) * w_scales
    biases = graph.tensor("bias", (filters,), bias.dtype.name, scales, data=bias)
    output = graph.tensor("branch", (*size[:3], filters), kind, [scale], [zero])
    return graph.operator(
        "CONV_2D", [input, weights, biases], output, strideH=1, strideW=1, dilationHFactor=1,
        dilationWFactor=1, padding=padding("VALID"))


def add(graph, rng, size, fused="NONE", kind="int8", ratio=1.0):
    """The input and what a convolution makes of it, at `ratio` of the input's scale."""
    input, scale, _ = source(graph, rng, size, kind)
    zeros = [zero_point(rng, kind, -40, 40) for _ in range(2)]
    other = branch(graph, rng, input, scale * ratio, zeros[0], kind)
    output = graph.tensor("output", (1, *size), kind, [scale * 1.7], [zeros[1]])
    return graph.operator(
        "ADD", [input, other], output, fusedActivationFunction=activation(fused))


def concatenation(graph, rng, size, axis, filters, kind="int8"):
    """The input and one convolution of it for each of `filters`."""
    input, scale, zero = source(graph, rng, size, kind)
    parts = [input] + [branch(graph, rng, input, scale, zero, kind, n) for n in filters]
    out = list(graph.shape(input))
    out[axis] = sum(graph.shape(part)[axis] for part in parts)
    output = graph.tensor("output", out, kind, [scale], [zero])
    return graph.operator("CONCATENATION", parts, output, axis=axis)


def pad(graph, rng, size, margins, kind="int8", value=None):
    input, scale, zero = source(graph, rng, size, kind)
    out = [n + sum(margin) for n, margin in zip(size, margins)]
    data = np.int32([(0, 0), *margins])
    inputs = [input, graph.tensor("margins", (4, 2), "int32", data=data)]
    if value is not None:
        data = np.array([value], dtype=kind)
        inputs.append(graph.tensor("value", (1,), kind, [scale], [zero], data=data))
    output = graph.tensor("output", (1, *out), kind, [scale], [zero])
    return graph.operator("PAD" if value is None else "PADV2", inputs, output)


def reshape(graph, rng, size, out, kind="int8"):
    input, scale, zero = source(graph, rng, size, kind)
    shape = graph.tensor("shape", (len(out) + 1,), "int32", data=np.int32((1, *out)))
    output = graph.tensor("output", (1, *out), kind, [scale], [zero])
    return graph.operator("RESHAPE", [input, shape], output, newShape=[1, *out])


def elementwise(graph, rng, operator, size, kinds, scales, zeros, **options):
    """An operator on single elements, or on the channels of each pixel."""
    input = graph.tensor("input", (1, *size), kinds[0], scales[:1], zeros[:1])
    output = graph.tensor("output", (1, *size), kinds[-1], scales[1:], zeros[1:])
    return graph.operator(operator, [input], output, **options)
