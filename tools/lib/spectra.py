"""Lays published modulation spectra out as a data set: spectra.py ARRAYS DIR

ARRAYS holds MACHINE_id_NN_X_train.npy, _X_test.npy (float64, clips × channels × filters) and
_y_test.npy (int64, 1 is an anomaly). DIR gets a file of one frame a clip, in dB, as
`edgeasd train DIR --machine MACHINE --family modspec-graph` takes them. Prints the machines.
"""
import array
import ast
import math
import os
import struct
import sys


def stop(what, where, remedy):
    sys.exit(f"{what}\n  {where}\n  {remedy}")


def read(path):
    """Shape and values of a file in C order."""
    try:
        with open(path, "rb") as file:
            data = file.read()
        if data[:6] != b"\x93NUMPY":
            raise ValueError("it does not begin as .npy files do")
        wide = data[6] > 1
        length = struct.unpack_from("<I" if wide else "<H", data, 8)[0]
        start = (12 if wide else 10) + length
        header = ast.literal_eval(data[start - length:start].decode("latin-1"))
        code = {"<f8": "d", "<i8": "q"}.get(header["descr"])
        if code is None or header["fortran_order"]:
            raise ValueError(f"its elements are {header['descr']}, not '<f8' or '<i8' in C order")
        values = array.array(code, data[start:])
        if len(values) != math.prod(header["shape"]):
            raise ValueError(f"it has {len(values)} elements, not {header['shape']}")
        return header["shape"], values
    except (OSError, ValueError, KeyError, SyntaxError, struct.error) as error:
        stop(f"{os.path.basename(path)} cannot be read", f"{path}: {error}",
             "give the folder of the arrays as numpy.save wrote them")


def frame(path, values):
    header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, %d), }" % len(values)
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        array.array("d", (10 * math.log10(value) for value in values)).tofile(file)


def main():
    source, target = sys.argv[1:]
    ends = "_X_train.npy"
    names = sorted(name[:-len(ends)] for name in os.listdir(source) if name.endswith(ends))
    if not names:
        stop("there are no spectra", f"{source}: no file ends in {ends}",
             "give a folder with MACHINE_id_NN_X_train.npy, _X_test.npy and _y_test.npy")
    machines = []
    for name in names:
        machine, _, number = name.partition("_id_")
        if not number:
            stop("a name does not tell machine and id", f"{name}{ends}",
                 "name the files MACHINE_id_NN_X_train.npy")
        if machine not in machines:
            machines.append(machine)
        for part in ("train", "test"):
            folder = os.path.join(target, machine, part)
            os.makedirs(folder, exist_ok=True)
            path = os.path.join(source, f"{name}_X_{part}.npy")
            shape, values = read(path)
            if len(shape) < 2 or any(not 0 < value < math.inf for value in values):
                stop("these are no spectra", f"{path}: shape {shape}, values above 0 are expected",
                     "give energies, one array of clips × channels × filters a file")
            size = math.prod(shape[1:])
            labels = [0] * shape[0]
            if part == "test":
                labels = read(os.path.join(source, f"{name}_y_test.npy"))[1]
                if len(labels) != shape[0]:
                    stop("labels and clips differ in number", f"{name}: {len(labels)}, {shape[0]}",
                         "give one label a clip")
            for index, label in enumerate(labels):
                kind = "anomaly" if label else "normal"
                frame(os.path.join(folder, f"{kind}_id_{number}_{index:08d}.npy"),
                      values[index * size:(index + 1) * size])
    print("\n".join(machines))


main()
