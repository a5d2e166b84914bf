"""Fits the confidence of words to recordings of people, heard clean and in noise.

Data: a folder with manifest.json as `workbench evaluate speech` reads it, best of many voices.
The figures are of recordings that the numbers were fitted without, each in all its noises.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from interview.confidence import MODEL, Calibration, features
from interview.engines.alignment import Sphinx
from interview.engines.voice import Silero
from interview.engines.weights import sha256_of
from interview.engines.whisper import Whisper
from interview.errors import BadInput
from interview.hearing import Speech
from interview.model import Word
from interview.ports import TrackHearing
from interview.whole_track import ByUtterance
from registry.folders import CARD, FIGURES
from workbench.evaluate.calibration import binned, calibration_error
from workbench.evaluate.conditions import named
from workbench.evaluate.heard import heard_by
from workbench.evaluate.kept import reliability_picture
from workbench.evaluate.speech import Recording, matched, others, recordings
from workbench.evaluate.truth import TrueWord, read_truth
from workbench.train.trained import Trained

RAW = Calibration(1.0, 0.0, 0.0)
NOISES = ("clean", "quiet", "fan-10", "fan-5", "babble-10")
MANIFEST = "manifest.json"
FEWEST = 2  # recordings: the figures are of each one by the others
SURE = 1e-3  # no probability counts as nearer to 0 or 1 in the cross-entropy

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """The words of one recording in all noises: their features, the decoder's own, are they right.

    `features` of shape (words, 2).
    """

    features: Floats
    decoder: Floats
    right: NDArray[np.bool_]


def train(data: Path, into: Path, noises: Sequence[str] = NOISES) -> Trained:
    whisper = Whisper(calibration=RAW)
    by = ByUtterance(Speech(Silero(), whisper, Sphinx()))
    known = recordings(data / MANIFEST)
    if len(known) < FEWEST:
        raise BadInput(f"{data / MANIFEST} names too few recordings: at least {FEWEST} are needed")
    labelled = [_labelled(one, known, noises, by) for one in known]
    calibration = fitted(labelled)
    figures, picture = _judged(labelled)
    described = {
        "figures": figures,
        "engine": whisper.version,
        "noises": list(noises),
        "data_sha256": {
            path.name: sha256_of(path) for item, _ in known for path in item.tracks.values()
        },
        "seen": sorted(item.truth.stem for item, _ in known),
    }
    into.mkdir(parents=True, exist_ok=True)
    _dump(asdict(calibration), into / MODEL)
    _dump(described, into / FIGURES)
    (into / CARD).write_text(_card(figures, described), encoding="utf-8")
    return Trained("confidence", into, {}, figures, {"reliability.png": picture})


def _labelled(
    recording: Recording, known: Sequence[Recording], noises: Sequence[str], by: TrackHearing
) -> Labelled:
    item, tracks = recording
    parts = []
    for noise in noises:
        heard = heard_by(by, named(noise).change(tracks, others(item, known)))
        for speaker, words in heard.items():
            said = [turn.text for turn in read_truth(item).turns if turn.speaker == speaker]
            parts.append((*_features(words), _right(words, " ".join(said).split())))
    return Labelled(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def _features(words: Sequence[Word]) -> tuple[Floats, Floats]:
    rows = [features(each) for each in _by_utterance(words)]
    decoder = np.array([word.confidence for word in words])
    return np.concatenate([np.empty((0, 2)), *rows]), decoder


def _right(words: Sequence[Word], said: Sequence[str]) -> NDArray[np.bool_]:
    found = {
        word.id for word, _ in matched(words, [TrueWord(text=t, start=0, end=0) for t in said])
    }
    return np.array([word.id in found for word in words], bool)


def _by_utterance(words: Iterable[Word]) -> Iterator[list[float]]:
    for _, group in groupby(words, lambda word: word.id.rpartition("-")[0]):
        yield [word.confidence for word in group]


def fitted(labelled: Sequence[Labelled]) -> Calibration:
    """By maximum likelihood with a weak prior (L2) on the weights. Raises BadInput."""
    rows = np.concatenate([one.features for one in labelled])
    true = np.concatenate([one.right for one in labelled])
    if true.all() or not true.any():
        raise BadInput("there is nothing to tell apart: add recordings with right and wrong words")
    line = LogisticRegression().fit(rows, true)
    word, utterance = (round(float(weight), 4) for weight in line.coef_[0])
    return Calibration(word, utterance, round(float(line.intercept_[0]), 4))


def _judged(labelled: Sequence[Labelled]) -> tuple[dict[str, float], bytes]:
    """Figures of the calibrated and of the decoder's probabilities, and their picture."""
    true = np.concatenate([one.right for one in labelled])
    decoder = np.concatenate([one.decoder for one in labelled])
    made = np.concatenate(
        [
            _predicted(fitted([*labelled[:at], *labelled[at + 1 :]]), one.features)
            for at, one in enumerate(labelled)
        ]
    )
    bins = {"calibrated": binned(made, true), "decoder": binned(decoder, true)}
    figures = {
        "words": float(len(true)),
        "wrong": float(1 - true.mean()),
        **{f"ece_{name}": round(calibration_error(each), 4) for name, each in bins.items()},
        "log_loss_calibrated": _log_loss(made, true),
        "log_loss_decoder": _log_loss(decoder, true),
    }
    return figures, reliability_picture(bins, "confidence", "share of words that are right")


def _predicted(calibration: Calibration, rows: Floats) -> Floats:
    odds = rows @ [calibration.word, calibration.utterance] + calibration.bias
    return np.asarray(1 / (1 + np.exp(-odds)))


def _log_loss(predicted: Floats, true: NDArray[np.bool_]) -> float:
    """Nats a word."""
    p = np.clip(predicted, SURE, 1 - SURE)
    return round(float(-np.log(np.where(true, p, 1 - p)).mean()), 4)


def _dump(what: object, path: Path) -> None:
    path.write_text(json.dumps(what, indent=1) + "\n", encoding="utf-8")


def _card(figures: dict[str, float], described: Mapping[str, Any]) -> str:
    return f"""# The confidence of words

**What it is.** `model.json`: three numbers by which `interview.confidence` makes of the decoder's
probabilities how probable it is that a word is right.

**Data.** {len(described["seen"])} recordings of people ({figures["words"]:.0f} words,
{figures["wrong"]:.1%} of them wrong), heard by {described["engine"]} in these conditions:
{", ".join(described["noises"])}. `figures.json` names their files. Some are under licences that let
nobody pass them on, so they are not shipped; LibriSpeech is CC BY 4.0, LibriVox and JFK are in the
public domain, polyglot is MIT, emu is GPL.

**Figures**, of recordings the numbers were fitted without (leave one out, each in all its noises):
expected calibration error {figures["ece_calibrated"]:.3f} instead of {figures["ece_decoder"]:.3f},
cross-entropy {figures["log_loss_calibrated"]:.3f} instead of {figures["log_loss_decoder"]:.3f}
nats a word.

**Limits.** Few speakers, most of them reading, and noise that was added. Fitted to Whisper base; of
another model the numbers rank words as well, but are not calibrated.

**Rebuild.** Write the manifest (`python tests/data/human_manifest.py AUDIO FOLDER/manifest.json`),
then `workbench train confidence --data FOLDER --into FOLDER2`. Put its `model.json` in the place of
this one and raise the number in the versions of `Whisper` and `Whisperx`: words that were heard
keep their confidence otherwise.
"""
