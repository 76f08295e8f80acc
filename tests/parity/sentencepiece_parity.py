#!/usr/bin/env python3
"""Compares Retort's reading of SentencePiece models with the `sentencepiece` package, and the
tokenizer.json that it makes of them with the `tokenizers` package.

    sentencepiece_parity.py [--corpus FILE] [--lines N] [--seed N] [--markdown]

Trains models of several kinds, encodes lines of the corpus and made strings with both, and compares
ids and the decoded text. Exits with 1 if more than one line in a thousand differs: the package may
be of another version than the library that Retort loads, and equal scores are then decided
otherwise. How many lines tokenizer.json reads otherwise is told, not judged: known causes are names
of special tokens in the text, and marks that combine (docs/formats.md).
"""

import pathlib
import random
import subprocess
import sys
import tempfile

from common import Report, arguments, batch, batch_program, corpus_files, require, versions

sentencepiece, tokenizers = require("sentencepiece", "tokenizers")

MODELS = {
    "unigram": {"model_type": "unigram", "vocab_size": 2500},
    "unigram, bytes": {"model_type": "unigram", "vocab_size": 2800, "byte_fallback": True},
    "unigram, case folded, user's": {"model_type": "unigram", "vocab_size": 2500,
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
    parser = arguments(__doc__)
    parser.add_argument("--corpus", nargs="+", default=corpus_files())
    parser.add_argument("--lines", type=int, default=2000)
    options = parser.parse_args()

    corpus = "\n".join(pathlib.Path(f).read_text("utf-8")[:300_000] for f in options.corpus)
    pick = random.Random(options.seed)
    lines = [line for line in corpus.split("\n") if line]
    texts = pick.sample(lines, min(options.lines, len(lines))) + TEXTS
    texts += made(500, options.seed)
    report, rows = Report(options.markdown), []
    report.say(f"{versions('sentencepiece', 'tokenizers')}, seed {options.seed}. Lines on which "
               "Retort and the package differ, and those which tokenizer.json reads otherwise.")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "corpus.txt").write_text(corpus, "utf-8")
        for name, settings in MODELS.items():
            sentencepiece.SentencePieceTrainer.train(
                input=str(path / "corpus.txt"), model_prefix=str(path / "m"), minloglevel=2,
                hard_vocab_limit=False, **settings)
            ids, decoded, other = compare(path / "m.model", texts)
            rows.append([name, len(texts), ids, decoded, other])
            if max(ids, decoded) > len(texts) / 1000:
                report.fault(f"{name}: ids of {ids} lines, decoded text of {decoded}")
    report.table(["model", "lines", "ids differ", "decoded text differs", "tokenizer.json differs"],
                 rows)
    return report.exit_code()


def compare(path, texts):
    """Numbers of lines that differ: in ids, in the decoded text, in tokenizer.json's ids."""
    model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    written = subprocess.run([batch_program(), path, "--to-json"], text=True, check=True,
                             capture_output=True).stdout
    converted = tokenizers.Tokenizer.from_str(written)
    ids = decoded = other = 0
    for text, result in zip(texts, batch(path, texts), strict=True):
        expected = model.encode(text)
        ids += result["plain"] != expected
        known = [i for i in expected if i != model.unk_id()]
        decoded += result["decoded"] != model.decode(known)
        other += converted.encode(text, add_special_tokens=False).ids != expected
    return ids, decoded, other


if __name__ == "__main__":
    sys.exit(main())
