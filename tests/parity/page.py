#!/usr/bin/env python3
"""Writes docs/parity.md anew from what the parity tests find; a quarter of an hour.

    build-python/venv/bin/python tests/parity/page.py [OPTIONS of the tests, such as --cli PROGRAM]
"""
import pathlib
import subprocess
import sys

from common import ROOT, SKIPPED

PARITY = pathlib.Path(__file__).parent

HEAD = """# Parity

What Retort reads and writes, compared with the Python packages of Hugging Face and others by
`scripts/test --with-transformers`. Logits are float32 on both sides; the largest difference is over
all positions and the whole vocabulary. This page is written by `tests/parity/page.py`.
"""
PARTS = {
    "models": "Models",
    "tokenizers": "Tokenisers",
    "bpe": "Byte pairs, trained by Retort",
    "sentencepiece": "SentencePiece",
    "safetensors": "safetensors",
    "student": "Trained and exported",
}


def main():
    text, failed = HEAD, []
    for name, title in PARTS.items():
        script = PARITY / f"{name}_parity.py"
        if not script.exists():
            continue
        print(script.name, flush=True)
        done = subprocess.run([sys.executable, script, "--markdown", *sys.argv[1:]],
                              stdout=subprocess.PIPE, text=True)
        if done.returncode == SKIPPED:
            sys.exit(done.stdout)
        if done.returncode != 0:
            failed.append(script.name)
        text += f"\n## {title}\n\n{done.stdout.strip()}\n"
    (ROOT / "docs/parity.md").write_text(text, encoding="utf-8")
    if failed:
        sys.exit("Written, but these found differences: " + ", ".join(failed))


if __name__ == "__main__":
    main()
