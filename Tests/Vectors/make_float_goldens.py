#!/usr/bin/env python3
"""Writes float-operations.json: single float layers and a small branched network, as this project
describes them, with the outputs that TensorFlow or ONNX Runtime compute.

    python3 -m venv venv && venv/bin/pip install tensorflow onnx onnxruntime numpy
    venv/bin/python Tests/Vectors/make_float_goldens.py > Tests/Vectors/float-operations.json
"""

import json
import os
import zlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
from onnx import helper, numpy_helper

CASES = []


class Case:
    """A network in this project's terms; `node` appends to it and draws parameters."""

    def __init__(self, name, shape):
        self.name, self.shape = name, shape
        self.nodes, self.tensors = [], {}
        self.rng = np.random.default_rng(zlib.crc32(name.encode()))
        self.input = self.draw(1, *shape)

    def draw(self, *shape):
        return np.round(self.rng.normal(size=shape), 3).astype(np.float32)

    def node(self, operation, inputs=None, parameters=None, **attributes):
        name = f"n{len(self.nodes)}"
        inputs = [len(self.nodes) - 1] if inputs is None else inputs
        self.nodes.append(dict(name=name, operation=operation, inputs=inputs, **attributes))
        for role, shape in (parameters or {}).items():
            values = self.draw(*shape)
            if role == "variance":
                values = np.abs(values) + np.float32(0.5)
            self.tensors[f"{name}.{role}"] = values
        return [self.tensors[f"{name}.{role}"] for role in parameters or {}]

    def finish(self, source, output):
        graph = dict(input=list(self.shape), nodes=self.nodes)
        output = np.asarray(output, dtype=np.float32)
        tensors = {
            name: dict(shape=list(tensor.shape), values=numbers(tensor))
            for name, tensor in self.tensors.items()}
        CASES.append(dict(
            name=self.name, source=source, graph=json.dumps(graph), tensors=tensors,
            input=numbers(self.input), output=numbers(output)))


def numbers(array):
    return [float(f"{x:.7g}") for x in np.asarray(array).flatten()]


def run_onnx(case, nodes, constants):
    """The output "y" of ONNX nodes that read "x" in NCHW, as NHWC."""
    height, width, channels = case.shape
    kind = onnx.TensorProto.FLOAT
    model = helper.make_model(
        helper.make_graph(
            nodes, "g",
            [helper.make_tensor_value_info("x", kind, [1, channels, height, width])],
            [helper.make_tensor_value_info("y", kind, None)],
            [numpy_helper.from_array(np.ascontiguousarray(v), k) for k, v in constants.items()]),
        opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"])
    y = session.run(None, {"x": np.ascontiguousarray(case.input.transpose(0, 3, 1, 2))})[0]
    case.finish(f"onnxruntime {onnxruntime.__version__}", y.transpose(0, 2, 3, 1))


def finish_tensorflow(case, y):
    case.finish(f"tensorflow {tf.__version__}", y)


def conv_parameters(filters, kernel, channels):
    return dict(weight=(filters, *kernel, channels), bias=(filters,))


def edges(pads):
    """Top, bottom, left, right of ONNX's top, left, bottom, right."""
    return [pads[0], pads[2], pads[1], pads[3]]


def onnx_convolution(name, shape, filters, kernel, strides, dilations, pads):
    case = Case(name, shape)
    weight, bias = case.node(
        "convolution", parameters=conv_parameters(filters, kernel, shape[2]), filters=filters,
        kernel=kernel, stride=strides, dilation=dilations, padding=edges(pads))
    node = helper.make_node(
        "Conv", ["x", "w", "b"], ["y"], strides=strides, dilations=dilations, pads=pads)
    run_onnx(case, [node], dict(w=weight.transpose(0, 3, 1, 2), b=bias))


def onnx_transposed(name, shape, filters, kernel, strides, pads, output_padding):
    case = Case(name, shape)
    padding = [pads[0], pads[2] - output_padding[0], pads[1], pads[3] - output_padding[1]]
    weight, bias = case.node(
        "transposed_convolution", parameters=conv_parameters(filters, kernel, shape[2]),
        filters=filters, kernel=kernel, stride=strides, padding=padding)
    node = helper.make_node(
        "ConvTranspose", ["x", "w", "b"], ["y"], strides=strides, pads=pads,
        output_padding=output_padding)
    run_onnx(case, [node], dict(w=weight.transpose(3, 0, 1, 2), b=bias))


def onnx_depthwise(name, shape, multiplier, kernel, strides, dilations, pads):
    case = Case(name, shape)
    outputs = shape[2] * multiplier
    weight, bias = case.node(
        "depthwise_convolution", parameters=dict(weight=(*kernel, outputs), bias=(outputs,)),
        multiplier=multiplier, kernel=kernel, stride=strides, dilation=dilations,
        padding=edges(pads))
    node = helper.make_node(
        "Conv", ["x", "w", "b"], ["y"], group=shape[2], strides=strides, dilations=dilations,
        pads=pads)
    run_onnx(case, [node], dict(w=weight.transpose(2, 0, 1)[:, None], b=bias))


def onnx_pool(name, shape, kind, kernel, strides, pads, **more):
    case = Case(name, shape)
    operation = dict(AveragePool="average_pool", MaxPool="maximum_pool")[kind]
    attributes = dict(dilation=more["dilations"]) if "dilations" in more else {}
    case.node(operation, kernel=kernel, stride=strides, padding=edges(pads), **attributes)
    node = helper.make_node(
        kind, ["x"], ["y"], kernel_shape=kernel, strides=strides, pads=pads, **more)
    run_onnx(case, [node], {})


def tf_same(name, shape, operation, kernel, stride, dilation=1, filters=None):
    """TensorFlow's SAME padding, each operation as tf.nn has it."""
    case = Case(name, shape)
    window = dict(kernel=kernel, stride=stride)
    if dilation != 1:
        window["dilation"] = dilation
    x = tf.constant(case.input)
    weights = conv_parameters(filters, kernel, shape[2])
    if operation == "convolution":
        w, b = case.node(operation, parameters=weights, filters=filters, **window)
        y = tf.nn.conv2d(x, w.transpose(1, 2, 3, 0), stride, "SAME", dilations=dilation) + b
    elif operation == "transposed_convolution":
        w, b = case.node(operation, parameters=weights, filters=filters, **window)
        size = [1, shape[0] * stride[0], shape[1] * stride[1], filters]
        y = tf.nn.conv2d_transpose(x, w.transpose(1, 2, 0, 3), size, stride, "SAME") + b
    elif operation == "depthwise_convolution":
        outputs = shape[2] * filters
        weights = dict(weight=(*kernel, outputs), bias=(outputs,))
        w, b = case.node(operation, parameters=weights, multiplier=filters, **window)
        w = w.reshape(*kernel, shape[2], filters)
        y = tf.nn.depthwise_conv2d(x, w, [1, *stride, 1], "SAME") + b
    else:
        case.node(operation, **window)
        pool = tf.nn.avg_pool2d if operation == "average_pool" else tf.nn.max_pool2d
        y = pool(x, kernel, stride, "SAME")
    finish_tensorflow(case, y)


def tf_simple(name, shape, operation, function, parameters=None, **attributes):
    case = Case(name, shape)
    values = case.node(operation, parameters=parameters, **attributes)
    finish_tensorflow(case, function(tf.constant(case.input), *values))


def branched():
    """A residual block, its pooled output beside the padded input, and a classifier."""
    case = Case("branched network", (5, 6, 3))
    node, draw = helper.make_node, case.node
    weights = conv_parameters(3, (3, 2), 3)
    w0, b0 = draw("convolution", parameters=weights, filters=3, kernel=[3, 2], stride=1)
    roles = ["gamma", "beta", "mean", "variance"]
    norm = draw("batch_norm", parameters={role: (3,) for role in roles}, epsilon=0.001)
    draw("relu")
    draw("add", inputs=[2, -1])
    draw("maximum_pool", kernel=2, stride=[2, 1], padding=[0, 1, 0, 1])
    draw("pad", inputs=[-1], padding=[1, 2, 0, 0], value=0.5)
    draw("average_pool", kernel=[4, 1], stride=[2, 1], padding=[0, 0, 0, 0])
    draw("concatenate", inputs=[4, 6, 4], axes=[2])
    draw("mean", axes=[0, 1])
    w1, b1 = draw("dense", parameters=dict(weight=(4, 9), bias=(4,)), units=4)
    draw("softmax")
    run_onnx(
        case,
        [
            node("Conv", ["x", "w0", "b0"], ["c"], pads=[1, 0, 1, 1]),
            node("BatchNormalization", ["c", *roles], ["n"], epsilon=0.001),
            node("Relu", ["n"], ["r"]),
            node("Add", ["r", "x"], ["a"]),
            node("MaxPool", ["a"], ["p"], kernel_shape=[2, 2], strides=[2, 1], pads=[0, 0, 1, 1]),
            node("Pad", ["x", "pads", "half"], ["d"]),
            node("AveragePool", ["d"], ["q"], kernel_shape=[4, 1], strides=[2, 1]),
            node("Concat", ["p", "q", "p"], ["j"], axis=1),
            node("ReduceMean", ["j"], ["m"], axes=[2, 3], keepdims=0),
            node("Gemm", ["m", "w1", "b1"], ["g"], transB=1),
            node("Softmax", ["g"], ["s"], axis=1),
            node("Reshape", ["s", "image"], ["y"]),
        ],
        dict(
            w0=w0.transpose(0, 3, 1, 2), b0=b0, w1=w1, b1=b1, half=np.float32(0.5),
            pads=np.array([0, 0, 1, 0, 0, 0, 2, 0]), image=np.array([1, 4, 1, 1]),
            **dict(zip(roles, norm))))


def main():
    onnx_convolution(
        "conv 3x2, unequal strides, padding on three sides", (6, 7, 3), 4, [3, 2], [2, 1], [1, 1],
        [1, 0, 0, 2])
    onnx_convolution("conv 2x3, dilated", (7, 9, 1), 2, [2, 3], [1, 2], [3, 2], [2, 1, 1, 0])
    onnx_convolution(
        "conv 2x2, stride above the kernel", (8, 7, 2), 3, [2, 2], [3, 4], [1, 1], [0, 0, 0, 0])
    onnx_transposed(
        "transposed conv 3x2 with output padding", (3, 4, 2), 3, [3, 2], [2, 3], [1, 0, 1, 0],
        [1, 2])
    onnx_transposed(
        "transposed conv 2x3, cropped unevenly", (4, 3, 3), 1, [2, 3], [1, 2], [0, 2, 1, 1], [0, 0])
    onnx_depthwise(
        "depthwise 3x3, two outputs a channel", (5, 6, 3), 2, [3, 3], [2, 2], [1, 1], [0, 1, 1, 0])
    onnx_depthwise("depthwise 2x3, dilated", (6, 7, 2), 1, [2, 3], [1, 2], [2, 2], [1, 0, 0, 3])
    onnx_pool(
        "average pool with padding on two sides", (5, 6, 2), "AveragePool", [3, 2], [2, 1],
        [1, 0, 0, 1], count_include_pad=0)
    onnx_pool(
        "max pool, dilated", (6, 7, 3), "MaxPool", [2, 2], [1, 2], [1, 0, 1, 1], dilations=[2, 3])
    for size in [(7, 6, 2), (4, 5, 1)]:
        name = "SAME on " + "x".join(map(str, size))
        for operation, kernel, stride, more in [
            ("convolution", (4, 3), (2, 3), dict(filters=3)),
            ("convolution", (3, 3), (1, 1), dict(filters=2, dilation=2)),
            ("convolution", (1, 1), (2, 2), dict(filters=2)),
            ("transposed_convolution", (4, 3), (2, 3), dict(filters=2)),
            ("transposed_convolution", (1, 2), (3, 3), dict(filters=1)),
            ("depthwise_convolution", (3, 2), (2, 2), dict(filters=2)),
            ("average_pool", (3, 4), (2, 3), {}),
            ("maximum_pool", (2, 3), (3, 1), {}),
        ]:
            title = f"{operation} {kernel[0]}x{kernel[1]}, {name}"
            tf_same(title, size, operation, kernel, stride, **more)
    shape = (3, 4, 5)
    tf_simple("dense", shape, "dense", lambda x, w, b: tf.reshape(x, [1, -1]) @ w.T + b,
              parameters=dict(weight=(3, 60), bias=(3,)), units=3)
    tf_simple("mean over rows and channels", shape, "mean",
              lambda x: tf.reduce_mean(x, [1, 3], True), axes=[0, 2])
    tf_simple("logistic", shape, "logistic", tf.sigmoid)
    tf_simple("tanh", shape, "tanh", tf.tanh)
    tf_simple("softmax", shape, "softmax", tf.nn.softmax)
    tf_simple("relu6", shape, "relu6", tf.nn.relu6)
    branched()
    print("{\"cases\": [\n" + ",\n".join(json.dumps(case) for case in CASES) + "\n]}")


main()
