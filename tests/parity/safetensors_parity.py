#!/usr/bin/env python3
"""Compares Retort's safetensors reader with the `safetensors` package.

    python tests/parity/safetensors_parity.py [--cli build/bin/retort-cli] [--files 120] [--seed 1]
                                              [--markdown] [--keep FOLDER]

1. Sums: a file with every type of the format, made by the package, listed by `retort-cli tensors`,
   against numpy and ml_dtypes.
2. Verdicts: damaged files, by bytes and by JSON; both must accept or refuse, and see the same
   tensors. Where Retort alone refuses, its reason must be one of STRICTER.

Needs safetensors, numpy and ml_dtypes (pip). Ends with 1 if anything differs.
"""
import collections
import concurrent.futures
import json
import math
import os
import random
import struct
import subprocess
import sys
import tempfile

from common import Report, arguments, require, versions

ml_dtypes, numpy, safetensors = require("ml_dtypes", "numpy", "safetensors")

# Retort's sentence → why it refuses what the package takes.
STRICTER = {
    "occurs twice": "duplicate names: the format disallows them, the package keeps one",
    "has the unknown key": "a key that may mean something else by the bytes",
    "has something unexpected": "a list, null or object in another one's place: a habit of serde",
    "does not begin with": "the header must begin with {",
    "does not end with": "padding is blanks only",
    "has a size that is too large": "strides of an empty tensor overflow",
    "has a list that is too long": "more than 64 dimensions",
    "truth values": "a BOOL that is neither 0 nor 1",
}

TYPES = {
    "BOOL": numpy.bool_, "U8": numpy.uint8, "I8": numpy.int8, "I16": numpy.int16,
    "U16": numpy.uint16, "I32": numpy.int32, "U32": numpy.uint32, "I64": numpy.int64,
    "U64": numpy.uint64, "F16": numpy.float16, "BF16": ml_dtypes.bfloat16, "F32": numpy.float32,
    "F64": numpy.float64, "C64": numpy.complex64, "F8_E4M3": ml_dtypes.float8_e4m3fn,
    "F8_E5M2": ml_dtypes.float8_e5m2, "F8_E8M0": ml_dtypes.float8_e8m0fnu,
    "F8_E4M3FNUZ": ml_dtypes.float8_e4m3fnuz, "F8_E5M2FNUZ": ml_dtypes.float8_e5m2fnuz,
    "F6_E2M3": ml_dtypes.float6_e2m3fn, "F6_E3M2": ml_dtypes.float6_e3m2fn,
    "F4": ml_dtypes.float4_e2m1fn,
}
BITS = {"F4": 4, "F6_E2M3": 6, "F6_E3M2": 6}


def bits(dtype):
    return BITS.get(dtype) or numpy.dtype(TYPES[dtype]).itemsize * 8


def unpacked(dtype, data):
    """The elements of a tensor, from its bytes."""
    if dtype not in BITS:
        return numpy.frombuffer(data, TYPES[dtype])
    stream = int.from_bytes(data, "little")
    width = BITS[dtype]
    codes = [(stream >> at) & ((1 << width) - 1) for at in range(0, len(data) * 8, width)]
    return numpy.array(codes, numpy.uint8).view(TYPES[dtype])


def expected_sum(dtype, data):
    values = unpacked(dtype, data)
    if dtype == "C64":
        return [math.fsum(values.real.astype(float)), math.fsum(values.imag.astype(float))]
    if dtype == "BOOL" or numpy.issubdtype(values.dtype, numpy.integer):
        return float(sum(int(v) for v in values))
    return fsum(values.astype(numpy.float64))


def fsum(values):
    if numpy.isfinite(values).all():
        return math.fsum(values)
    return None  # infinite or not a number


def is_close(found, expected, data):
    if isinstance(expected, list):
        return all(is_close(f, e, data) for f, e in zip(found, expected))
    if expected is None or found is None:
        return found is expected
    return abs(found - expected) <= 1e-12 * max(1.0, abs(expected), len(data))


def sample(dtype, rng, elements):
    """Random bytes that hold only numbers."""
    raw = rng.randbytes(elements * bits(dtype) // 8)
    if dtype == "BOOL":
        return bytes(b & 1 for b in raw)
    if bits(dtype) < 8 or dtype[0] in "IU":
        return raw
    if dtype == "F8_E8M0":
        return bytes(100 + b % 50 for b in raw)
    values = numpy.array([rng.gauss(0, 1) for _ in range(elements)])
    if dtype == "C64":
        values = values + 1j * numpy.array([rng.gauss(0, 1) for _ in range(elements)])
    return values.astype(TYPES[dtype]).tobytes()


def container(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def every_type(rng):
    header, data = {"__metadata__": {"format": "pt", "ключ": "значение"}}, b""
    for dtype in TYPES:
        for shape in ([4, 3], [0, 5], [8]):
            raw = sample(dtype, rng, math.prod(shape))
            header[f"{dtype} {shape}"] = {"dtype": dtype, "shape": shape,
                                          "data_offsets": [len(data), len(data) + len(raw)]}
            data += raw
    return container(header, data)


def listed(cli, path):
    """What Retort says: the JSON object, or None and the reason."""
    done = subprocess.run([cli, "tensors", path, "--json"], capture_output=True, timeout=120)
    if done.returncode == 0:
        return json.loads(done.stdout), ""
    if done.returncode == 2:
        return None, json.loads(done.stdout)["error"]
    return None, f"exit code {done.returncode}: {done.stderr.decode()[-300:]}"


def check_sums(report, cli, folder, rng):
    content = every_type(rng)
    # Every code of the narrow types, alone in a file: NaN and infinities are among them.
    files = {"every type": content}
    for dtype in TYPES:
        if bits(dtype) <= 8 and dtype != "BOOL":
            raw = bytes(range(256)) if bits(dtype) != 6 else bytes(range(255))
            shape = [len(raw) * 8 // bits(dtype)]
            files["codes of " + dtype] = container(
                {"a": {"dtype": dtype, "shape": shape, "data_offsets": [0, len(raw)]}}, raw)
    differences = tensors = 0
    for name, content in files.items():
        path = os.path.join(folder, "sums.safetensors")
        with open(path, "wb") as file:
            file.write(content)
        found, reason = listed(cli, path)
        if found is None:
            report.fault(f"{name}: refused: {reason}")
            differences += 1
            continue
        reference = dict(safetensors.deserialize(content))
        assert len(reference) == len(found["tensors"])
        for tensor in found["tensors"]:
            entry = reference[tensor["name"]]
            expected = expected_sum(tensor["dtype"], bytes(entry["data"]))
            tensors += 1
            if not is_close(tensor["sum"], expected, entry["data"]) or \
                    entry["shape"] != tensor["shape"] or entry["dtype"] != tensor["dtype"]:
                report.fault(f"{name}: {tensor} but {expected}")
                differences += 1
    report.say(f"Sums of {tensors} tensors of {len(TYPES)} types: {differences} differences.")


def damaged_bytes(rng, content):
    content = bytearray(content)
    for _ in range(rng.choice([1, 1, 2, 4])):
        # Mostly in the header, where the structure is.
        limit = len(content) if rng.random() < 0.2 else min(len(content), 400)
        at = rng.randrange(limit)
        kind = rng.randrange(6)
        if kind == 0:
            content[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            content[at] = rng.choice(b'{}[]":, 0123456789\\\0\n')
        elif kind == 2:
            del content[at]
        elif kind == 3:
            content.insert(at, rng.choice(b'{}[]":, 0123456789\\\0\n'))
        elif kind == 4:
            del content[at:]
        else:
            content += rng.randbytes(rng.randrange(1, 9))
        if not content:
            content = bytearray(b"\0")
    return bytes(content)


def damaged_json(rng, header, data):
    """One change of meaning, written as JSON again."""
    header = json.loads(json.dumps(header))
    names = [name for name in header if name != "__metadata__"]
    name = rng.choice(names)
    entry = header[name]
    odd = [0, 1, -1, 2.0, 1 << 31, 1 << 62, 1 << 63, 1 << 64, None, True, "1", [], {}, [1]]
    kind = rng.randrange(14)
    text = None
    if kind == 0:
        entry["dtype"] = rng.choice(list(TYPES) + ["f32", "F128", "", 3, None, ["F32"], {"F32": None}])
    elif kind == 1:
        entry["shape"] = rng.choice([[], [0], [1], [3, 4], [12], [0, 1 << 40, 1 << 40],
                                     [1 << 40, 1 << 40, 0], [1 << 63, 0], [1] * 70, "12"])
    elif kind == 2 and entry["shape"]:
        entry["shape"][rng.randrange(len(entry["shape"]))] = rng.choice(odd)
    elif kind == 3:
        entry["data_offsets"][rng.randrange(2)] = rng.choice(odd)
    elif kind == 4:
        entry["data_offsets"] = [o + rng.choice([-1, 1, 8]) for o in entry["data_offsets"]]
    elif kind == 5:
        entry["data_offsets"] = rng.choice([[], [0], [0, 1, 2], entry["data_offsets"][::-1], None])
    elif kind == 6:
        del entry[rng.choice(list(entry))]
    elif kind == 7:
        entry["extra"] = 1
    elif kind == 8:
        header["__metadata__"] = rng.choice([None, {}, {"a": 1}, {"a": None}, {"a": {}}, [], "a"])
    elif kind == 9:
        header[name] = rng.choice([None, [], 3, ["U8", [1], [0, 1]], "a"])
    elif kind == 10:
        del header[name]
    elif kind == 11:  # a second one of the name
        twin = json.dumps({name: entry})[1:-1]
        text = json.dumps(header)[:-1] + "," + twin + "}"
    elif kind == 12:
        text = rng.choice([" ", "\n", "\ufeff", ""]) + json.dumps(header) \
            + rng.choice([" ", "\n", "\t", "\0", "{}", ",", "  \r "])
    else:
        other = header[rng.choice(names)]
        entry["data_offsets"], other["data_offsets"] = other["data_offsets"], entry["data_offsets"]
    return container((text or json.dumps(header)).encode(), data)


def damaged_files(rng, count):
    content = every_type(rng)
    length = struct.unpack("<Q", content[:8])[0]
    whole_header, whole_data = json.loads(content[8:8 + length]), content[8 + length:]
    raw = sample("F32", rng, 12)
    small = {"__metadata__": {"format": "pt"},
             "w": {"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 48]},
             "b": {"dtype": "F4", "shape": [4], "data_offsets": [48, 50]},
             "n": {"dtype": "U8", "shape": [0], "data_offsets": [50, 50]},
             "t": {"dtype": "BOOL", "shape": [2], "data_offsets": [50, 52]}}
    small_data = raw + b"\x12\x34" + b"\1\0"
    for i in range(count):
        if i % 3 == 0:
            yield damaged_bytes(rng, container(small, small_data))
        elif i % 3 == 1:
            yield damaged_json(rng, small, small_data)
        else:
            yield damaged_json(rng, whole_header, whole_data)


def verdict_of_package(content):
    try:
        return {name: (entry["dtype"], entry["shape"], len(entry["data"]))
                for name, entry in safetensors.deserialize(content)}
    except safetensors.SafetensorError:
        return None


def compare(cli, path, content):
    """A key for the count, and whether it is a fault."""
    package = verdict_of_package(content)
    found, reason = listed(cli, path)
    if found is None and reason.startswith("exit code"):
        return "Retort failed: " + reason, True
    if package is None:
        return ("both refuse", False) if found is None else ("only the package refuses", True)
    if found is None:
        for sentence, why in STRICTER.items():
            if sentence in reason:
                return "only Retort refuses: " + why, False
        return "only Retort refuses: " + reason, True
    tensors = {t["name"]: (t["dtype"], t["shape"], t["bytes"]) for t in found["tensors"]}
    return ("both accept", False) if tensors == package else ("both accept, but differ", True)


def check_verdicts(report, cli, folder, rng, count, keep):
    counts = collections.Counter()

    def work(item):
        index, content = item
        path = os.path.join(folder, f"{index}.safetensors")
        with open(path, "wb") as file:
            file.write(content)
        result = compare(cli, path, content)
        if not (keep and result[1]):
            os.remove(path)
        return result

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for key, fault in pool.map(work, enumerate(damaged_files(rng, count))):
            counts[key] += 1
            if fault:
                report.fault(key)
    report.say(f"Verdicts on {count:,} damaged files:")
    report.table(["files", "verdict"], [[number, key] for key, number in sorted(counts.items())])


def main():
    parser = arguments(__doc__)
    parser.add_argument("--files", type=int, default=120)
    parser.add_argument("--keep", help="a folder for the files on which both differ")
    options = parser.parse_args()
    report = Report(options.markdown)
    report.say(f"{versions('safetensors', 'numpy', 'ml_dtypes')}, seed {options.seed}")
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        check_sums(report, options.cli, folder, rng)
        check_verdicts(report, options.cli, options.keep or folder, rng, options.files,
                       options.keep)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
