"""usage: flip-weight.py MODEL LAYER OUTPUT

Flips the highest bit but the sign of the largest weight of a layer of the first network and makes checksums and the
sum of its channel's weights right again, so that only its results tell the file from the model. The layout is ModelFile.swift's.
"""

import hashlib
import struct
import sys
import zlib

HEADER, ENTRY, SECTIONS = 128, 16, 7
NETWORKS, WEIGHTS = 3, 4
CHECKSUM = slice(64, 68)
# Format of an array by its type, and its bytes.
FORMATS = {1: ("b", 1), 2: ("h", 2)}
# Values of words: kinds of layers that multiply whole rows, int8 of a tensor, Int32 of biases.
WHOLE_ROWS, BYTES, INT32 = (1, 2), 1, 3


def word(file, offset):
    return struct.unpack_from("<I", file, offset)[0]


def sections(file):
    """Kind to (place of its entry, offset, length)."""
    places = [HEADER + ENTRY * index for index in range(SECTIONS)]
    return {word(file, at): (at, word(file, at + 4), word(file, at + 8)) for at in places}


def layer_record(file, networks, name):
    network = networks + 16
    layers = networks + word(file, network + 12)
    for index in range(word(file, network + 4)):
        record = layers + 128 * index
        start = networks + word(file, record + 100)
        if bytes(file[start:start + word(file, record + 104)]).decode() == name:
            return record
    sys.exit(f"flip-weight.py: no layer is called {name}")


def seal(file):
    """Checksums of all sections, then the digest, then the header's checksum."""
    for at, offset, length in sections(file).values():
        struct.pack_into("<I", file, at + 12, zlib.crc32(file[offset:offset + length]))
    file[CHECKSUM] = bytes(4)
    file[32:64] = bytes(32)
    file[32:64] = hashlib.sha256(file).digest()
    struct.pack_into("<I", file, 64, zlib.crc32(file[:HEADER + ENTRY * SECTIONS]))


def main(model, layer, output):
    with open(model, "rb") as opened:
        file = bytearray(opened.read())
    parts = sections(file)
    record = layer_record(file, parts[NETWORKS][1], layer)
    if word(file, record + 72) not in FORMATS:
        sys.exit(f"flip-weight.py: the weights of {layer} are neither int8 nor int16")
    letter, width = FORMATS[word(file, record + 72)]
    weights = parts[WEIGHTS][1] + word(file, record + 76)
    count = word(file, record + 80)
    signed = struct.unpack_from(f"<{count}{letter}", file, weights)
    place = signed.index(max(signed))
    # Little-endian: the last byte is the highest.
    file[weights + width * place + width - 1] ^= 64
    tensors = parts[NETWORKS][1] + word(file, parts[NETWORKS][1] + 16 + 8)
    given, made = (tensors + 32 * word(file, record + at) for at in (4, 20))
    kind, is_int8 = word(file, record), word(file, given + 12) == BYTES
    if kind in WHOLE_ROWS and is_int8 and word(file, record + 84) == INT32:
        channel = place // (count // word(file, made + 8))
        at = parts[WEIGHTS][1] + word(file, record + 108) + 4 * channel
        flipped = struct.unpack_from(f"<{letter}", file, weights + width * place)[0]
        total = struct.unpack_from("<i", file, at)[0] + flipped - signed[place]
        struct.pack_into("<i", file, at, total)
    seal(file)
    with open(output, "wb") as opened:
        opened.write(file)


if len(sys.argv) != 4:
    sys.exit(__doc__)
main(*sys.argv[1:])
