#!/usr/bin/env python3
"""What Retort trains and exports gives the same ids, logits and texts in transformers.

    python tests/parity/student_parity.py [--cli build/bin/retort-cli] [--seed 1] [--markdown]

1. Tokenisers: each kind that Retort makes, written with a student and opened by AutoTokenizer.
2. Students: distilled for a few steps from random teachers that transformers wrote; the output
   folder, a checkpoint and exports are opened by AutoModelForCausalLM.
"""
import pathlib
import random
import sys
import tempfile

from common import (ROOT, Report, Retort, allowed, arguments, batch, largest_difference, require,
                    shared_data, versions)

torch, transformers, tokenizers = require("torch", "transformers", "tokenizers")

TINY = {"student.layers": 2, "student.heads": 2, "student.width": 32, "data.context": 48,
        "training.batch": 4, "training.evaluation_windows": 4, "training.threads": 1,
        "training.checkpoint_every": 10, "objective.pool.size": 8}
STEPS = 20

ODD_LINES = [
    "", " ", "   ", "\t\t", "a", "A a  b   c", " in front", "behind ", "l'été, c'est ÇA", "ﬁ ﬀ ½ Å Ω",
    "e\u0301 o\u0308\u0323 \u0301", "你好，世界。", "「日本語」です", "한국어 조선말", "שלום עולם", "مرحبا بالعالم",
    "हिन्दी में", "ไทยไม่มีช่องว่าง", "👩‍👩‍👧‍👦 🇩🇪🇫🇷 👍🏽", "a\u200bb\u200dc\ufeffd", "x\u0000y\u0007z\u001f\u007f",
    "\u2028line\u2029para", "<unk> <s> </s> <|endoftext|>", "1234567890 3.14159 1e-5 0x1F",
    "snake_case CamelCase kebab-case", "!!!???...---", "a" * 300, "ab" * 150, " " * 100, "🙂" * 50,
    "\ufffd\ufffd", "\U0001f9ff\U000e0041", "tom is in the garden . he", "Tom Is In The GARDEN .",
    "小明 在 花园", "小明在花园里。",
]


def lines(rng, count):
    """Odd ones, real ones in several languages, and random characters."""
    real = []
    for path in sorted((ROOT / "docs").glob("*.md")) + [ROOT / "README.zh_CN.md"]:
        real += path.read_text(encoding="utf-8").splitlines()
    data = shared_data()
    for name in ("tatoeba-cmn-eng/cmn.txt", "tinyshakespeare/input.txt") if data else ():
        if (data / name).exists():
            real += (data / name).read_text(encoding="utf-8", errors="replace").splitlines()
    ranges = [(32, 126)] * 3 + [(0, 0x24F), (0x300, 0x36F), (0x370, 0x5FF), (0x4E00, 0x9FFF),
                                (0x1F300, 0x1FAFF), (0, 0xD7FF), (0xE000, 0x10FFFF)]
    for _ in range(count // 4):
        low, high = rng.choice(ranges)
        real.append("".join(chr(rng.randint(low, high)) for _ in range(rng.randint(1, 60))))
    rng.shuffle(real)
    return ODD_LINES + [line for line in real if line][:count]


def train(retort, output, settings, steps):
    words = ["train"]
    if "experiment" in settings:
        words.append(settings["experiment"])
    for key, value in settings.items():
        if key != "experiment":
            words += ["--set", f"{key}={value}"]
    return retort.with_store(*words, "--steps", steps, "--output", output)


def check_tokenizers(report, retort, folder, text, rng):
    kinds = {f"{kind}, of a text": {"data.kind": "text", "data.path": text, "data.tokenizer": kind}
             for kind in ("byte", "character", "word")}
    kinds |= {f"word, Tales ({language})": {"data.kind": "tales", "data.language": language}
              for language in ("en", "zh")}
    sample = lines(rng, 3000)
    rows = []
    for kind, settings in kinds.items():
        output = folder / f"tokenizer {len(rows)}"
        train(retort, output, TINY | {"teacher.model": ""} | settings, 1)
        theirs = transformers.AutoTokenizer.from_pretrained(output)
        # transformers makes special tokens of these words in a text; in Retort they are letters.
        special = [line for line in sample if any(t in line for t in theirs.all_special_tokens)]
        plain = [line for line in sample if line not in special]
        tokens, faults = compare_ids(report, retort, kind, output, theirs, plain, folder)
        rows.append([kind, len(theirs), len(plain), tokens, faults, len(special)])
    report.say("Ids, and the decoded text where the file has a decoder (words in English have none, "
               "and transformers puts blanks between all). Lines that spell a special token, such "
               "as <unk>, are left out: transformers makes one token of it, Retort does not.")
    report.table(["Retort's tokeniser", "vocabulary", "lines", "tokens", "lines that differ",
                  "lines left out"], rows)


def compare_ids(report, retort, kind, output, theirs, sample, folder):
    """Each line, by the library, and all as one file, by the program: tokens and differences."""
    decodes = theirs.backend_tokenizer.decoder is not None
    tokens = faults = 0
    for line, mine in zip(sample, batch(output, sample), strict=True):
        expected = theirs(line)["input_ids"]
        tokens += len(expected)
        text = theirs.decode(expected, skip_special_tokens=True)
        if mine["ids"] != expected or decodes and mine["decoded"] != text:
            faults += 1
            if faults < 4:
                report.fault(f"{kind}: {line!r}: {mine['ids']} and {mine['decoded']!r}, but in "
                             f"transformers {expected} and {text!r}")
    path = folder / "lines.txt"
    path.write_text("\n".join(sample), encoding="utf-8", newline="")
    mine = retort.json("tokenize", "--tokenizer", output, "--file", path)["ids"]
    expected = theirs("\n".join(sample))["input_ids"]
    if mine != expected:
        report.fault(f"{kind}: {len(mine)} ids for all lines, in transformers {len(expected)}")
    return tokens, faults


def teacher(family, folder, tokenizer, size):
    """A random model with opinions, as transformers writes it."""
    torch.manual_seed(size)
    if family == "gpt2":
        config = transformers.GPT2Config(vocab_size=size, n_embd=48, n_layer=2, n_head=4,
                                         n_positions=64, initializer_range=0.2,
                                         bos_token_id=None, eos_token_id=None)
    else:
        config = transformers.LlamaConfig(vocab_size=size, hidden_size=48, num_hidden_layers=2,
                                          num_attention_heads=4, num_key_value_heads=2,
                                          intermediate_size=96, max_position_embeddings=64,
                                          initializer_range=0.2, bos_token_id=None,
                                          eos_token_id=None)
    transformers.AutoModelForCausalLM.from_config(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def byte_level_bpe(text):
    """As people train one: 400 entries, an end token of its own."""
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=400, special_tokens=["<|endoftext|>"], show_progress=False,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train([str(text)], trainer)
    return transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer,
                                                eos_token="<|endoftext|>")


def check_students(report, retort, folder, text):
    own = folder / "own"
    train(retort, own, TINY | {"teacher.model": "", "data.kind": "text", "data.path": text,
                               "data.tokenizer": "character"}, 1)
    characters = transformers.AutoTokenizer.from_pretrained(own)
    pieces = byte_level_bpe(text)
    rows = []
    for family, tokenizer, name, architecture in (
            ("gpt2", characters, "characters", "gpt2"), ("gpt2", pieces, "byte-level BPE", "gpt2"),
            ("llama", pieces, "byte-level BPE", "llama"), ("llama", pieces, "byte-level BPE", "gpt2")):
        label = f"{family} → {architecture}, {name}"
        place = folder / label.replace(" ", "-")
        try:
            teacher(family, place / "teacher", tokenizer, len(tokenizer))
            rows += student_of(report, retort, label, place, architecture, text)
        except RuntimeError as error:
            report.fault(f"{label}: {error}")
    report.table(["teacher → student, tokeniser", "what", "logits' largest difference",
                  "greedy tokens", "the same"], rows)


def student_of(report, retort, label, place, architecture, text):
    settings = {"teacher.model": place / "teacher", "student.architecture": architecture,
                "data.kind": "text", "data.path": text}
    answer = train(retort, place / "student", TINY | settings, STEPS)
    run = f"run:{answer['run']}"
    folders = {"teacher": place / "teacher", "output of train": place / "student"}
    for step in (STEPS // 2, STEPS):
        folders[f"checkpoint of step {step}"] = place / f"step-{step}"
        retort.with_store("export", "--model", f"{run}@{step}", "--output", place / f"step-{step}")
    for kind in ("float16", "bfloat16"):
        folders[f"export in {kind}"] = place / kind
        retort.json("export", "--model", place / "student", "--output", place / kind,
                    "--type", kind)
    return [[label, what, *compare_models(report, retort, f"{label}: {what}", path)]
            for what, path in folders.items()]


def compare_models(report, retort, what, path):
    """Largest difference of logits, greedy tokens compared, and how many of them are the same."""
    model = transformers.AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(path)
    prompt = "The loss is taken along the text, so that"
    ids = tokenizer(prompt)["input_ids"][:40]
    with torch.no_grad():
        expected = model(torch.tensor([ids])).logits[0]
    difference = largest_difference(retort.logits(path, ids), expected.tolist())
    if not difference <= allowed(expected.abs().max().item()):
        report.fault(f"{what}: logits differ by {difference:.2e}")
    return difference, *compare_greedy(report, retort, what, path, model, tokenizer)


def compare_greedy(report, retort, what, path, model, tokenizer):
    prompt = "The loss"
    ids = tokenizer(prompt, return_tensors="pt")["input_ids"]
    room = min(model.config.max_position_embeddings - ids.shape[1], 40)
    mine = retort.json("generate", "--model", path, "--prompt", prompt, "--greedy",
                       "--length", room)
    mine = [token["id"] for token in mine["tokens"]]
    theirs = model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False,
                            max_new_tokens=room, pad_token_id=0)[0, ids.shape[1]:].tolist()
    same = next((i for i, (a, b) in enumerate(zip(mine, theirs)) if a != b),
                min(len(mine), len(theirs)))
    if mine[:same] == theirs[:same] and len(mine) == len(theirs) == same:
        return same, same
    if same < min(len(mine), len(theirs)):
        with torch.no_grad():
            row = model(torch.cat([ids, torch.tensor([theirs[:same]]).long()], 1)).logits[0, -1]
        # Two tokens that are alike within the rounding of both sides.
        if abs(row[mine[same]] - row[theirs[same]]) <= 2 * allowed(row.abs().max().item()):
            return len(theirs), same
    report.fault(f"{what}: greedy tokens {mine}, transformers {theirs}")
    return len(theirs), same


def main():
    options = arguments(__doc__).parse_args()
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    report = Report(options.markdown)
    report.say(f"{versions('torch', 'transformers', 'tokenizers')}, seed {options.seed}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        text = folder / "text.txt"
        text.write_text("".join((ROOT / path).read_text(encoding="utf-8") for path in (
            "docs/mathematics.md", "README.md", "README.zh_CN.md")), encoding="utf-8")
        retort = Retort(options.cli, folder / "runs.sqlite")
        check_tokenizers(report, retort, folder, text, random.Random(options.seed))
        check_students(report, retort, folder, text)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
