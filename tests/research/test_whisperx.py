"""whisperx itself, on the Whisper weights of the default install and wav2vec2 of no training."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from assets.resources import SpeechResource
from assets.speech import Listener
from interview import media
from interview.engines.batched import Whisperx
from interview.engines.voice import Silero
from interview.engines.wav2vec import Wav2Vec, module
from interview.errors import EngineUnavailable
from interview.model import SAMPLE_RATE, Span, Word
from interview.ports import Token
from interview.store import Store
from tests.engines.tracks import REAL, check_contract, check_text, check_words, track
from tests.research import letters
from tests.research.listening import LISTENING
from workbench import demo
from workbench.evaluate.truth import read_manifest, read_truth

pytestmark = [
    pytest.mark.research,
    # Saving a processor, transformers 5.23 asks for what it calls deprecated.
    pytest.mark.filterwarnings("ignore::FutureWarning:transformers.*"),
]

HEAR = (
    LISTENING.replace("from interview.offline import keep_offline\nkeep_offline()\n", "")
    + """
import json
from dataclasses import asdict
def refuse(event, args):
    if event in ("socket.getaddrinfo", "socket.connect", "socket.sendto"):
        raise OSError("there is no network")
sys.addaudithook(refuse)
from interview.engines.batched import Whisperx
from interview.engines.voice import Silero
from tests.engines.tracks import track
words = Whisperx(Silero(), align=sys.argv[1]).words("candidate", track("candidate"), None)
import torch
torch.set_num_threads(1)
assert torch.is_grad_enabled()
print(json.dumps([[asdict(word) for word in words], reached]))
"""
)
SILENCED = (
    "HF_HUB_OFFLINE",
    "PYANNOTE_METRICS_ENABLED",
    "DO_NOT_TRACK",
    "HF_HUB_DISABLE_TELEMETRY",
)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return letters.write(tmp_path_factory.mktemp("letters"))


@pytest.fixture(scope="module")
def heard(weights: Path) -> list[Word]:
    whisperx = Whisperx(Silero(), align=str(weights))
    return whisperx.words("candidate", track("candidate"), None)


def test_contract() -> None:
    check_contract(Whisperx(Silero()))


def test_wav2vec_places_the_words(heard: list[Word]) -> None:
    check_words(heard, "candidate", len(track("candidate")))
    check_text(heard)
    assert {word.timed_by for word in heard} == {"aligner"}


def test_another_process_without_a_network_or_a_home_hears_the_same(
    weights: Path, heard: list[Word], tmp_path: Path
) -> None:
    """Nothing is cached there, nothing is asked for, nobody is told."""
    environment = {name: value for name, value in os.environ.items() if name not in SILENCED}
    environment |= {"HOME": str(tmp_path), "NLTK_DATA": str(tmp_path), "OMP_NUM_THREADS": "2"}
    command = [sys.executable, "-W", "ignore", "-c", HEAR, str(weights)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    words, reached = json.loads(done.stdout)  # nothing else is printed
    assert reached == []
    assert words == json.loads(json.dumps([asdict(word) for word in heard]))
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert not [name for name in left if "punkt" in name or name.endswith((".pt", ".pth"))]


def spoken(*texts: str) -> list[Token]:
    return [Token(text, Span(0.0, 0.0), 1.0) for text in texts]


def test_words_follow_each_other_whatever_marks_and_digits_they_have(weights: Path) -> None:
    aligner, samples = Wav2Vec(str(weights)), track("candidate")[: 4 * SAMPLE_RATE]
    words = spoken("Well.", "In", "2019", "C++", "and", "node.js", "met;", "don't", "you?", "-")
    placed = [span for span in aligner.align(samples, words) if span]
    assert len(placed) == len(words)
    assert all(0 <= span.start <= span.end <= 4 for span in placed)
    assert all(one.start <= two.start for one, two in pairwise(placed))
    assert aligner.align(samples, words) == aligner.align(samples, words)
    assert aligner.align(samples, []) == []


def test_what_cannot_be_placed_has_no_time(weights: Path) -> None:
    words = spoken(*["impossible"] * 20)
    assert Wav2Vec(str(weights)).align(track("candidate")[:1600], words) == [None] * 20


def test_words_without_times_keep_those_of_attention(
    weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """whisperx gives no entry at all for a piece whose letters it cannot place."""
    monkeypatch.setattr(module("alignment"), "backtrack", lambda *_: None)
    own = track("candidate")
    words = Whisperx(Silero(), align=str(weights)).words("candidate", own, None)
    check_words(words, "candidate", len(own))
    check_text(words)
    assert {word.timed_by for word in words} == {"attention"}
    assert sum(word.span.duration > 0 for word in words) > len(words) / 2


def test_other_weights_are_another_version(weights: Path, tmp_path: Path) -> None:
    other = letters.write(tmp_path / "other", seed=1)
    versions = {Whisperx(Silero(), align=str(one)).version for one in (weights, other)}
    assert len({*versions, Whisperx(Silero()).version}) == 3
    assert Wav2Vec(str(weights)).version == Wav2Vec(str(weights)).version


def test_a_folder_without_a_model_is_told(weights: Path, tmp_path: Path) -> None:
    assert "holds no wav2vec2 model" in Whisperx(Silero(), align=str(tmp_path)).unavailable
    (tmp_path / "model.safetensors").write_bytes((weights / "model.safetensors").read_bytes())
    with pytest.raises(EngineUnavailable, match="cannot be loaded as a wav2vec2 model"):
        Wav2Vec(str(tmp_path)).align(track("candidate"), spoken("tents"))


def workbench(folder: Path, *arguments: str, **environment: str) -> str:
    """What a command prints, with all that it keeps below a folder."""
    given = {
        **os.environ,
        "INTERVIEW_DATA": str(folder / "data"),
        "DAGSTER_HOME": str(folder / "dagster"),
        "MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlflow.db",
        **environment,
    }
    command = [sys.executable, "-W", "ignore", "-m", "workbench", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=given, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_session_keeps_the_words_of_both_engines_and_compares_them(
    weights: Path, tmp_path: Path
) -> None:
    from mlflow import MlflowClient

    tracks = [f"--{who}={REAL / who}.flac" for who in ("candidate", "interviewer")]
    workbench(tmp_path, "import", *tracks, "--session", "both")
    store = Store(tmp_path / "data")
    listener = Listener(store, "both", SpeechResource().load())
    first, default = listener.words(print), listener.version
    made_of = {"media": store.media_digest("both")}
    store.write("both", "words", first, version=default, inputs=made_of)
    engine = {"INTERVIEW_SPEECH_ENGINE": "whisperx", "INTERVIEW_WHISPERX_ALIGN": str(weights)}
    workbench(tmp_path, "run", "both", "--select", "words", **engine)
    assert len(store.versions("both", "words")) == 2
    assert "whisperx-3.8.6-base-int8" in store.active("both", "words")
    assert store.read("both", "words", list[Word], default) == first
    check_text([word for word in store.read("both", "words", list[Word]) if word.speaker[0] == "c"])
    told = workbench(tmp_path, "compare", "both", "--truth", str(REAL / "truth.json"))
    assert "Against what was said" in told
    client = MlflowClient(f"sqlite:///{tmp_path}/mlflow.db")
    experiment = client.get_experiment_by_name("speech")
    assert experiment is not None
    (run,) = client.search_runs([experiment.experiment_id], "tags.session = 'both'")
    assert run.data.params["version_other"] == default
    assert {
        "wer_active",
        "wer_other",
        "wer_between",
        "confidence_active",
    } <= run.data.metrics.keys()
    assert run.data.metrics["start_difference_p95_ms"] > 0


@pytest.fixture(scope="module")
def wav2vec2() -> str:
    """A folder of real weights; without, `conftest.py` leaves out who asks for it."""
    return os.environ["INTERVIEW_WHISPERX_ALIGN"]


def test_real_weights_place_words_where_they_were_said(wav2vec2: str) -> None:
    """Within 0.1 s of the times of the voices' own models, which are late by about half of that."""
    check_contract(Whisperx(Silero(), align=wav2vec2))
    aligner, errors = Wav2Vec(wav2vec2), list[float]()
    sound = np.concatenate(list(media.audio(demo.MANIFEST.with_name("candidate.opus"))))
    (item,) = read_manifest(demo.MANIFEST)
    for turn in [turn for turn in read_truth(item).turns if turn.speaker == "candidate"][:4]:
        first = round((turn.start - 0.2) * SAMPLE_RATE)
        said, words = sound[first : round((turn.end + 0.2) * SAMPLE_RATE)], turn.words or ()
        placed = aligner.align(said, spoken(*(word.text for word in words)))
        errors += [
            span.start + first / SAMPLE_RATE - word.start
            for span, word in zip(placed, words, strict=True)
            if span
        ]
    assert len(errors) > 60
    assert np.median(np.abs(errors)) < 0.1
