#!/usr/bin/env python3
"""Makes the kernel goldens of this folder: single-layer int8 networks as .tflite files, random
inputs, and the outputs that TensorFlow Lite Micro gives for them.

    python3 -m venv venv && venv/bin/pip install tflite-micro numpy flatbuffers
    venv/bin/python Tests/Vectors/make_kernel_goldens.py
"""

import os
import zlib

import flatbuffers
import numpy as np
from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema
from tflite_micro.python.tflite_micro import runtime

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = 3

# name: operator, input (height, width, channels), filters, kernel (height, width), stride, padding
# (or units), relu
CASES = {
    "fc_17x5": ("fc", (1, 1, 17), 5, None, None, None, False),
    "fc_64x33_relu": ("fc", (1, 1, 64), 33, None, None, None, True),
    "conv_3x3_s2": ("conv", (9, 8, 3), 5, (3, 3), 2, "SAME", True),
    "conv_5x3_s3_one_channel": ("conv", (10, 11, 1), 4, (5, 3), 3, "SAME", False),
    "conv_1x1": ("conv", (3, 5, 12), 7, (1, 1), 1, "VALID", False),
    "conv_2x4_valid": ("conv", (6, 7, 9), 2, (2, 4), 1, "VALID", True),
    "tconv_3x3_s2": ("tconv", (4, 5, 6), 5, (3, 3), 2, "SAME", True),
    "tconv_5x4_s3": ("tconv", (3, 3, 11), 1, (5, 4), 3, "SAME", False),
    "tconv_2x2_s2_valid": ("tconv", (3, 4, 8), 3, (2, 2), 2, "VALID", False),
    "tconv_3x3_s1": ("tconv", (4, 4, 2), 4, (3, 3), 1, "SAME", False),
}


def tensor(name, shape, kind, buffer, scales, zero_points, axis=0):
    result = schema.TensorT()
    result.name, result.shape, result.type, result.buffer = name, list(shape), kind, buffer
    quantization = schema.QuantizationParametersT()
    quantization.scale = [float(s) for s in scales]
    quantization.zeroPoint = [int(z) for z in zero_points]
    quantization.quantizedDimension = axis
    result.quantization = quantization
    return result


def buffer(data=None):
    result = schema.BufferT()
    if data is not None:
        result.data = np.frombuffer(data.tobytes(), dtype=np.uint8)
    return result


def output_shape(kind, size, filters, kernel, stride, padding):
    if kind == "fc":
        return (1, filters)
    if kind == "conv":
        extent = lambda n, k: -(-n // stride) if padding == "SAME" else (n - k) // stride + 1
    else:
        extent = lambda n, k: n * stride if padding == "SAME" else (n - 1) * stride + k
    return (1, extent(size[0], kernel[0]), extent(size[1], kernel[1]), filters)


def operator(kind, stride, padding, relu):
    result = schema.OperatorT()
    activation = schema.ActivationFunctionType
    fused = activation.RELU if relu else activation.NONE
    if kind == "fc":
        code, options = schema.BuiltinOperator.FULLY_CONNECTED, schema.FullyConnectedOptionsT()
        result.builtinOptionsType = schema.BuiltinOptions.FullyConnectedOptions
    elif kind == "conv":
        code, options = schema.BuiltinOperator.CONV_2D, schema.Conv2DOptionsT()
        result.builtinOptionsType = schema.BuiltinOptions.Conv2DOptions
        options.dilationHFactor = options.dilationWFactor = 1
    else:
        code, options = schema.BuiltinOperator.TRANSPOSE_CONV, schema.TransposeConvOptionsT()
        result.builtinOptionsType = schema.BuiltinOptions.TransposeConvOptions
    options.fusedActivationFunction = fused
    if kind != "fc":
        options.strideH = options.strideW = stride
        options.padding = getattr(schema.Padding, padding)
    result.builtinOptions = options
    return code, result


def model(rng, kind, size, filters, kernel, stride, padding, relu):
    out = output_shape(kind, size, filters, kernel, stride, padding)
    in_shape = (1, size[2]) if kind == "fc" else (1, *size)
    in_scale, out_scale = rng.uniform(0.02, 0.05), rng.uniform(0.1, 0.3)
    in_zero, out_zero = rng.integers(-128, 128), rng.integers(-40, 40)
    w_shape = (filters, size[2]) if kind == "fc" else (filters, *kernel, size[2])
    weights = rng.integers(-127, 128, w_shape, dtype=np.int8)
    w_scales = np.float32(rng.uniform(0.002, 0.02, filters))
    bias = rng.integers(-3000, 3000, filters, dtype=np.int32)
    int8, int32 = schema.TensorType.INT8, schema.TensorType.INT32
    tensors = [
        tensor("input", in_shape, int8, 1, [in_scale], [in_zero]),
        tensor("weights", w_shape, int8, 2, w_scales, [0] * filters),
        tensor("bias", (filters,), int32, 3, np.float32(in_scale) * w_scales, [0] * filters),
        tensor("output", out, int8, 4, [out_scale], [out_zero]),
    ]
    buffers = [buffer(), buffer(), buffer(weights), buffer(bias), buffer()]
    code, op = operator(kind, stride, padding, relu)
    op.inputs, op.outputs = [0, 1, 2], [3]
    if kind == "tconv":
        shape = tensor("shape", (4,), int32, 5, [], [])
        shape.quantization = None
        tensors.append(shape)
        buffers.append(buffer(np.int32(out)))
        op.inputs = [4, 1, 0, 2]
    opcode = schema.OperatorCodeT()
    opcode.builtinCode, opcode.deprecatedBuiltinCode, opcode.version = code, code, 3
    graph = schema.SubGraphT()
    graph.tensors, graph.operators, graph.inputs, graph.outputs = tensors, [op], [0], [3]
    result = schema.ModelT()
    result.version, result.operatorCodes, result.subgraphs, result.buffers = 3, [opcode], [graph], buffers
    result.description = "kernel golden"
    builder = flatbuffers.Builder(4096)
    builder.Finish(result.Pack(builder), b"TFL3")
    return bytes(builder.Output()), in_shape


def main():
    folder = os.path.join(HERE, "kernels")
    os.makedirs(folder, exist_ok=True)
    for name, case in CASES.items():
        rng = np.random.default_rng(zlib.crc32(name.encode()))
        data, shape = model(rng, *case)
        inputs = rng.integers(-128, 128, (SAMPLES, *shape[1:]), dtype=np.int8)
        inputs[0].flat[:] = np.where(np.arange(inputs[0].size) % 2, 127, -128)
        interpreter = runtime.Interpreter.from_bytes(data)
        outputs = []
        for sample in inputs:
            interpreter.set_input(sample.reshape(shape), 0)
            interpreter.invoke()
            outputs.append(interpreter.get_output(0).copy()[0])
        with open(os.path.join(folder, name + ".tflite"), "wb") as file:
            file.write(data)
        np.save(os.path.join(folder, name + "_input.npy"), inputs)
        np.save(os.path.join(folder, name + "_tflm_output.npy"), np.array(outputs, dtype=np.int8))
        print(name, len(data), np.unique(np.array(outputs)).size, "values")


if __name__ == "__main__":
    main()
