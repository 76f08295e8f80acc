#!/usr/bin/env python3
"""Compares Retort's reading of SentencePiece models with the `sentencepiece` package, and the
tokenizer.json that it makes of them with the `tokenizers` package.

    sentencepiece_parity.py build/bin/tests/tokenize-batch [--corpus FILE] [--lines N] [--seed N]

Trains models of several kinds, encodes lines of the corpus and made strings with both, and compares
ids and the decoded text. Exits with 1 if more than one line in a thousand differs: the package may
be of another version than the library that Retort loads, and equal scores are then decided
otherwise. How many lines tokenizer.json reads otherwise is told, not judged: known causes are names
of special tokens in the text, and marks that combine (docs/formats.md).
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import sentencepiece
from tokenizers import Tokenizer

MODELS = {
    "unigram": {"model_type": "unigram", "vocab_size": 2000},
    "unigram, bytes": {"model_type": "unigram", "vocab_size": 2500, "byte_fallback": True},
    "unigram, case folded, user's": {"model_type": "unigram", "vocab_size": 2000,
                                     "normalization_rule_name": "nmt_nfkc_cf",
                                     "user_defined_symbols": "<sep>"},
    "bpe": {"model_type": "bpe", "vocab_size": 3000},
    "bpe as Llama's": {"model_type": "bpe", "vocab_size": 3000, "byte_fallback": True,
                       "normalization_rule_name": "identity", "split_digits": True,
                       "remove_extra_whitespaces": False},
    "bpe, nothing in front": {"model_type": "bpe", "vocab_size": 3000, "byte_fallback": True,
                              "add_dummy_prefix": False},
    "characters": {"model_type": "char", "vocab_size": 2000},
}
TEXTS = ["", " ", "  two   blanks  ", "\ttab\n\nlines\n", "ﬁ ½ Å … ™ ①② ㍿ ¨x", "é e\u0301 ẛ̣",
         "🙂👩‍👩‍👧 👍🏽", "\u3000wide\u3000", "\u00a0x\u200by\ufeffz", "\x01\x02\x7f", "한국어 텍스트", "العربية",
         "हिन्दी", "▁ x▁", "a" * 500, "<s> x </s> <unk> <sep>y", "İstanbul STRASSE ß ẞ", "line\rend"]


def made(count, seed):
    pick = random.Random(seed)
    for _ in range(count):
        yield "".join(chr(pick.choice([32, 32, 97, 98, 0xE9, 0x301, 10,
                                       0x4E00 + pick.randrange(2000),
                                       0x1F600 + pick.randrange(60),
                                       pick.randrange(0x20, 0x3000)]))
                      for _ in range(pick.randrange(1, 30)))


def main():
    shared = pathlib.Path(__file__).resolve().parents[2].parent / "shared/data"
    parser = argparse.ArgumentParser()
    parser.add_argument("batch")
    parser.add_argument("--corpus", nargs="+",
                        default=[shared / "tinystories/tiny_stories_1M.txt",
                                 shared / "tatoeba-cmn-eng/cmn.txt"])
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    corpus = "\n".join(pathlib.Path(f).read_text("utf-8")[:300_000] for f in options.corpus)
    pick = random.Random(options.seed)
    lines = [line for line in corpus.split("\n") if line]
    texts = pick.sample(lines, min(options.lines, len(lines))) + TEXTS
    texts += made(500, options.seed)
    wrong = False
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "corpus.txt").write_text(corpus, "utf-8")
        for name, settings in MODELS.items():
            sentencepiece.SentencePieceTrainer.train(
                input=str(path / "corpus.txt"), model_prefix=str(path / "m"), minloglevel=2,
                **settings)
            model = sentencepiece.SentencePieceProcessor(model_file=str(path / "m.model"))
            given = "".join(json.dumps(text) + "\n" for text in texts)
            results = subprocess.run([options.batch, path / "m.model"], input=given, text=True,
                                     check=True, capture_output=True).stdout.splitlines()
            (path / "m.json").write_text(
                subprocess.run([options.batch, path / "m.model", "--to-json"], text=True,
                               check=True, capture_output=True).stdout, "utf-8")
            converted = Tokenizer.from_file(str(path / "m.json"))
            ids = decoded = other = 0
            for text, line in zip(texts, results):
                result = json.loads(line)
                expected = model.encode(text)
                ids += result["plain"] != expected
                known = [i for i in expected if i != model.unk_id()]
                decoded += result["decoded"] != model.decode(known)
                other += converted.encode(text, add_special_tokens=False).ids != expected
            wrong |= ids > len(texts) / 1000 or decoded > len(texts) / 1000
            print(f"{name}: {len(texts)} lines; ids differ in {ids}, decoded text in {decoded}; "
                  f"tokenizer.json differs in {other}")
    print("sentencepiece", sentencepiece.__version__)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
