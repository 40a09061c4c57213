"""A `.tflite` graph with one input, put together operator by operator, and what TensorFlow Lite
Micro makes of it."""

import flatbuffers
import numpy as np
from tflite_micro.python.tflite_micro import runtime
from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

KINDS = {
    "int4": schema.TensorType.INT4,
    "int8": schema.TensorType.INT8,
    "int16": schema.TensorType.INT16,
    "int32": schema.TensorType.INT32,
    "int64": schema.TensorType.INT64,
}

# Builtin operator: its options, which are also the name of their table.
OPERATORS = {
    "ADD": "AddOptions",
    "AVERAGE_POOL_2D": "Pool2DOptions",
    "CONCATENATION": "ConcatenationOptions",
    "CONV_2D": "Conv2DOptions",
    "DEPTHWISE_CONV_2D": "DepthwiseConv2DOptions",
    "FULLY_CONNECTED": "FullyConnectedOptions",
    "LOGISTIC": None,
    "MAX_POOL_2D": "Pool2DOptions",
    "MEAN": "ReducerOptions",
    "PAD": "PadOptions",
    "PADV2": "PadV2Options",
    "QUANTIZE": "QuantizeOptions",
    "RELU": None,
    "RELU6": None,
    "RESHAPE": "ReshapeOptions",
    "SOFTMAX": "SoftmaxOptions",
    "TANH": None,
    "TRANSPOSE_CONV": "TransposeConvOptions",
}


class Graph:
    """Tensor 0 is the input; buffer i + 1 belongs to tensor i."""

    def __init__(self):
        self.tensors, self.buffers, self.operators, self.codes = [], [schema.BufferT()], [], []

    def tensor(self, name, shape, kind, scales=None, zero_points=None, axis=0, data=None):
        """Adds a tensor, with `data` a constant one, and returns its index."""
        result = schema.TensorT()
        result.name, result.shape, result.type = name, list(shape), KINDS[kind]
        result.buffer = len(self.buffers)
        if scales is not None:
            quantization = schema.QuantizationParametersT()
            quantization.scale = [float(s) for s in scales]
            quantization.zeroPoint = [int(z) for z in zero_points or [0] * len(scales)]
            quantization.quantizedDimension = axis
            result.quantization = quantization
        buffer = schema.BufferT()
        if data is not None:
            if kind == "int4":
                data = packed(data)
            buffer.data = np.frombuffer(data.tobytes(), dtype=np.uint8)
        self.tensors.append(result)
        self.buffers.append(buffer)
        return len(self.tensors) - 1

    def shape(self, index):
        return tuple(self.tensors[index].shape)

    def element_type(self, index):
        return {code: np.dtype(name) for name, code in KINDS.items() if name != "int4"}[
            self.tensors[index].type
        ]

    def operator(self, name, inputs, output, **options):
        """Adds an operator whose options are given by their names in the schema."""
        result = schema.OperatorT()
        if name not in self.codes:
            self.codes.append(name)
        result.opcodeIndex = self.codes.index(name)
        result.inputs, result.outputs = inputs, [output]
        kind = OPERATORS[name]
        if kind:
            result.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
            result.builtinOptions = getattr(schema, kind + "T")()
            for option, value in options.items():
                setattr(result.builtinOptions, option, value)
        self.operators.append(result)
        return output

    def file(self):
        """The graph as a `.tflite` file."""
        result = schema.ModelT()
        result.version, result.description = 3, "kernel golden"
        result.operatorCodes = []
        for name in self.codes:
            code = schema.OperatorCodeT()
            code.builtinCode = code.deprecatedBuiltinCode = getattr(schema.BuiltinOperator, name)
            code.version = 3
            result.operatorCodes.append(code)
        graph = schema.SubGraphT()
        graph.tensors, graph.operators = self.tensors, self.operators
        graph.inputs, graph.outputs = [0], list(self.operators[-1].outputs)
        result.subgraphs, result.buffers = [graph], self.buffers
        builder = flatbuffers.Builder(4096)
        builder.Finish(result.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def packed(values):
    """4-bit numbers, two to a byte, the first one in the low half."""
    flat = values.reshape(-1).astype(np.uint8) & 15
    flat = np.append(flat, np.zeros(flat.size % 2, dtype=np.uint8))
    return flat[0::2] | flat[1::2] << 4


def activation(name):
    return getattr(schema.ActivationFunctionType, name)


def padding(name):
    return getattr(schema.Padding, name)


def run(data, samples):
    """Outputs of TensorFlow Lite Micro, one for each sample (with its batch axis of one)."""
    interpreter = runtime.Interpreter.from_bytes(data, arena_size=1 << 18)
    outputs = []
    for sample in samples:
        interpreter.set_input(sample[np.newaxis], 0)
        interpreter.invoke()
        outputs.append(interpreter.get_output(0).copy()[0])
    return np.array(outputs)
