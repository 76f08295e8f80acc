#!/usr/bin/env python3
"""Compares Retort's models with those of `transformers`, in both directions.

    python tests/parity/models_parity.py [--cli build/bin/retort-cli] [--seed 1] [--only llama]

For a small random model of each family and variant:
1. in:  transformers saves it, `retort-cli logits` computes the same logits;
2. out: `retort-cli export` saves it, transformers computes Retort's logits from that, and
   AutoTokenizer gives the same ids.
The trained models of the shared data go the same way where they are.
"""
import pathlib
import shutil
import sys
import tempfile

from common import ROOT, Report, Retort, allowed, arguments, require, shared_data, versions

torch, transformers = require("torch", "transformers")

TOKENIZER = ROOT / "resources/teachers/tales-en"
TEXT = "Once the cat saw a dog in the garden."
# Exported in float16 and bfloat16 as well.
NARROW = ("gpt2", "gpt2 untied", "llama, groups of 2", "llama tied", "mistral window 8", "qwen2")

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
        return model(torch.tensor([ids])).logits[0].double()


def difference(a, b):
    return (a.double() - b.double()).abs().max().item() if a.shape == b.shape else float("inf")


def load(folder, dtype=torch.float32):
    return transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=dtype, attn_implementation="eager").eval()


def compare(retort, source, work, narrow):
    """Largest differences: in, out, out in narrow types, of transformers with itself in float64;
    and the logits that transformers computes."""
    generator = torch.Generator().manual_seed(3)
    reference = load(source)
    ids = torch.randint(reference.config.vocab_size, (48,), generator=generator).tolist()
    # Frequencies that depend on a text's length stay at the longest one's: a fresh model for each.
    expected = logits_of(load(source), ids)
    rounding = difference(logits_of(load(source, torch.float64), ids), expected)
    mine = torch.tensor(retort.logits(source, ids))

    exported = work / "exported"
    retort.json("export", "--model", source, "--output", exported)
    outward = difference(logits_of(load(exported), ids), mine)
    narrowed = []
    for type_name in ("float16", "bfloat16") if narrow else ():
        folder = work / type_name
        retort.json("export", "--model", source, "--output", folder, "--type", type_name)
        narrowed.append(difference(logits_of(load(folder), ids),
                                   torch.tensor(retort.logits(folder, ids))))
    compare_tokenizers(retort, source, exported, reference.config.model_type)
    return difference(mine, expected), outward, narrowed, rounding, expected


def compare_tokenizers(retort, source, exported, family):
    # transformers 5 takes Qwen2's own tokeniser for every model of that type, whatever the folder has.
    loader = (transformers.PreTrainedTokenizerFast if family == "qwen2"
              else transformers.AutoTokenizer)
    before, after = loader.from_pretrained(source), loader.from_pretrained(exported)
    mine = retort.json("logits", "--model", exported, "--text", TEXT)["ids"]
    if not before(TEXT).input_ids == after(TEXT).input_ids == mine:
        raise RuntimeError("the tokeniser gives other ids")
    for role in ("bos_token_id", "eos_token_id", "unk_token_id", "pad_token_id"):
        if getattr(before, role) != getattr(after, role):
            raise RuntimeError(f"the tokeniser has another {role}")


def make_folder(folder, config, saving):
    model = random_model(config)
    model.to(saving.get("dtype", torch.float32))
    model.save_pretrained(folder, **{key: value for key, value in saving.items()
                                     if key != "dtype"})
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(TOKENIZER / name, folder)


def check(report, name, retort, source, work, narrow):
    """A row of the table."""
    try:
        inward, outward, narrowed, rounding, logits = compare(retort, source, work, narrow)
    except Exception as error:  # whatever either program says against it
        report.fault(f"{name}: {str(error)[:300]}")
        return [name, "failed", "failed", "", ""]
    largest = max(inward, outward, *narrowed)
    if not largest <= allowed(logits.abs().max().item()):
        report.fault(f"{name}: logits differ by {largest:.1e}")
    if logits.std() <= 0.3:
        report.fault(f"{name}: logits with a deviation of {logits.std():.2f} would hide differences")
    return [name, inward, outward, max(narrowed, default=""), rounding]


def main():
    parser = arguments(__doc__)
    parser.add_argument("--only", default="", help="cases whose name begins so")
    options = parser.parse_args()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    retort, report, rows = Retort(options.cli), Report(options.markdown), []
    report.say(f"{versions('transformers', 'torch')}, seed {options.seed}. Largest difference of "
               "logits in float32; allowed is 1e-5, or a millionth of the largest logit. The last "
               "column is transformers in float32 against itself in float64.")
    for name, config, saving in cases():
        if name.startswith(options.only):
            with tempfile.TemporaryDirectory() as folder:
                source = pathlib.Path(folder) / "source"
                make_folder(source, config, saving)
                rows.append(check(report, name, retort, source, pathlib.Path(folder),
                                  name in NARROW))
    for source in sorted((shared_data() or pathlib.Path()).glob("models/*-hf")):
        if source.name.startswith(options.only):
            with tempfile.TemporaryDirectory() as folder:
                rows.append(check(report, source.name, retort, source, pathlib.Path(folder), True))
    report.table(["model", "transformers → Retort", "Retort → transformers",
                  "in float16, bfloat16", "its own rounding"], rows)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
