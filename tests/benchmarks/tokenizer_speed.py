#!/usr/bin/env python3
"""Speed of Retort's tokenisers beside the `tokenizers` package, both on one thread.

    tokenizer_speed.py build/bin/tests/tokenize-batch TEXT... [--megabytes 10]

The texts are joined and repeated up to the wanted size. GPT-2's tokeniser is made of encoder.json
and vocab.bpe (--gpt2 FOLDER); a Llama-like BPE and a Unigram model are trained on the text first.
Seconds are the best of three, for the whole text at once and for its lines one by one.
"""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import tokenizers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers


def gpt2(folder):
    tokenizer = Tokenizer(models.BPE(
        vocab=json.loads((folder / "encoder.json").read_text(encoding="utf-8")),
        merges=[tuple(line.split(" "))
                for line in (folder / "vocab.bpe").read_text(encoding="utf-8").split("\n")[1:]
                if line]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def llama_like(lines):
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"),
                                                 normalizers.Replace(" ", "▁")])
    # Learnt word by word, as SentencePiece does it; used without cutting, as Llama does it.
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=8000, show_progress=False, limit_alphabet=3000,
        special_tokens=["<unk>"] + ["<0x%02X>" % byte for byte in range(256)]))
    file = json.loads(tokenizer.to_str())
    file["pre_tokenizer"] = None
    file["added_tokens"] = file["added_tokens"][:1]
    return Tokenizer.from_str(json.dumps(file))


def unigram(lines):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.train_from_iterator(lines, trainers.UnigramTrainer(
        vocab_size=12000, unk_token="<unk>", special_tokens=["<unk>"], show_progress=False))
    return tokenizer


def best(function, runs=3):
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        result = function()
        taken.append(time.perf_counter() - start)
        if sum(taken) > 60:
            break
    return min(taken), result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("texts", nargs="+", type=pathlib.Path)
    parser.add_argument("--gpt2", type=pathlib.Path)
    parser.add_argument("--megabytes", type=float, default=10)
    options = parser.parse_args()

    text = "\n".join(path.read_text(encoding="utf-8") for path in options.texts)
    size = int(options.megabytes * 1e6)
    data = text.encode()
    data = (data * (size // len(data) + 1))[:size].decode("utf-8", "ignore").encode()
    text = data.decode()
    lines = text.split("\n")
    sample = lines[::7][:40000]
    made = {"GPT-2": gpt2(options.gpt2)} if options.gpt2 else {}
    made["Llama-like BPE"] = llama_like(sample)
    made["Unigram"] = unigram(sample)

    print(f"{len(data)} bytes, {len(lines)} lines, tokenizers {tokenizers.__version__}, one thread")
    print(f"{'':16}{'':8}{'tokenizers':>12}{'Retort':>10}{'ratio':>8}{'with places':>13}  tokens")
    with tempfile.TemporaryDirectory() as folder:
        text_path = pathlib.Path(folder, "text")
        text_path.write_bytes(data)
        path = pathlib.Path(folder, "tokenizer.json")
        for name, tokenizer in made.items():
            tokenizer.save(str(path))
            for how in ("whole", "lines"):
                def run():
                    if how == "whole":
                        return len(tokenizer.encode(text, add_special_tokens=False).ids)
                    return sum(len(tokenizer.encode(line, add_special_tokens=False).ids)
                               for line in lines)

                def ours(*more):
                    extra = (["--lines"] if how == "lines" else []) + list(more)
                    return json.loads(subprocess.check_output(
                        [options.program, str(path), "--time", str(text_path)] + extra))

                seconds, tokens = best(run)
                mine = ours()
                placed = ours("--spans")
                print(f"{name:16}{how:8}{seconds:11.3f}s{mine['seconds']:9.3f}s"
                      f"{seconds / mine['seconds']:7.1f}x{placed['seconds']:12.3f}s  "
                      f"{tokens} {'=' if tokens == mine['tokens'] else mine['tokens']}")


if __name__ == "__main__":
    main()
