#!/usr/bin/env python3
"""Writes tests/data/rope_frequencies.json: what `transformers` makes of rotary settings.

    python tests/parity/rope_frequencies.py > tests/data/rope_frequencies.json

Each case has the keys of a config.json, a length of text, the frequencies for it in radians a
position, and the factor of cosine and sine. tst_llama compares Retort's with them.
"""
import json
import sys

import transformers
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

SIZES = dict(model_type="llama", vocab_size=32, hidden_size=32, intermediate_size=48,
             num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=2,
             max_position_embeddings=256, tie_word_embeddings=True)
FACTORS = {"short_factor": [1.0, 1.0, 1.1, 1.2, 1.3, 1.5, 1.7, 2.0],
           "long_factor": [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 8.0]}
CASES = {
    "plain": ({"rope_theta": 10000.0}, 256),
    "theta 1e6, older": ({"rope_theta": 1e6, "rope_scaling": None}, 256),
    "theta 5e5, newer": ({"rope_parameters": {"rope_type": "default", "rope_theta": 5e5}}, 256),
    "linear, older": ({"rope_theta": 1e4, "rope_scaling": {"type": "linear", "factor": 4.0}}, 256),
    "dynamic, within": ({"rope_scaling": {"rope_type": "dynamic", "factor": 3.0}}, 256),
    "dynamic, beyond": ({"rope_scaling": {"rope_type": "dynamic", "factor": 3.0}}, 500),
    "llama3": ({"rope_theta": 5e5, "rope_scaling": {
        "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 64}}, 256),
    "yarn": ({"rope_scaling": {"rope_type": "yarn", "factor": 4.0,
                               "original_max_position_embeddings": 64}}, 256),
    "yarn, original not said": ({"rope_scaling": {"type": "yarn", "factor": 4.0}}, 256),
    "yarn, all keys": ({"rope_parameters": {
        "rope_type": "yarn", "rope_theta": 3e4, "factor": 4.0, "beta_fast": 16.0,
        "beta_slow": 2.0, "mscale": 0.7, "mscale_all_dim": 1.2, "truncate": False,
        "original_max_position_embeddings": 64}}, 256),
    "yarn, attention factor": ({"rope_scaling": {
        "rope_type": "yarn", "factor": 4.0, "attention_factor": 0.9,
        "original_max_position_embeddings": 64}}, 256),
    "longrope, short": ({"rope_scaling": {"rope_type": "longrope", **FACTORS},
                         "original_max_position_embeddings": 64}, 64),
    "longrope, long": ({"rope_scaling": {"rope_type": "longrope", **FACTORS},
                        "original_max_position_embeddings": 64}, 65),
}


def main():
    cases = []
    for name, (keys, length) in CASES.items():
        config = transformers.LlamaConfig(**{**SIZES, **json.loads(json.dumps(keys))})
        kind = config.rope_parameters["rope_type"]
        if kind == "default":
            compute = transformers.models.llama.modeling_llama.LlamaRotaryEmbedding
            frequencies, factor = compute.compute_default_rope_parameters(config)
        else:
            frequencies, factor = ROPE_INIT_FUNCTIONS[kind](config, None, seq_len=length)
        cases.append({"name": name, "config": {**SIZES, **keys}, "length": length,
                      "frequencies": frequencies.tolist(), "factor": factor})
    json.dump({"transformers": transformers.__version__, "cases": cases}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
