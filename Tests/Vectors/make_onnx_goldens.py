#!/usr/bin/env python3
"""Makes the ONNX goldens of the folder `onnx`: small networks, each with operators as exporters
write them, random inputs, and the outputs that ONNX Runtime gives for them.

    python3 -m venv venv && venv/bin/pip install onnx onnxruntime numpy
    venv/bin/python Tests/Vectors/make_onnx_goldens.py
"""

import os
import zlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "onnx")
SAMPLES = 2


class Builder:
    """A graph from one input `x` on; `last` is the value that the next operator reads."""

    def __init__(self, name, shape, opset=17, batch="n", ir=8):
        self.name, self.shape, self.opset, self.batch, self.ir = name, shape, opset, batch, ir
        self.random = np.random.default_rng(zlib.crc32(name.encode()))
        self.nodes, self.tensors, self.last = [], [], "x"

    def tensor(self, value, name=None):
        name = name or f"t{len(self.tensors)}"
        self.tensors.append(
            value
            if isinstance(value, TensorProto)
            else numpy_helper.from_array(np.array(value, order="C"), name)
        )
        return name

    def weight(self, *shape, low=-1.0, high=1.0, name=None):
        return self.tensor(self.random.uniform(low, high, shape).astype(np.float32), name)

    def op(self, kind, *inputs, data=None, name="", **attributes):
        """Appends an operator that reads `data` (by default the last value) and `inputs`."""
        output = f"v{len(self.nodes)}"
        read = [data or self.last] + list(inputs) if data != [] else list(inputs)
        self.nodes.append(helper.make_node(kind, read, [output], name=name, **attributes))
        self.last = output
        return output

    def ints(self, *values):
        return self.tensor(np.array(values, np.int64))

    def model(self, output_shape=None):
        graph = helper.make_graph(
            self.nodes,
            self.name,
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, [self.batch, *self.shape])],
            [helper.make_tensor_value_info(self.last, TensorProto.FLOAT, output_shape)],
            self.tensors,
        )
        return helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", self.opset)],
            ir_version=self.ir,
            producer_name="make_onnx_goldens",
        )


CASES = {}


def case(*shape, **options):
    def register(function):
        CASES[function.__name__] = (function, shape, options)
        return function

    return register


@case(3, 7, 6)
def conv_same_upper(b):
    b.op("Conv", b.weight(4, 3, 3, 3), b.weight(4), auto_pad="SAME_UPPER", strides=[2, 2])


@case(1, 7, 6)
def conv_same_lower(b):
    b.op("Conv", b.weight(2, 1, 4, 3), auto_pad="SAME_LOWER", strides=[2, 1], kernel_shape=[4, 3])


@case(2, 9, 8)
def conv_dilated(b):
    b.op("Conv", b.weight(3, 2, 3, 2), b.weight(3), pads=[2, 0, 1, 1], dilations=[2, 3])
    b.op("Relu")


@case(3, 6, 5)
def conv_depthwise(b):
    b.op("Conv", b.weight(6, 1, 3, 3), b.weight(6), group=3, pads=[1, 1, 1, 1], strides=[2, 1])
    b.op("Clip", b.tensor(np.float32(0)), b.tensor(np.float32(6)))
    b.op("Conv", b.weight(2, 6, 1, 1), b.weight(2))


@case(3, 12)
def conv_along_time(b):
    b.op("Conv", b.weight(4, 3, 5), b.weight(4), pads=[2, 2], strides=[2])
    b.op("Relu")
    b.op("ConvTranspose", b.weight(4, 2, 4), strides=[2], pads=[1, 1])


@case(2, 4, 5)
def tconv_output_padding(b):
    b.op("ConvTranspose", b.weight(2, 3, 3, 3), b.weight(3), strides=[2, 2], pads=[1, 1, 1, 1],
         output_padding=[1, 1])
    scale = b.weight(3, low=0.5, high=1.5)
    b.op("BatchNormalization", scale, b.weight(3), b.weight(3), b.weight(3, low=0.5, high=2),
         epsilon=1e-3)
    b.op("Sigmoid")


@case(2, 3, 4)
def tconv_same_upper(b):
    b.op("ConvTranspose", b.weight(2, 1, 3, 5), strides=[2, 3], auto_pad="SAME_UPPER")


@case(2, 3, 4)
def tconv_same_lower(b):
    b.op("ConvTranspose", b.weight(2, 1, 3, 5), strides=[2, 3], auto_pad="SAME_LOWER")


@case(2, 4, 3)
def tconv_output_shape(b):
    b.op("ConvTranspose", b.weight(2, 2, 3, 3), b.weight(2), strides=[2, 2], output_shape=[8, 7])


@case(2, 3, 3)
def tconv_asymmetric_pads(b):
    b.op("ConvTranspose", b.weight(2, 2, 4, 4), strides=[3, 2], pads=[0, 2, 1, 1])


@case(2, 6, 4)
def gemm_after_flatten(b):
    b.op("Conv", b.weight(3, 2, 3, 3), pads=[1, 1, 1, 1], strides=[2, 1])
    b.op("Flatten", axis=1)
    b.op("Gemm", b.weight(5, 36), b.weight(5), transB=1, alpha=0.5, beta=2.0)


@case(6)
def gemm_plain(b):
    b.op("Gemm", b.weight(6, 4), b.tensor(np.float32([0.25])))
    b.op("Tanh")


@case(2, 3, 4)
def gemm_of_input(b):
    b.op("Flatten")
    b.op("Gemm", b.weight(24, 3))


@case(8)
def matmul_add(b):
    b.op("MatMul", b.weight(8, 5))
    b.op("Add", b.weight(5))
    b.op("Relu")
    b.op("MatMul", b.weight(5, 8))
    b.op("Add", b.last, data=b.weight(8))


@case(4, 6)
def matmul_of_frames(b):
    b.op("MatMul", b.weight(6, 3))
    b.op("Add", b.weight(3))
    b.op("Relu")
    b.op("ReduceMean", axes=[1], keepdims=0)


@case(10)
def decoder_from_dense(b):
    b.op("Gemm", b.weight(24, 10), b.weight(24), transB=1)
    scale = b.weight(24, low=0.5, high=1.5)
    b.op("BatchNormalization", scale, b.weight(24), b.weight(24), b.weight(24, low=0.5, high=2))
    b.op("Relu")
    b.op("Reshape", b.ints(-1, 4, 2, 3))
    b.op("ConvTranspose", b.weight(4, 2, 2, 2), strides=[2, 2])


@case(3, 4, 4, opset=9, ir=4)
def clip_of_attributes(b):
    b.op("Conv", b.weight(4, 3, 1, 1))
    b.op("Clip", min=0.0, max=6.0)
    b.op("Clip", min=0.0)


@case(12)
def bounds_by_min_and_max(b):
    b.op("Gemm", b.weight(12, 12, low=-3, high=3))
    b.op("Max", b.tensor(np.float32(0)))
    b.op("Min", b.tensor(np.float32([6])))


@case(4, 3, 2)
def softmax_of_channels(b):
    b.op("Softmax", axis=1)


@case(7, opset=11)
def softmax_of_old(b):
    b.op("Gemm", b.weight(7, 5))
    b.op("Softmax")


@case(3, 5, 7)
def pools(b):
    b.op("MaxPool", kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[1, 2])
    b.op("AveragePool", kernel_shape=[2, 2], pads=[1, 0, 0, 1], strides=[2, 1])


@case(2, 5, 4)
def pool_that_counts_padding(b):
    b.op("AveragePool", kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2], count_include_pad=1)


@case(2, 6, 6)
def pool_of_ceiling(b):
    b.op("MaxPool", kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
    b.op("AveragePool", kernel_shape=[3, 2], auto_pad="SAME_UPPER", strides=[2, 2])


@case(3, 4, 5)
def global_average(b):
    b.op("GlobalAveragePool")
    b.op("Flatten")
    b.op("Gemm", b.weight(3, 4))


@case(3, 4, 5, opset=18)
def mean_of_axes(b):
    b.op("Conv", b.weight(4, 3, 1, 1))
    b.op("ReduceMean", b.ints(-1), keepdims=1)
    b.op("ReduceMean", b.ints(2, 3), keepdims=0)


@case(2, 4, 4)
def branches(b):
    first = b.op("Conv", b.weight(3, 2, 3, 3), pads=[1, 1, 1, 1], name="first")
    second = b.op("Conv", b.weight(3, 2, 1, 1), data="x", name="second")
    total = b.op("Add", second, data=first)
    joined = b.op("Concat", first, "x", data=total, axis=1)
    rows = b.op("Concat", joined, data=joined, axis=2)
    b.op("Conv", b.weight(1, 8, 1, 1), data=rows)


@case(3, 2, 4)
def scaled_per_channel(b):
    b.op("Sub", b.tensor(b.random.uniform(-1, 1, (3, 1, 1)).astype(np.float32)))
    b.op("Div", b.tensor(np.float32(2.5)))
    b.op("Conv", b.weight(2, 3, 1, 1))
    b.op("Mul", b.weight(1, 2, 1, 1))
    b.op("Add", b.weight(1, 2, 1, 1))
    b.op("Relu")
    b.op("Sub", b.last, data=b.tensor(np.float32([1])))
    b.op("Mul", b.weight(2, 2, 4))


@case(2, 3, 4)
def padded(b):
    b.op("Pad", b.ints(0, 0, 1, 2, 0, 0, 3, 0), b.tensor(np.float32(0.5)))
    b.op("Conv", b.weight(1, 2, 3, 3))


@case(2, 3, 4, opset=9, ir=4)
def padded_by_attribute(b):
    b.op("Pad", pads=[0, 0, 1, 0, 0, 0, 0, 1], value=-1.0)
    b.op("MaxPool", kernel_shape=[2, 2])


@case(2, 3, 4)
def padded_rows(b):
    b.op("Conv", b.weight(3, 2, 1, 1))
    b.op("Pad", b.ints(0, 0, 2, 0, 0, 0, 1, 0))
    b.op("Conv", b.weight(1, 3, 2, 2))


@case(5, 6, 2)
def channels_last(b):
    b.op("Transpose", perm=[0, 3, 1, 2])
    b.op("Conv", b.weight(3, 2, 3, 3), auto_pad="SAME_UPPER", strides=[2, 2])
    b.op("Transpose", perm=[0, 2, 3, 1])
    b.op("Pad", b.ints(0, 1, 0, 0, 0, 0, 1, 0))
    b.op("Concat", b.last, axis=3)
    b.op("Relu")


@case(6)
def aliases(b):
    matrix, bias = b.weight(6, 6), b.weight(6)
    other = b.op("Identity", data=matrix)
    b.op("Gemm", matrix, bias, data="x")
    b.op("Dropout")
    b.op("Identity")
    b.op("Cast", to=TensorProto.FLOAT)
    data = b.last
    again = b.op("Identity", data=bias)
    b.op("Gemm", other, again, data=data)


@case(2, 3, 4)
def computed_shape(b):
    image = b.op("Conv", b.weight(2, 2, 1, 1))
    shape = b.op("Shape")
    batch = b.op("Gather", b.tensor(np.int64(0)), data=shape, axis=0)
    batch = b.op("Unsqueeze", b.ints(0), data=batch)
    sizes = b.op("Slice", b.ints(1), b.ints(2**63 - 1), b.ints(0), data=shape)
    product = b.op("Mul", b.tensor(np.int64([1])), data=sizes)
    flat = b.op("Concat", b.ints(-1), data=batch, axis=0)
    b.op("Reshape", flat, data=image)
    whole = b.op("Concat", product, data=batch, axis=0)
    b.op("Reshape", whole, data="v7")
    fill = b.op("ConstantOfShape", data=b.ints(1),
                value=helper.make_tensor("one", TensorProto.INT64, [1], [1]))
    cast = b.op("Cast", data=fill, to=TensorProto.FLOAT)
    b.op("Mul", cast, data="v9")


@case(6)
def squeezed(b):
    b.op("Unsqueeze", b.ints(1, 3))
    b.op("Conv", b.weight(2, 1, 3, 1), pads=[1, 0, 1, 0])
    b.op("Squeeze", b.ints(3))
    b.op("ReduceMean", axes=[2], keepdims=0)


@case(5)
def element_types(b):
    """Weights in the types and fields that writers use, in a file of before operator set 13."""
    half = b.random.uniform(-1, 1, (5, 4)).astype(np.float16)
    b.tensor(helper.make_tensor("half", TensorProto.FLOAT16, [5, 4], half.ravel().tolist()), "half")
    b.op("Cast", data="half", to=TensorProto.FLOAT)
    b.op("MatMul", b.last, data="x")
    data = b.last
    b.tensor(helper.make_tensor("double", TensorProto.DOUBLE, [4], [0.1, 0.2, 0.3, 0.4]), "double")
    double = b.op("Cast", data="double", to=TensorProto.FLOAT)
    b.op("Add", double, data=data)
    data = b.last
    b.tensor(helper.make_tensor("fields", TensorProto.FLOAT, [4], [1.5, 2.5, -3.5, 0.125]), "fields")
    b.op("Mul", "fields", data=data)
    data = b.last
    b.op("Constant", data=[], value_floats=[0.5, 0.25, 0.125, 1.0])
    b.op("Add", b.last, data=data)


@case(3, batch=2)
def batch_of_two(b):
    b.op("Gemm", b.weight(3, 4))
    b.op("Reshape", b.ints(2, 1, 2, 2))
    b.op("Conv", b.weight(1, 1, 2, 2))


@case(4)
def stored_beside(b):
    b.op("Gemm", b.weight(4, 4), b.weight(4))


def main():
    os.makedirs(HERE, exist_ok=True)
    for name, (function, shape, options) in CASES.items():
        builder = Builder(name, shape, **options)
        function(builder)
        path = os.path.join(HERE, f"{name}.onnx")
        inputs = builder.random.normal(size=(SAMPLES, *shape)).astype(np.float32)
        session = onnxruntime.InferenceSession(builder.model().SerializeToString())
        (outputs,) = session.run(None, {"x": inputs})
        model = builder.model([builder.batch, *outputs.shape[1:]])
        onnx.checker.check_model(model)
        if name == "stored_beside":
            data = f"{name}.onnx.data"
            if os.path.exists(os.path.join(HERE, data)):
                os.remove(os.path.join(HERE, data))
            onnx.save_model(model, path, save_as_external_data=True, location=data,
                            size_threshold=0)
        else:
            onnx.save_model(model, path)
        np.save(os.path.join(HERE, f"{name}_input.npy"), inputs)
        np.save(os.path.join(HERE, f"{name}_output.npy"), outputs.astype(np.float32))


if __name__ == "__main__":
    main()
