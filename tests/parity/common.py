"""What the parity tests share: the program, the data, comparing, and tables that people read.

A test ends with 0 where all is equal, 1 where something differs, 77 where packages are missing.
"""
import argparse
import importlib
import importlib.metadata
import json
import math
import os
import pathlib
import subprocess
import sys

SKIPPED = 77
ROOT = pathlib.Path(__file__).resolve().parents[2]

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # whatever a test needs, it makes
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def require(*names):
    """The modules; ends the test as skipped where one is missing."""
    try:
        modules = [importlib.import_module(name) for name in names]
    except ImportError as error:
        print(f"Skipped: {error}. scripts/test --with-transformers sets up what is needed.")
        sys.exit(SKIPPED)
    return modules if len(modules) > 1 else modules[0]


def versions(*names):
    """"torch 2.13.0+cpu, transformers 5.24.0"."""
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


def arguments(description):
    """The options that every test has; a test may add its own before parse_args()."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--cli", default=os.environ.get("RETORT_CLI", ROOT / "build/bin/retort-cli"),
                        help="the program (else RETORT_CLI, else that of build/)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--markdown", action="store_true", help="tables as docs/parity.md has them")
    return parser


def batch_program():
    """tokenize-batch, which tokenises many texts in one run."""
    return os.environ.get("RETORT_TOKENIZE_BATCH", ROOT / "build/bin/tests/tokenize-batch")


def shared_data():
    """The folder of real texts and models beside the project, or None."""
    folder = pathlib.Path(os.environ.get("RETORT_SHARED_DATA", ROOT / "../shared/data"))
    return folder.resolve() if folder.is_dir() else None


def corpus_files():
    """Texts to train tokenisers on: stories and sentences, else the project's documents."""
    data = shared_data()
    found = [data / name for name in ("tinystories/tiny_stories_1M.txt", "tatoeba-cmn-eng/cmn.txt")
             if (data / name).exists()] if data else []
    return found or [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.zh_CN.md"]


def batch(tokenizer, texts, program=None):
    """An object a text, as tests/parity/tokenize_batch.cpp says."""
    given = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run([program or batch_program(), tokenizer], input=given, text=True,
                          check=True, capture_output=True)
    # Not splitlines(): texts hold other ends of lines, such as U+2028.
    return [json.loads(line) for line in done.stdout.split("\n") if line]


class Retort:
    """retort-cli, with its answers as Python objects."""

    def __init__(self, program, store=None):
        self.program, self.store = str(program), store
        if not os.access(self.program, os.X_OK):
            sys.exit(f"{self.program} is not there: build retort-cli first, or name it with --cli.")

    def run(self, *words):
        """Standard output. Raises RuntimeError with the program's own sentence."""
        done = subprocess.run([self.program, *map(str, words)], capture_output=True, timeout=600,
                              env=os.environ | {"OMP_NUM_THREADS": "1"})
        if done.returncode != 0:
            said = (done.stdout[-2000:] + done.stderr[-2000:]).decode(errors="replace")
            raise RuntimeError(f"retort-cli {words[0]} ended with {done.returncode}: {said}")
        return done.stdout.decode()

    def json(self, *words):
        return json.loads(self.run(*words, "--json"))

    def with_store(self, *words):
        return self.json(*words, "--store", self.store)

    def logits(self, model, ids):
        """[positions][vocabulary], as Retort computes them in float32."""
        answer = self.json("logits", "--model", model, "--ids", ",".join(map(str, ids)))
        assert answer["ids"] == list(ids)
        return answer["logits"]


def allowed(largest):
    """Between logits in float32, the largest of which has this size: 1e-5, or a millionth of it,
    which is where trained models' are. The tables show that transformers itself rounds so far."""
    return max(1e-5, 1e-6 * largest)


def largest_difference(a, b):
    """Between two nested lists of numbers of one shape; infinite where one is no number."""
    if not isinstance(a, list):
        return abs(a - b) if a is not None and math.isfinite(a) and math.isfinite(b) else math.inf
    if len(a) != len(b):
        return math.inf
    return max((largest_difference(x, y) for x, y in zip(a, b)), default=0.0)


class Report:
    """Prints tables, and counts what differs."""

    def __init__(self, markdown=False):
        self.markdown, self.faults = markdown, 0

    def say(self, text):
        print(text, end="\n\n" if self.markdown else "\n", flush=True)

    def fault(self, text):
        self.faults += 1
        print("DIFFERENT: " + text, file=sys.stderr if self.markdown else sys.stdout, flush=True)

    def table(self, heads, rows):
        rows = [[figure(cell) for cell in row] for row in rows]
        if self.markdown:
            for row in [heads, ["---"] * len(heads), *rows]:
                print("| " + " | ".join(row) + " |")
            print()
            return
        widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
        for row in [heads, *rows]:
            print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())

    def exit_code(self):
        if not self.markdown:
            print("all as expected" if not self.faults else f"{self.faults} differences")
        return 1 if self.faults else 0


def figure(cell):
    """A number as it is read best: counts in full with commas, differences with two digits."""
    if isinstance(cell, float):
        return "0" if cell == 0 else f"{cell:.1e}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
