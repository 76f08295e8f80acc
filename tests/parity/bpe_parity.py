#!/usr/bin/env python3
"""Trains BPE tokenisers with `retort-cli train-tokenizer` and compares what they give with the
`tokenizers` package, which reads the same tokenizer.json, and vocab.json with merges.txt.

    bpe_parity.py build/bin/retort-cli build/bin/tests/tokenize-batch [--corpus FILE] [--time MB]

With --time also the seconds that both trainers take for so much text; the package is held to one
thread. Exits with 1 if anything differs.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import tokenizers
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

EXTRA = ["", "  a  b ", "\t\n\r\n x", "I'll don't we've HE'S", "naïve 一二三 🙂👩‍👩‍👧", "\u00a0\u2003x\u200b",
         "x\u180ey", "<|endoftext|>a<|endoftext|>", "a" * 300, "12345 ½ Ⅷ", "\x00\x01\x7f"]


def train(cli, corpus, vocabulary, output):
    subprocess.run([cli, "train-tokenizer", "--file", corpus, "--vocabulary", str(vocabulary),
                    "--output", output, "--json"], check=True, capture_output=True)


def compare(batch, folder, texts):
    given = "".join(json.dumps(text) + "\n" for text in texts)
    results = subprocess.run([batch, folder], input=given, text=True, check=True,
                             capture_output=True).stdout.splitlines()
    package = Tokenizer.from_file(str(folder / "tokenizer.json"))
    parts = tokenizers.ByteLevelBPETokenizer.from_file(str(folder / "vocab.json"),
                                                       str(folder / "merges.txt"))
    parts.add_special_tokens(["<|endoftext|>"])
    wrong = 0
    for text, line in zip(texts, results):
        result = json.loads(line)
        encoding = package.encode(text)
        same = (result["ids"] == encoding.ids == parts.encode(text).ids
                and result["tokens"] == encoding.tokens
                and result["decoded"] == package.decode(encoding.ids))
        wrong += not same
        if not same and wrong < 4:
            print("  differs:", repr(text))
    return wrong


def seconds(cli, corpus, vocabulary, folder):
    begin = time.perf_counter()
    train(cli, corpus, vocabulary, folder)
    own = time.perf_counter() - begin
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(vocab_size=vocabulary, special_tokens=["<|endoftext|>"],
                                  show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    begin = time.perf_counter()
    tokenizer.train([str(corpus)], trainer)
    return own, time.perf_counter() - begin


def main():
    shared = pathlib.Path(__file__).resolve().parents[2].parent / "shared/data"
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("batch")
    parser.add_argument("--corpus", nargs="+",
                        default=[shared / "tinystories/tiny_stories_1M.txt",
                                 shared / "tatoeba-cmn-eng/cmn.txt"])
    parser.add_argument("--time", type=float, metavar="MB")
    options = parser.parse_args()
    text = "\n".join(pathlib.Path(f).read_text("utf-8") for f in options.corpus)
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        corpus = folder / "corpus.txt"
        corpus.write_text(text, "utf-8")
        lines = text.split("\n")
        texts = lines[::max(1, len(lines) // 4000)] + EXTRA
        for vocabulary in (257, 300, 2048, 8192):
            train(options.cli, corpus, vocabulary, folder / "t")
            differs = compare(options.batch, folder / "t", texts)
            print(f"{vocabulary} entries: {len(texts)} lines, {differs} differ")
            wrong += differs
        if options.time:
            data = text.encode()
            size = int(options.time * 1e6)
            corpus.write_bytes((data * (size // len(data) + 1))[:size].decode(
                "utf-8", "ignore").encode())
            own, package = seconds(options.cli, corpus, 8192, folder / "t")
            print(f"training 8192 entries on {options.time} MB: retort-cli {own:.2f} s with reading "
                  f"and writing, tokenizers {tokenizers.__version__} {package:.2f} s")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
