#!/usr/bin/env python3
"""Compares Retort's reading of tokenizer.json with the `tokenizers` package.

Trains many small tokenisers of every model with random components and added tokens, tokenises lines
in many scripts with both, and compares ids, tokens, offsets, ids without special tokens, and the
decoded text.

    tokenizers_parity.py [--tokenizers N] [--lines N] [--seed N] [--markdown] [PROGRAM]

PROGRAM is tokenize-batch. With `sentencepiece` also
the precompiled character maps of its normalisers are compared.
"""

import base64
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unicodedata

from common import Report, arguments, batch_program, require, versions

require("tokenizers")

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
from tokenizers import pre_tokenizers, processors, trainers

SENTENCES = [
    "Once upon a time, there was a little girl named Lily. She said: \"I don't know!\"",
    "The quick brown fox jumps over 12,345.67 lazy dogs (twice) -- isn't that #1?",
    "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich; STRASSE, Straße.",
    "Le cœur déçu mais l'âme plutôt naïve, Louÿs rêva de crapaüter en canoë.",
    "İstanbul'da ılık bir GÜN; Iğdır, ŞİŞLİ. Ǆ ǅ ǆ Ⅷ ⅷ ½ ² ①",
    "В чащах юга жил бы цитрус? Да, но фальшивый экземпляр! Ёжик ёлка.",
    "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία. ΣΊΣΥΦΟΣ ὈΔΥΣΣΕΎΣ",
    "我能吞下玻璃而不伤身体。「你好」，世界！一九八四年。豈 﨑 𠀀𠮷",
    "いろはにほへと ちりぬるを。カタカナ ｶﾀｶﾅ ー・ 東京タワー",
    "키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다. 각",
    "نص حكيم له سر قاطع وذو شأن عظيم مكتوب على ثوب أخضر ١٢٣ ﷺ ﷲ",
    "דג סקרן שט בים מאוכזב ולפתע מצא חברה; שָׁלוֹם",
    "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण। क्षत्रिय १२३",
    "เป็นมนุษย์สุดประเสริฐเลิศคุณค่า กว่าบรรดาฝูงสัตว์เดรัจฉาน",
    "தமிழ் மொழி · বাংলা ভাষা · ગુજરાતી · ქართული ᲥᲐᲠᲗᲣᲚᲘ · Հայերեն",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇫🇷🇩🇪 ☕️ 😀😃 ❤️‍🔥 1️⃣",
    "e\u0301 a\u0328\u0301 o\u0323\u0302 \u1e9b\u0323 q\u0307\u0323 \u0041\u030a \u212b",
    "ﬁ ﬂ ﬃ ﬆ ™ ℃ № ㎏ ㍿ Ａｂｃ １２３ ｶﾞ ﾊﾟ ℌ 𝕳 𝟘",
    "tabs\tand\nnewlines\r\nand\x0bvertical\x0cfeeds \x85 \xa0 \u2003 \u200b \u2028 \u3000 \ufeff",
    "controls \x00\x01\x07\x1b\x7f\x8f\x9f and \ufffd replaced \u200d joiners \u00ad soft",
    "▁meta▁space ▁ ▁▁ <s> </s> <unk> [CLS] [SEP] [MASK] <0x0A> <0xE2> Ġbyte Ċ ##ing",
    "def f(x):\n    return {'a': [1, 2.5e-3], \"b\": x ** 2}  # comment\n\n\nif True:\n\tpass",
    "https://example.org/a/b?c=d&e=%20#f user@example.com C++ #hash @at 100% $5 €10 £3 ¥9",
    "     leading and trailing      ",
    "", " ", "  ", "\n", "a", "▁", "\u0301", "\u0301a", "😀",
]
RANGES = [(0x20, 0x7E), (0x20, 0x7E), (0x20, 0x7E), (0x00, 0x20), (0xA0, 0xFF), (0x100, 0x24F),
          (0x250, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x531, 0x58A),
          (0x591, 0x5F4), (0x600, 0x6FF), (0x900, 0x97F), (0xE01, 0xE5B), (0x10A0, 0x10FF),
          (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x20BF), (0x2100, 0x218B),
          (0x2190, 0x2BFF), (0x3000, 0x30FF), (0x3130, 0x33FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
          (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE00, 0xFEFF), (0xFF00, 0xFFEF),
          (0x1D400, 0x1D7FF), (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF), (0xE0000, 0xE007F)]
WORDS = ["the", " the", "don't", "'s", "'LL", "123", "4567", "▁", "  ", "\n\n", "<s>", "</s>", "<x>",
         "[MASK]", " [MASK] ", "é", "e\u0301", "你好", "日本", "مرحبا", "🙂", "👩‍👧", "##a", "...",
         "—", "ß", "İ", "ﬁ", "\t", "\u00a0", "Hello", "HELLO", "hello", "a" * 30, "=" * 40, " " * 17]


def assigned(low, high):
    """Characters that Unicode knew when this Python was made: on later ones libraries differ by
    their age, PCRE2 10.42 knows Unicode 14, the package's Oniguruma 16."""
    return [chr(c) for c in range(low, high + 1) if unicodedata.category(chr(c)) != "Cn"]


CHARACTERS = [assigned(low, high) for low, high in RANGES]


def random_lines(rng, count):
    lines = []
    for _ in range(count):
        kind = rng.random()
        if kind < 0.25:
            line = rng.choice(SENTENCES)
            for _ in range(rng.randrange(4)):
                at = rng.randrange(len(line) + 1)
                line = line[:at] + rng.choice(WORDS) + line[at:]
        elif kind < 0.6:
            line = "".join(rng.choice(WORDS) if rng.random() < 0.8 else
                           rng.choice(" ,.!?\n'") for _ in range(rng.randrange(1, 25)))
        elif kind < 0.9:
            line = ""
            for _ in range(rng.randrange(1, 8)):
                characters = rng.choice(CHARACTERS)
                line += "".join(rng.choice(characters) for _ in range(rng.randrange(1, 9)))
                line += rng.choice(["", " ", " ", "  "])
        elif kind < 0.95:
            line = rng.choice(WORDS + ["a", "é", "ab", "好"]) * rng.randrange(50, 300)
        else:  # broken UTF-8 as a reader hands it on
            line = rng.randbytes(rng.randrange(1, 40)).decode("utf-8", "replace")
        lines.append(line)
    return lines


def charsmap(name):
    """The map of one of SentencePiece's normalisers, in base64, or None."""
    try:
        import sentencepiece
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        text = pathlib.Path(folder, "text")
        text.write_text("\n".join(SENTENCES[:10] * 5))
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=folder + "/m", vocab_size=400, minloglevel=2,
            hard_vocab_limit=False, normalization_rule_name=name)
        model = pathlib.Path(folder, "m.model").read_bytes()

    def fields(data):
        at = 0

        def number():
            nonlocal at
            value = shift = 0
            while True:
                byte = data[at]
                at += 1
                value |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    return value
        while at < len(data):
            tag = number()
            if tag & 7 == 2:
                size = number()
                yield tag >> 3, data[at:at + size]
                at += size
            elif tag & 7 == 0:
                number()
            else:
                at += 4 if tag & 7 == 5 else 8

    spec = next(value for key, value in fields(model) if key == 3)
    return base64.b64encode(next(value for key, value in fields(spec) if key == 2)).decode()


PATTERNS = [
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"\d{3}(?=(?:\d{3})*\b)|\w+|\W", r"\s+", r"[[:punct:]]", r"(?<=[a-z])(?=[A-Z])", r"x*",
    r"[\p{L}&&[^aeiou]]+", r"^.|.$", r"\b", r"\p{Han}|\p{Hiragana}+|\p{Katakana}+", r"[^\S\n]+",
    r"(a|e)(?:\1)?", r"[\p{P}\p{S}]{2,}?", r"(?m:a.b)|\h+", r"[0-9](?=[0-9]{3})|\R",
    r"[\u4e00-\u9fff]|[\x{3040}-\x{30ff}]+", r"[[a-f][^\x00-\x7f]]", r"a{2}+|e{1,2}?",
]


def normalizer(rng, maps):
    def one():
        kind = rng.randrange(16)
        if kind == 0:
            return normalizers.NFC()
        if kind == 1:
            return normalizers.NFD()
        if kind == 2:
            return normalizers.NFKC()
        if kind == 3:
            return normalizers.NFKD()
        if kind == 4:
            return normalizers.Lowercase()
        if kind == 5:
            return normalizers.Strip(rng.random() < 0.6, rng.random() < 0.6)
        if kind == 6:
            return normalizers.StripAccents()
        if kind == 7:
            return normalizers.Prepend(rng.choice(["▁", " ", "ab"]))
        if kind == 8:
            return normalizers.Replace(rng.choice([" ", "a", "é", "..", "the"]),
                                       rng.choice(["▁", "", "b", "xyz", "好"]))
        if kind == 9:
            return normalizers.Replace(Regex(rng.choice(PATTERNS + [" {2,}", r"\s+", "[0-9]"])),
                                       rng.choice([" ", "▁", "", "0"]))
        if kind == 10:
            return normalizers.BertNormalizer(
                clean_text=rng.random() < 0.7, handle_chinese_chars=rng.random() < 0.7,
                strip_accents=rng.choice([None, True, False]), lowercase=rng.random() < 0.5)
        if kind == 11:
            return normalizers.Nmt()
        if kind == 12:
            return normalizers.ByteLevel()
        if kind >= 13 and maps:
            return normalizers.Precompiled(base64.b64decode(rng.choice(maps)))
        return normalizers.NFKC()

    count = rng.choice([0, 0, 1, 1, 1, 2, 3])
    if count == 0:
        return None
    return one() if count == 1 else normalizers.Sequence([one() for _ in range(count)])


BEHAVIORS = ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]


def pre_tokenizer(rng):
    def one():
        kind = rng.randrange(14)
        if kind in (0, 1):
            return pre_tokenizers.ByteLevel(add_prefix_space=rng.random() < 0.5,
                                            use_regex=rng.random() < 0.7)
        if kind == 2:
            return pre_tokenizers.Whitespace()
        if kind == 3:
            return pre_tokenizers.WhitespaceSplit()
        if kind in (4, 5):
            return pre_tokenizers.Split(Regex(rng.choice(PATTERNS)), rng.choice(BEHAVIORS),
                                        rng.random() < 0.3)
        if kind == 6:
            return pre_tokenizers.Split(rng.choice([" ", "a", "\n", "the", "."]),
                                        rng.choice(BEHAVIORS), rng.random() < 0.3)
        if kind in (7, 8):
            return pre_tokenizers.Metaspace(replacement=rng.choice(["▁", "▁", "_"]),
                                            prepend_scheme=rng.choice(["always", "first", "never"]),
                                            split=rng.random() < 0.7)
        if kind == 9:
            return pre_tokenizers.Digits(rng.random() < 0.5)
        if kind == 10:
            return pre_tokenizers.Punctuation(rng.choice(BEHAVIORS))
        if kind == 11:
            return pre_tokenizers.BertPreTokenizer()
        if kind == 12:
            return pre_tokenizers.CharDelimiterSplit(rng.choice(["-", " ", "é"]))
        return pre_tokenizers.FixedLength(rng.choice([1, 3, 5]))

    count = rng.choice([0, 1, 1, 1, 1, 2, 3])
    if count == 0:
        return None
    return one() if count == 1 else pre_tokenizers.Sequence([one() for _ in range(count)])


def decoder(rng):
    def one():
        kind = rng.randrange(10)
        if kind == 0:
            return decoders.ByteLevel()
        if kind == 1:
            return decoders.Metaspace(prepend_scheme=rng.choice(["always", "first", "never"]))
        if kind == 2:
            return decoders.WordPiece(cleanup=rng.random() < 0.5)
        if kind == 3:
            return decoders.BPEDecoder()
        if kind == 4:
            return decoders.ByteFallback()
        if kind == 5:
            return decoders.Fuse()
        if kind == 6:
            return decoders.Strip(rng.choice([" ", "a"]), 1, 0)
        if kind == 7:
            return decoders.Replace(rng.choice(["▁", "the", " "]), rng.choice([" ", "", "x"]))
        if kind == 8:
            return decoders.CTC(pad_token="a", word_delimiter_token="|", cleanup=rng.random() < 0.5)
        return decoders.Replace(Regex(rng.choice([r"\s+", "[a-c]"])), " ")

    count = rng.choice([0, 1, 1, 1, 2, 3])
    if count == 0:
        return None
    return one() if count == 1 else decoders.Sequence([one() for _ in range(count)])


def post_processor(rng, tokenizer):
    special = ["<s>", "</s>", "<x>"]
    ids = [(token, tokenizer.token_to_id(token)) for token in special]

    def template():
        single = rng.choice(["<s> $A", "<s> $A </s>", "$A </s>", "<x> <s> $A", "$A"])
        return processors.TemplateProcessing(single=single, pair=single + " $B", special_tokens=ids)

    kind = rng.randrange(6)
    if kind == 0:
        return None
    if kind == 1:
        return processors.BertProcessing(ids[1], ids[0])
    if kind == 2:
        return processors.RobertaProcessing(ids[1], ids[0], trim_offsets=rng.random() < 0.6,
                                            add_prefix_space=rng.random() < 0.5)
    if kind == 3:
        return processors.ByteLevel(trim_offsets=rng.random() < 0.7)
    if kind == 4:
        return processors.Sequence([processors.ByteLevel(trim_offsets=True), template()])
    return template()


def trained(rng, lines, maps):
    kind = rng.choice(["bpe", "bpe", "bpe-bytes", "llama", "wordpiece", "unigram", "unigram-bytes",
                       "wordlevel"])
    special = ["<unk>", "<s>", "</s>", "<x>"]
    size = rng.choice([300, 600, 1500])
    if kind.startswith("bpe"):
        options = {}
        if kind == "bpe":
            options = {"fuse_unk": rng.random() < 0.5,
                       "ignore_merges": rng.random() < 0.3}
            if rng.random() < 0.6:
                options["unk_token"] = "<unk>"
            if rng.random() < 0.3:
                options["continuing_subword_prefix"] = "##"
            if rng.random() < 0.3:
                options["end_of_word_suffix"] = "</w>"
        tokenizer = Tokenizer(models.BPE(**options))
        affixes = {key: value for key, value in options.items() if "word" in key}
        trainer = trainers.BpeTrainer(
            vocab_size=size, special_tokens=special, show_progress=False,
            limit_alphabet=rng.choice([80, 1000]),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet() if kind == "bpe-bytes" else [],
            **affixes)
    elif kind == "llama":
        tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
        trainer = trainers.BpeTrainer(
            vocab_size=size + 256, show_progress=False, limit_alphabet=120,
            special_tokens=special + ["<0x%02X>" % byte for byte in range(256)])
    elif kind == "wordpiece":
        tokenizer = Tokenizer(models.WordPiece(unk_token="<unk>",
                                               max_input_chars_per_word=rng.choice([10, 100])))
        trainer = trainers.WordPieceTrainer(vocab_size=size, special_tokens=special,
                                            limit_alphabet=rng.choice([80, 1000]),
                                            show_progress=False)
    elif kind == "wordlevel":
        tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
        trainer = trainers.WordLevelTrainer(vocab_size=size, special_tokens=special,
                                            show_progress=False)
    else:
        tokenizer = Tokenizer(models.Unigram())
        bytes_ = ["<0x%02X>" % byte for byte in range(256)] if kind == "unigram-bytes" else []
        trainer = trainers.UnigramTrainer(vocab_size=size + 2000 + len(bytes_), unk_token="<unk>",
                                          special_tokens=special + bytes_, show_progress=False)
    tokenizer.normalizer = normalizer(rng, maps)
    if kind == "llama" and rng.random() < 0.6:
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"),
                                                     normalizers.Replace(" ", "▁")])
    else:
        tokenizer.pre_tokenizer = pre_tokenizer(rng)
    if kind == "bpe-bytes" and rng.random() < 0.7:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=rng.random() < 0.5)
    if kind.startswith("unigram") and rng.random() < 0.7:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
            prepend_scheme=rng.choice(["always", "first", "never"]))
    # A special token in the text would be learnt a second time.
    texts = [re.sub("<(unk|s|/s|x|0x..)>", "", line) for line in lines]
    tokenizer.train_from_iterator([text for text in texts if text], trainer)

    file = json.loads(tokenizer.to_str())
    if kind == "unigram-bytes":
        file["model"]["byte_fallback"] = True
    kept = []
    for token in file["added_tokens"]:  # bytes are no special tokens
        if not token["content"].startswith("<0x"):
            kept.append(token)
    file["added_tokens"] = kept
    tokenizer = Tokenizer.from_str(json.dumps(file))
    for content in rng.sample(["the", "[MASK]", "<x>", "é", "你好", "Hello", "  ", "don", "🙂", "<new>",
                               "T.", "İ", "ing"], rng.randrange(6)):
        token = AddedToken(content, single_word=rng.random() < 0.3, lstrip=rng.random() < 0.3,
                           rstrip=rng.random() < 0.3, normalized=rng.random() < 0.5)
        if rng.random() < 0.4:
            tokenizer.add_special_tokens([token])
        else:
            tokenizer.add_tokens([token])
    tokenizer.post_processor = post_processor(rng, tokenizer) or tokenizer.post_processor
    dec = decoder(rng)
    if dec is not None:
        tokenizer.decoder = dec
    text = tokenizer.to_str()
    if rng.random() < 0.3:  # merges as strings, as older files have them
        file = json.loads(text)
        merges = file["model"].get("merges")
        if merges and not any(" " in part for merge in merges for part in merge):
            file["model"]["merges"] = [" ".join(merge) for merge in merges]
            text = json.dumps(file)
    return kind, text


def reference(tokenizer, line):
    try:
        encoding = tokenizer.encode(line)
        words = reference.words
        return {"ids": encoding.ids, "tokens": [words[id] for id in encoding.ids],
                "offsets": [list(pair) for pair in encoding.offsets],
                "plain": tokenizer.encode(line, add_special_tokens=False).ids,
                "decoded": tokenizer.decode(encoding.ids)}
    except BaseException as error:  # a panic of the library is no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        return {"panic": True} if "Panic" in type(error).__name__ else {"error": str(error)}


def shortened(value):
    return json.dumps(value, ensure_ascii=False)[:300]


def main():
    parser = arguments(__doc__)
    parser.add_argument("program", nargs="?", default=batch_program())
    parser.add_argument("--tokenizers", type=int, default=60)
    parser.add_argument("--lines", type=int, default=300)
    parser.add_argument("--shown", type=int, default=10, help="differences to print")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--keep", help="a folder for the files of tokenisers that differ")
    options = parser.parse_args()

    maps = [found for found in map(charsmap, ["nmt_nfkc", "nfkc", "nmt_nfkc_cf"]) if found]
    rng = random.Random(options.seed)
    corpus = [line for line in SENTENCES * 6 + random_lines(rng, 300) if line.strip()]
    counts = collections.Counter()
    kinds, lines_of, differing_of = (collections.Counter() for _ in range(3))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "tokenizer.json")
        for number in range(options.tokenizers):
            rng = random.Random(options.seed * 100000 + number)
            try:
                kind, text = trained(rng, corpus, maps)
                tokenizer = Tokenizer.from_str(text)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                counts["tokenisers that the library cannot make"] += 1
                if options.verbose:
                    print(number, type(error).__name__, str(error)[:200])
                continue
            path.write_text(text, encoding="utf-8")
            lines = SENTENCES + random_lines(rng, options.lines - len(SENTENCES))
            lines += ["x" * 3000, "\u0301" * 500, " " * 3000, "好" * 2000]
            result = subprocess.run([options.program, str(path)], capture_output=True, text=True,
                                    input="".join(json.dumps(line) + "\n" for line in lines))
            if result.returncode != 0:
                if "spelt alike" in result.stderr:  # there the library takes any of them
                    counts["tokenisers with added tokens that are spelt alike, refused"] += 1
                    continue
                if "a word of more than" in result.stderr:  # of this corpus's long runs
                    counts["WordPiece vocabularies with words of thousands of bytes, refused"] += 1
                    continue
                counts["tokenisers that Retort refuses"] += 1
                print(number, kind, result.stderr.strip()[:300] or result.returncode,
                      file=sys.stderr)
                if options.keep:
                    os.makedirs(options.keep, exist_ok=True)
                    pathlib.Path(options.keep, f"{number}.json").write_text(text, encoding="utf-8")
                continue
            counts["tokenisers"] += 1
            kinds[kind] += 1
            reference.words = {id: word for word, id in tokenizer.get_vocab().items()}
            differing = 0
            for line, output in zip(lines, result.stdout.split("\n"), strict=False):
                expected = reference(tokenizer, line)
                actual = json.loads(output)
                counts["lines"] += 1
                if "panic" in expected:
                    counts["lines on which the library panics"] += 1
                    continue
                if "error" in expected:
                    wrong = [] if "error" in actual else ["error"]
                else:
                    wrong = [key for key in expected if expected[key] != actual.get(key)]
                if not wrong:
                    continue
                differing += 1
                for key in wrong:
                    counts["lines that differ in " + key] += 1
                if counts["shown"] < options.shown:
                    counts["shown"] += 1
                    file = json.loads(text)
                    print(f"\n{number} {kind}", {key: file[key] for key in
                                                 ("normalizer", "pre_tokenizer", "decoder")}
                          if len(json.dumps(file["normalizer"])) < 2000 else
                          re.sub(r'"precompiled_charsmap": "[^"]*"', "charsmap",
                                 json.dumps(file["normalizer"]))[:600], file=sys.stderr)
                    for key in wrong:
                        print(f"  {line!r}\n  {key}: {shortened(actual.get(key, actual))}\n"
                              f"  expected {shortened(expected.get(key))}", file=sys.stderr)
            if differing:
                counts["tokenisers with differences"] += 1
                print(number, kind, differing, "lines differ", file=sys.stderr)
                if options.keep:
                    os.makedirs(options.keep, exist_ok=True)
                    pathlib.Path(options.keep, f"{number}.json").write_text(text, encoding="utf-8")
            counts["lines that differ"] += differing
            lines_of[kind] += len(lines)
            differing_of[kind] += differing
    report = Report(options.markdown)
    report.say(f"{versions('tokenizers')}, seed {options.seed}. Ids, tokens, offsets, ids without "
               "special tokens, and the decoded text of every line.")
    report.table(["model", "tokenisers", "lines", "lines that differ"],
                 [[kind, kinds[kind], lines_of[kind], differing_of[kind]] for kind in sorted(kinds)])
    report.table(["count", "of"], [[count, key] for key, count in sorted(counts.items())
                                   if key not in ("shown", "lines", "tokenisers")])
    for key in ("lines that differ", "tokenisers that Retort refuses"):
        if counts[key]:
            report.fault(f"{counts[key]} {key}")
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
