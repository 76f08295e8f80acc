#!/usr/bin/env python3
"""Trains BPE tokenisers with `retort-cli train-tokenizer` and compares what they give with the
`tokenizers` package, which reads the same tokenizer.json, and vocab.json with merges.txt.

    bpe_parity.py [--corpus FILE] [--time MB] [--markdown]

The corpus is stories and sentences of the shared data, else the project's documents. With --time
also the seconds that both trainers take for so much text; the package is held to one thread.
"""

import os
import pathlib
import sys
import tempfile
import time

os.environ["RAYON_NUM_THREADS"] = "1"

from common import Report, Retort, arguments, batch, corpus_files, require, versions

tokenizers = require("tokenizers")

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

EXTRA = ["", "  a  b ", "\t\n\r\n x", "I'll don't we've HE'S", "naïve 一二三 🙂👩‍👩‍👧", "\u00a0\u2003x\u200b",
         "x\u180ey", "<|endoftext|>a<|endoftext|>", "a" * 300, "12345 ½ Ⅷ", "\x00\x01\x7f"]


def train(retort, corpus, vocabulary, output):
    retort.json("train-tokenizer", "--file", corpus, "--vocabulary", vocabulary, "--output", output)


def compare(report, folder, texts):
    package = Tokenizer.from_file(str(folder / "tokenizer.json"))
    parts = tokenizers.ByteLevelBPETokenizer.from_file(str(folder / "vocab.json"),
                                                       str(folder / "merges.txt"))
    parts.add_special_tokens(["<|endoftext|>"])
    wrong = 0
    for text, result in zip(texts, batch(folder, texts), strict=True):
        encoding = package.encode(text)
        same = (result["ids"] == encoding.ids == parts.encode(text).ids
                and result["tokens"] == encoding.tokens
                and result["decoded"] == package.decode(encoding.ids))
        wrong += not same
        if not same and wrong < 4:
            report.fault(repr(text))
    return wrong


def seconds(retort, corpus, vocabulary, folder):
    begin = time.perf_counter()
    train(retort, corpus, vocabulary, folder)
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
    parser = arguments(__doc__)
    parser.add_argument("--corpus", nargs="+", default=corpus_files())
    parser.add_argument("--time", type=float, metavar="MB")
    options = parser.parse_args()
    report, retort = Report(options.markdown), Retort(options.cli)
    text = "\n".join(pathlib.Path(f).read_text("utf-8") for f in options.corpus)
    report.say(f"{versions('tokenizers')}. Trained by Retort; ids, tokens and the decoded text.")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        corpus = folder / "corpus.txt"
        corpus.write_text(text, "utf-8")
        lines = text.split("\n")
        texts = lines[::max(1, len(lines) // 4000)] + EXTRA
        rows = []
        for vocabulary in (257, 300, 2048, 8192):
            train(retort, corpus, vocabulary, folder / "t")
            rows.append([vocabulary, len(texts), compare(report, folder / "t", texts)])
        report.table(["vocabulary", "lines", "lines that differ"], rows)
        if options.time:
            data = text.encode()
            size = int(options.time * 1e6)
            corpus.write_bytes((data * (size // len(data) + 1))[:size].decode(
                "utf-8", "ignore").encode())
            own, package = seconds(retort, corpus, 8192, folder / "t")
            report.say(f"Training 8,192 entries on {options.time} MB: retort-cli {own:.2f} s with "
                       f"reading and writing, tokenizers {package:.2f} s.")
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
