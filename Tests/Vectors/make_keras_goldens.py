#!/usr/bin/env python3
"""Makes the Keras goldens of the folder `keras`: small models in HDF5 as Keras 3 and Keras 2 save
them, random inputs, and the outputs that Keras gives for them.

    python3 -m venv venv && venv/bin/pip install tensorflow-cpu tf_keras numpy
    venv/bin/python Tests/Vectors/make_keras_goldens.py
"""

import os
import subprocess
import sys
import zlib

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras")
SAMPLES = 2


def dense(keras, layers):
    return keras.Sequential([
        layers.InputLayer((12,)),
        layers.Dense(6, use_bias=False),
        layers.BatchNormalization(scale=False, epsilon=1e-2),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(4, activation="tanh"),
        layers.BatchNormalization(center=False),
        layers.Dense(5, activation="sigmoid"),
        layers.Dense(12),
        layers.Softmax(),
    ])


def image(keras, layers):
    data = keras.Input((9, 8, 2))
    first = layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False)(data)
    first = layers.ReLU(6.0)(layers.BatchNormalization()(first))
    second = layers.DepthwiseConv2D((3, 2), padding="same", depth_multiplier=2)(first)
    second = layers.Conv2D(4, 1, activation="relu")(second)
    both = layers.Concatenate()([layers.Add()([first, second]), second])
    both = layers.SeparableConv2D(3, 3, activation="relu6")(both)
    both = layers.ZeroPadding2D(((1, 0), (2, 1)))(both)
    both = layers.MaxPooling2D(2, strides=1)(both)
    both = layers.AveragePooling2D(3, strides=2, padding="same")(both)
    both = layers.GlobalAveragePooling2D()(both)
    return keras.Model(data, layers.Dense(3, activation="softmax")(both))


def autoencoder(keras, layers):
    data = keras.Input((6, 5, 2))
    code = layers.Conv2D(3, (2, 3), strides=(2, 1), activation="relu")(data)
    code = layers.Dense(5)(layers.Flatten()(code))
    image = layers.Reshape((3, -1, 2))(layers.Dense(12, activation="relu")(code))
    image = layers.Conv2DTranspose(3, 3, strides=2, padding="same")(image)
    image = layers.ReLU()(layers.BatchNormalization()(image))
    return keras.Model(data, layers.Conv2DTranspose(2, 2, padding="valid")(image))


def transposed(keras, layers):
    """Each way of cutting the output, of one small image."""
    data = keras.Input((3, 2, 1))
    ways = [
        dict(kernel_size=4, strides=2, padding="same"),
        dict(kernel_size=3, strides=2, padding="same", output_padding=1),
        dict(kernel_size=(3, 2), strides=(1, 2), padding="valid"),
        dict(kernel_size=1, strides=2, padding="valid"),
        dict(kernel_size=2, strides=3, padding="same"),
    ]
    outputs = [layers.Flatten()(layers.Conv2DTranspose(2, **way)(data)) for way in ways]
    return keras.Model(data, layers.Concatenate()(outputs))


def sequence(keras, layers):
    return keras.Sequential([
        layers.InputLayer((11, 3)),
        layers.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="relu"),
        layers.MaxPooling1D(2),
        layers.Conv1D(4, 2, strides=2, padding="same"),
        layers.AveragePooling1D(2, strides=1, padding="same"),
        layers.Dense(5, activation="relu"),
        layers.GlobalAveragePooling1D(),
        layers.Dense(2),
    ])


def nested(keras, layers):
    encoder = keras.Sequential(
        [layers.InputLayer((4, 4, 1)), layers.Conv2D(2, 3, padding="same"), layers.Flatten(),
         layers.Dense(3)], name="encoder")
    code = keras.Input((3,))
    decoder = keras.Model(code, layers.Reshape((4, 4, 1))(layers.Dense(16)(code)), name="decoder")
    data = keras.Input((4, 4, 1))
    return keras.Model(data, decoder(encoder(data)))


MODELS = {"keras3": [dense, image, autoencoder, transposed, sequence, nested],
          "keras2": [image, nested]}


def make(version):
    import numpy as np
    import tensorflow as tf

    os.makedirs(HERE, exist_ok=True)
    for function in MODELS[version]:
        name = f"{version}_{function.__name__}"
        random = np.random.default_rng(zlib.crc32(name.encode()))
        model = function(tf.keras, tf.keras.layers)
        weights = []
        for variable in model.weights:
            path = getattr(variable, "path", variable.name)
            low = 0.5 if "variance" in path or "gamma" in path else -1
            weights.append(random.uniform(low, 1.5 if low > 0 else 1, variable.shape))
        model.set_weights(weights)
        inputs = random.normal(size=(SAMPLES, *model.input_shape[1:])).astype(np.float32)
        path = os.path.join(HERE, name)
        model.save(path + ".h5")
        np.save(path + "_input.npy", inputs)
        np.save(path + "_output.npy", np.asarray(model(inputs, training=False)))


def main():
    if len(sys.argv) == 2:
        return make(sys.argv[1])
    # Which Keras `tf.keras` is gets settled when TensorFlow is imported.
    for version, legacy in (("keras3", "0"), ("keras2", "1")):
        environment = dict(os.environ, TF_USE_LEGACY_KERAS=legacy, TF_CPP_MIN_LOG_LEVEL="3")
        subprocess.run([sys.executable, os.path.abspath(__file__), version], env=environment,
                       check=True)


if __name__ == "__main__":
    main()
