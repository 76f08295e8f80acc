#!/usr/bin/env python3
"""Compares Retort's models with those of `transformers`, in both directions.

    python tests/parity/models_parity.py [--cli build/bin/retort-cli] [--seed 1] [--only llama]

For a small random model of each family and variant:
1. in:  transformers saves it, `retort-cli logits` computes the same logits;
2. out: `retort-cli export` saves it, transformers loads it to the same logits, and AutoTokenizer to
   the same ids.
The trained models of the shared data go the same way where they are. The program is that of --cli or
of RETORT_CLI. Needs torch and transformers (pip); ends with 77 without them, with 1 if anything
differs by more than 1e-5.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

try:
    import torch
    import transformers
except ImportError as missing:
    print(f"models_parity: {missing}; install torch and transformers to compare with them")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOKENIZER = ROOT / "resources/teachers/tales-en"
SHARED = ROOT.parent / "shared/data/models"
TOLERANCE = 1e-5
TEXT = "Once the cat saw a dog in the garden."

GPT = dict(vocab_size=117, n_positions=64, n_embd=32, n_layer=3, n_head=4)
LLAMA = dict(vocab_size=117, max_position_embeddings=64, hidden_size=32, intermediate_size=40,
             num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2)


def gpt2(**changes):
    return transformers.GPT2Config(**{**GPT, **changes})


def llama(**changes):
    return transformers.LlamaConfig(**{**LLAMA, **changes})


def rope(**parameters):
    return llama(rope_parameters={"rope_theta": 10000.0, **parameters})


def mistral(**changes):
    return transformers.MistralConfig(**{**LLAMA, "sliding_window": None, **changes})


def qwen2(**changes):
    return transformers.Qwen2Config(**{**LLAMA, **changes})


def cases():
    """(name, configuration, what saving does otherwise)"""
    yield "gpt2", gpt2(), {}
    yield "gpt2 untied", gpt2(tie_word_embeddings=False), {}
    for activation in ("gelu", "gelu_pytorch_tanh", "gelu_fast", "relu", "silu"):
        yield f"gpt2 {activation}", gpt2(activation_function=activation), {}
    yield "gpt2 n_inner", gpt2(n_inner=50), {}
    yield "gpt2 scaled by layer", gpt2(scale_attn_by_inverse_layer_idx=True), {}
    yield "gpt2 unscaled", gpt2(scale_attn_weights=False), {}
    yield "gpt2 epsilon 1e-3", gpt2(layer_norm_epsilon=1e-3), {}
    yield "gpt2 padded vocabulary", gpt2(vocab_size=128), {}
    yield "gpt2 in shards", gpt2(), {"max_shard_size": "20KB"}
    yield "llama, groups of 2", llama(), {}
    yield "llama, one key head", llama(num_key_value_heads=1), {}
    yield "llama, no groups", llama(num_key_value_heads=4), {}
    yield "llama tied", llama(tie_word_embeddings=True), {}
    yield "llama head_dim 12", llama(head_dim=12), {}
    yield "llama biases", llama(attention_bias=True, mlp_bias=True), {}
    yield "llama gelu", llama(hidden_act="gelu"), {}
    yield "llama epsilon 1e-2", llama(rms_norm_eps=1e-2), {}
    yield "llama in shards", llama(), {"max_shard_size": "20KB"}
    yield "llama theta 1e6", rope(rope_type="default", rope_theta=1e6), {}
    yield "llama rope linear", rope(rope_type="linear", factor=4.0), {}
    yield "llama rope dynamic, within", rope(rope_type="dynamic", factor=4.0), {}
    yield "llama rope dynamic, beyond", llama(
        max_position_embeddings=24,
        rope_parameters={"rope_type": "dynamic", "factor": 4.0, "rope_theta": 10000.0}), {}
    yield "llama rope llama3", rope(rope_type="llama3", factor=8.0, low_freq_factor=1.0,
                                    high_freq_factor=4.0, original_max_position_embeddings=32), {}
    yield "llama rope yarn", rope(rope_type="yarn", factor=4.0,
                                  original_max_position_embeddings=16), {}
    yield "llama rope yarn, all keys", rope(
        rope_type="yarn", factor=4.0, original_max_position_embeddings=16, beta_fast=16.0,
        beta_slow=2.0, mscale=0.7, mscale_all_dim=1.2, truncate=False), {}
    factors = {"short_factor": [1.0, 1.1, 1.3, 1.7], "long_factor": [1.5, 2.0, 3.0, 4.0]}
    yield "llama rope longrope, short", rope(
        rope_type="longrope", factor=2.0, original_max_position_embeddings=60, **factors), {}
    yield "llama rope longrope, long", rope(
        rope_type="longrope", factor=2.0, original_max_position_embeddings=32, **factors), {}
    yield "mistral", mistral(), {}
    yield "mistral window 8", mistral(sliding_window=8), {}
    yield "mistral head_dim 16", mistral(sliding_window=5, head_dim=16), {}
    yield "qwen2", qwen2(), {}
    yield "qwen2 tied", qwen2(tie_word_embeddings=True), {}
    yield "qwen2 window, last layers", qwen2(use_sliding_window=True, sliding_window=8,
                                             max_window_layers=1), {}
    yield "qwen2 window, layer_types", qwen2(
        use_sliding_window=True, sliding_window=8,
        layer_types=["sliding_attention", "full_attention", "sliding_attention"]), {}
    for dtype in (torch.float16, torch.bfloat16, torch.float64):
        name = str(dtype).removeprefix("torch.")
        yield f"gpt2 {name}", gpt2(), {"dtype": dtype}
        yield f"llama {name}", llama(), {"dtype": dtype}
        yield f"qwen2 {name}", qwen2(), {"dtype": dtype}


def random_model(config):
    """With larger weights than at a training's start, whose logits would all be alike."""
    config._attn_implementation = "eager"
    model = transformers.AutoModelForCausalLM.from_config(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 2:
                parameter.mul_(5)
            else:
                parameter.add_(0.2 * torch.randn_like(parameter))
    return model.eval()


def logits_of(model, ids):
    with torch.no_grad():
        return model(torch.tensor([ids])).logits[0].float()


class Retort:
    def __init__(self, program):
        self.program = program

    def run(self, *arguments):
        done = subprocess.run([self.program, *map(str, arguments), "--json"],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return json.loads(done.stdout)

    def logits(self, folder, ids):
        result = self.run("logits", "--model", folder, "--ids", ",".join(map(str, ids)))
        return torch.tensor(result["logits"])

    def ids(self, folder, text):
        return self.run("logits", "--model", folder, "--text", text)["ids"]


def difference(a, b):
    return (a - b).abs().max().item() if a.shape == b.shape else float("inf")


def load(folder):
    return transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager").eval()


def compare(retort, source, work, text):
    """(in, out) of a folder that transformers understands."""
    generator = torch.Generator().manual_seed(3)
    reference = load(source)
    vocabulary = reference.config.vocab_size
    ids = torch.randint(vocabulary, (48,), generator=generator).tolist()
    # Frequencies that depend on a text's length stay at the longest one's: a fresh model for each.
    expected = logits_of(load(source), ids)
    inward = difference(retort.logits(source, ids), expected)

    exported = work / "exported"
    retort.run("export", "--model", source, "--output", exported)
    outward = difference(logits_of(load(exported), ids), expected)
    for type_name in ("float16", "bfloat16"):
        narrow = work / type_name
        retort.run("export", "--model", source, "--output", narrow, "--type", type_name)
        outward = max(outward, difference(logits_of(load(narrow), ids),
                                          retort.logits(narrow, ids)))
    # transformers 5 takes Qwen2's own tokeniser for every model of that type, whatever the folder has.
    loader = (transformers.PreTrainedTokenizerFast if reference.config.model_type == "qwen2"
              else transformers.AutoTokenizer)
    before = loader.from_pretrained(source)
    after = loader.from_pretrained(exported)
    if not before(text).input_ids == after(text).input_ids == retort.ids(exported, text):
        raise RuntimeError("the tokeniser gives other ids")
    for role in ("bos_token_id", "eos_token_id", "unk_token_id", "pad_token_id"):
        if getattr(before, role) != getattr(after, role):
            raise RuntimeError(f"the tokeniser has another {role}")
    return inward, outward, expected.std().item()


def make_folder(folder, config, saving):
    model = random_model(config)
    model.to(saving.get("dtype", torch.float32))
    model.save_pretrained(folder, **{key: value for key, value in saving.items()
                                     if key != "dtype"})
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(TOKENIZER / name, folder)


def check(name, retort, source, text, work):
    try:
        inward, outward, spread = compare(retort, source, work, text)
    except Exception as error:  # whatever either program says against it
        print(f"{name:36}{'failed: ' + str(error)[:300]}")
        return False
    right = inward <= TOLERANCE and outward <= TOLERANCE and spread > 0.3
    print(f"{name:36}{inward:10.1e}{outward:10.1e}{spread:10.2f}{'' if right else '  WRONG'}")
    return right


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--cli", default=os.environ.get("RETORT_CLI")
                           or str(ROOT / "build/bin/retort-cli"))
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--only", default="", help="cases whose name begins so")
    options = arguments.parse_args()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    retort = Retort(options.cli)
    wrong = 0
    count = 0
    print(f"transformers {transformers.__version__}, torch {torch.__version__}; largest difference "
          f"of logits, allowed {TOLERANCE}\n")
    print(f"{'model':36}{'in':>10}{'out':>10}{'std':>10}")
    for name, config, saving in cases():
        if not name.startswith(options.only):
            continue
        count += 1
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "source"
            make_folder(source, config, saving)
            wrong += not check(name, retort, source, TEXT, pathlib.Path(folder))
    for source in sorted(SHARED.glob("*-hf")) if SHARED.is_dir() else []:
        if not source.name.startswith(options.only):
            continue
        count += 1
        with tempfile.TemporaryDirectory() as folder:
            wrong += not check(source.name, retort, source, TEXT, pathlib.Path(folder))
    print(f"\n{count - wrong} of {count} agree")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
