#!/usr/bin/env python3
"""Makes the networks of tflite/: Keras models as TensorFlow's converter writes them, inputs, and
outputs of other runtimes. Float networks: LiteRT. Integer networks: TensorFlow Lite Micro, and
LiteRT's reference kernels where TensorFlow Lite Micro does not run the file (NAME_litert_output).

    python3 -m venv venv && venv/bin/pip install tensorflow tflite-micro ai-edge-litert numpy
    venv/bin/python Tests/Vectors/make_tflite_goldens.py [NAME…]
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from tensorflow import keras
from tensorflow.keras import layers
from tflite_micro.python.tflite_micro import runtime

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = 2


def autoencoder(batch=None):
    """Transposed convolutions: for any batch, their output's size is computed as they run."""
    x = start = keras.Input((16, 8, 1), batch_size=batch)
    x = layers.Conv2D(6, 3, 2, "same")(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(8, (5, 3), (2, 1), "same", activation="relu")(x)
    x = layers.Conv2DTranspose(6, 3, (2, 1), "same")(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    return keras.Model(start, layers.Conv2DTranspose(1, 3, 2, "same")(x))


def fixed_batch():
    return autoencoder(1)


def bottleneck():
    """To a vector and back, by reshapes."""
    x = start = keras.Input((16, 8, 2))
    x = layers.Conv2D(4, 3, 2, "valid", activation="relu")(x)
    x = layers.Dense(6, activation="tanh")(layers.Flatten()(x))
    x = layers.Reshape((7, 3, 4))(layers.Dense(84, activation="relu")(x))
    return keras.Model(start, layers.Conv2DTranspose(2, 4, 2, "valid")(x))


def branches():
    """Everything else that an image can meet."""
    start = keras.Input((12, 8, 3))
    x = layers.Conv2D(8, 3, 1, "same", activation="relu")(start)
    y = layers.DepthwiseConv2D(3, 1, "same")(x)
    y = layers.ReLU(6.0)(layers.BatchNormalization()(y))
    x = layers.ReLU()(layers.Add()([x, layers.Conv2D(8, 1)(y)]))
    x = layers.Concatenate()([layers.MaxPooling2D(2)(x), layers.AveragePooling2D(2)(x)])
    x = layers.ZeroPadding2D(((1, 0), (0, 2)))(x)
    x = layers.SeparableConv2D(8, 3, padding="valid", activation="relu")(x)
    x = layers.Dense(5)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(start, layers.Softmax()(x))


def sequence():
    """One-dimensional convolutions, one of them dilated: images of one row, in blocks."""
    x = start = keras.Input((24, 5))
    x = layers.MaxPooling1D(2)(layers.Conv1D(8, 5, 1, "same", activation="relu")(x))
    x = layers.Conv1D(4, 3, 1, "causal", dilation_rate=2)(x)
    x = layers.GlobalAveragePooling1D()(x)
    return keras.Model(start, layers.Dense(3, activation="sigmoid")(x))


def dilated():
    x = start = keras.Input((12, 10, 2))
    x = layers.Conv2D(4, 3, dilation_rate=2, padding="same", activation="relu")(x)
    x = layers.Conv2D(4, 3, dilation_rate=(2, 1), padding="valid")(x)
    x = layers.DepthwiseConv2D(3, dilation_rate=2, padding="same", depth_multiplier=2)(x)
    x = layers.Activation("sigmoid")(x)
    return keras.Model(start, layers.Conv2D(2, 1)(x))


def dense():
    x = start = keras.Input((32,))
    x = layers.ReLU()(layers.BatchNormalization()(layers.Dense(40)(x)))
    return keras.Model(start, layers.Dense(32, use_bias=False)(x))


def rows():
    """A dense layer on each row of a matrix."""
    x = start = keras.Input((10, 8))
    return keras.Model(start, layers.Dense(8)(layers.Dense(4, activation="relu")(x)))


def scaled():
    """Batch norms that no layer takes in."""
    x = start = keras.Input((8, 8, 3))
    x = layers.BatchNormalization()(x)
    x = layers.BatchNormalization()(layers.ReLU()(layers.Conv2D(4, 3, padding="same")(x)))
    x = layers.BatchNormalization()(layers.Conv2DTranspose(3, 2, 2)(x))
    return keras.Model(start, layers.Activation("tanh")(x))


# Model: the forms in which it is converted. `dynamic` has integer weights and float activations;
# `int8_float` and `16x8_float` take and give floats; `per_tensor` has one scale for all weights.
CASES = {
    autoencoder: ["float", "float16", "int8_float", "16x8"],
    fixed_batch: ["float", "per_tensor"],
    bottleneck: ["float", "int8", "16x8_float"],
    branches: ["float", "int8", "16x8"],
    sequence: ["float", "int8"],
    dilated: ["float", "int8"],
    dense: ["float", "dynamic", "16x8"],
    rows: ["float", "int8"],
    scaled: ["float"],
}


def draw_weights(model, rng):
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            gamma, beta, mean, variance = layer.get_weights()
            layer.set_weights([
                rng.uniform(0.5, 1.5, gamma.shape), rng.normal(0, 0.3, beta.shape),
                rng.normal(0, 0.3, mean.shape), rng.uniform(0.5, 2, variance.shape)])
        else:
            layer.set_weights([
                rng.normal(0, (0.2 if w.ndim == 1 else np.prod(w.shape[:-1]) ** -0.5), w.shape)
                for w in layer.get_weights()])


def converted(model, form, samples):
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    if form == "float":
        return converter.convert()
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if form == "float16":
        converter.target_spec.supported_types = [tf.float16]
    elif form != "dynamic":
        converter.representative_dataset = lambda: ([sample[None]] for sample in samples)
        operators = tf.lite.OpsSet
        wide = form.startswith("16x8")
        converter.target_spec.supported_ops = [
            operators.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8
            if wide else operators.TFLITE_BUILTINS_INT8]
        if not form.endswith("float"):
            kind = tf.int16 if wide else tf.int8
            converter.inference_input_type = converter.inference_output_type = kind
        converter._experimental_disable_per_channel = form == "per_tensor"
    return converter.convert()


def litert(data, samples, reference):
    resolver = OpResolverType.BUILTIN_REF if reference else OpResolverType.AUTO
    interpreter = Interpreter(model_content=data, experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    source, target = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    outputs = []
    for sample in samples:
        interpreter.set_tensor(source["index"], sample[None])
        interpreter.invoke()
        outputs.append(interpreter.get_tensor(target["index"])[0].copy())
    return np.array(outputs)


def micro(data, samples):
    interpreter = runtime.Interpreter.from_bytes(data, arena_size=1 << 20)
    outputs = []
    for sample in samples:
        interpreter.set_input(sample[None], 0)
        interpreter.invoke()
        outputs.append(interpreter.get_output(0)[0].copy())
    return np.array(outputs)


def write(name, model, form, calibration, rng):
    data = converted(model, form, calibration)
    with open(name + ".tflite", "wb") as file:
        file.write(data)
    kind = Interpreter(model_content=data).get_input_details()[0]["dtype"]
    shape = (SAMPLES, *model.input_shape[1:])
    if kind == np.float32:
        inputs = rng.normal(0, 1, shape).astype(np.float32)
    else:
        low, high = np.iinfo(kind).min, np.iinfo(kind).max
        inputs = rng.integers(low, high + 1, shape).astype(kind)
    if form == "dynamic" or (model.name, form) == ("rows", "int8"):
        # The one is refused; of the other, LiteRT's bits are not ours, and the other runtime lacks
        # an operator.
        return
    if form in ("float", "float16"):
        runtime_name, outputs = "litert", litert(data, inputs, reference=False)
    elif model.name in ("sequence", "dilated"):
        # Here TensorFlow Lite Micro would need to know the batch that blocks make.
        runtime_name, outputs = "litert", litert(data, inputs, reference=True)
    else:
        runtime_name, outputs = "tflm", micro(data, inputs)
    np.save(name + "_input.npy", inputs)
    np.save(f"{name}_{runtime_name}_output.npy", outputs)


def main():
    folder = os.path.join(HERE, "tflite")
    os.makedirs(folder, exist_ok=True)
    for number, (build, forms) in enumerate(CASES.items()):
        if sys.argv[1:] and build.__name__ not in sys.argv[1:]:
            continue
        rng = np.random.default_rng(number)
        model = build()
        model.name = build.__name__
        draw_weights(model, rng)
        calibration = rng.normal(0, 1, (32, *model.input_shape[1:])).astype(np.float32)
        for form in forms:
            name = f"{build.__name__}_{form}"
            write(os.path.join(folder, name), model, form, calibration, rng)
            print(name)


if __name__ == "__main__":
    main()
