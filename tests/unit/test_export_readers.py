"""What each format holds, as programs that others wrote read it: every word, to the millisecond."""

import html
import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import parselmouth
import pytest
import srt
import webvtt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parselmouth.praat import call
from praatio import textgrid as praatio
from pyannote.core import Annotation, Segment
from pympi.Elan import Eaf

from interview import script
from interview.model import SPEAKERS, Sentence, Span, Speaker, Turn, Word
from tests.talk import TEXTS, turn
from workbench.demo import MANIFEST
from workbench.evaluate.transcripts import words_of
from workbench.evaluate.truth import read_manifest, read_truth
from workbench.exports import cues, eaf, nist, textgrid

MARKED = '<b>R&D</b> &amp; "a" --> b ]]> {\\an8} \\bu [i]x[/i] 100% #1 1'
WORLDLY = "naïve cafe\u0301 東京 مرحبا 😀 Straße x\u00a0y"


class Said(NamedTuple):
    """Times in milliseconds."""

    speaker: str
    start: int
    end: int
    text: str


def demo() -> list[Turn]:
    """The demo interview as it was spoken."""
    (item,) = read_manifest(MANIFEST)
    return script.turns(script.sentences(words_of(read_truth(item))))


TALKS: Mapping[str, list[Turn]] = {
    "nothing": [],
    "plain": [turn("interviewer", "Where was that?", 0.5), turn("candidate", "In Turin.", 2.0)],
    "at once": [turn("candidate", "so I went on and on", 1.0), turn("interviewer", "mhm", 1.6)],
    "marks": [turn("candidate", MARKED, 0.1234), turn("interviewer", MARKED, 9.8766)],
    "the world": [turn("candidate", WORLDLY, 1.0)],
    "late": [turn("candidate", "still here", 359_999.5)],
    "demo": demo(),
}


def spoken(talk: list[Turn], blank: str = " ") -> list[Said]:
    """Every word of it; `blank` is written where a word has one."""
    return sorted(
        Said(
            word.speaker,
            round(1000 * word.span.start),
            round(1000 * word.span.end),
            blank.join(word.text.split()),
        )
        for one in talk
        for word in one.words
    )


def ms(seconds: float) -> int:
    assert seconds * 1000 == pytest.approx(round(seconds * 1000), abs=1e-4)
    return round(seconds * 1000)


def by_praat(path: Path) -> Iterator[tuple[str, list[Said]]]:
    grid = parselmouth.read(str(path))
    for tier in range(1, call(grid, "Get number of tiers") + 1):
        name = call(grid, "Get tier name", tier)
        found = [
            Said(
                name.split()[0],
                ms(call(grid, "Get start time of interval", tier, place)),
                ms(call(grid, "Get end time of interval", tier, place)),
                call(grid, "Get label of interval", tier, place),
            )
            for place in range(1, call(grid, "Get number of intervals", tier) + 1)
        ]
        yield name, [one for one in found if one.text]


def by_praatio(path: Path) -> Iterator[tuple[str, list[Said]]]:
    grid = praatio.openTextgrid(str(path), includeEmptyIntervals=False, reportingMode="error")
    for tier in grid.tiers:
        entries = [(ms(one.start), ms(one.end), one.label) for one in tier.entries]
        yield tier.name, [Said(tier.name.split()[0], *one) for one in entries]


def by_elan(path: Path) -> Iterator[tuple[str, list[Said]]]:
    document = Eaf(str(path))
    for name in document.get_tier_names():
        found = document.get_annotation_data_for_tier(name)
        yield name, [Said(name.split()[0], *one[:3]) for one in found]


Reader = Callable[[Path], Iterator[tuple[str, list[Said]]]]
TIERS: Mapping[str, tuple[str, Reader]] = {
    "Praat": ("TextGrid", by_praat),
    "praatio": ("TextGrid", by_praatio),
    "ELAN": ("eaf", by_elan),
}


def read_tiers(talk: list[Turn], reader: str, folder: Path) -> dict[str, list[Said]]:
    suffix, read = TIERS[reader]
    made = textgrid.textgrid(talk, 5.0) if suffix == "TextGrid" else eaf.eaf(talk, 0.0)
    path = folder / f"script.{suffix}"
    path.write_text(made, encoding="utf-8")
    return dict(read(path))


@pytest.mark.parametrize("reader", TIERS)
@pytest.mark.parametrize("name", TALKS)
def test_tiers_hold_every_word_and_turn(name: str, reader: str, tmp_path: Path) -> None:
    talk = TALKS[name]
    tiers = read_tiers(talk, reader, tmp_path)
    assert sorted(tiers) == sorted(
        f"{who} {what}" for who in SPEAKERS for what in ("turns", "words")
    )
    words = [one for who in SPEAKERS for one in tiers[f"{who} words"]]
    assert sorted(words) == spoken(talk)
    for who in SPEAKERS:
        said = " ".join(one.text for one in tiers[f"{who} turns"]).split()
        assert said == [part for one in talk if one.speaker == who for part in one.text.split()]


def read_webvtt(talk: list[Turn]) -> Iterator[Said]:
    for caption in webvtt.from_string(cues.webvtt(talk)).captions:
        told = re.fullmatch(r"<v (\w+)>(.*)</v>", caption.raw_text)
        assert told is not None
        assert "<" not in told[2]
        start, end = (
            1000 * time.in_seconds() + time.milliseconds
            for time in (caption.start_time, caption.end_time)
        )
        yield Said(told[1].lower(), start, end, html.unescape(told[2]))


def read_srt(talk: list[Turn]) -> Iterator[Said]:
    for number, cue in enumerate(srt.parse(cues.srt(talk)), start=1):
        assert cue.index == number
        speaker, _, text = cue.content.partition(": ")
        start, end = (ms(time.total_seconds()) for time in (cue.start, cue.end))
        yield Said(speaker.lower(), start, end, text)


@pytest.mark.parametrize("read", [read_webvtt, read_srt])
@pytest.mark.parametrize("name", TALKS)
def test_subtitles_hold_every_word_and_begin_and_end_with_one(
    name: str, read: Callable[[list[Turn]], Iterator[Said]]
) -> None:
    found, words = list(read(TALKS[name])), spoken(TALKS[name])
    for who in SPEAKERS:
        own = [one for one in words if one.speaker == who]
        shown = [one for one in found if one.speaker == who]
        told = [part for one in shown for part in one.text.split()]
        assert sorted(told) == sorted(part for one in own for part in one.text.split())
        assert {one.start for one in shown} <= {one.start for one in own}
        assert {one.end for one in shown} <= {one.end for one in own}
    assert [one.start for one in found] == sorted(one.start for one in found)


def read_ctm(text: str) -> list[Said]:
    """By the columns of NIST's sclite: file, channel, start, length, word, confidence."""
    rows = [line.split(" ") for line in text.splitlines() if not line.startswith(";;")]
    assert all(0 <= float(confidence) <= 1 for *_, confidence in rows)
    return sorted(
        Said(SPEAKERS[int(channel) - 1], ms(float(start)), ms(float(start) + float(length)), word)
        for _, channel, start, length, word, _ in rows
    )


@pytest.mark.parametrize("name", TALKS)
def test_ctm_holds_every_word(name: str) -> None:
    assert read_ctm(nist.ctm(TALKS[name], "demo")) == spoken(TALKS[name], blank="_")


def read_rttm(text: str) -> Annotation:
    """As pyannote's own programs load it."""
    columns = ["kind", "uri", "channel", "start", "length", "_1", "_2", "speaker", "_3", "_4"]
    annotation = Annotation(uri="demo")
    if text:
        rows = pd.read_csv(io.StringIO(text), names=columns, sep=r"\s+", keep_default_na=False)
        for track, row in enumerate(rows.itertuples()):
            start, end = float(str(row.start)), float(str(row.start)) + float(str(row.length))
            annotation[Segment(start, end), track] = row.speaker
    return annotation


@pytest.mark.parametrize("name", TALKS)
def test_rttm_tells_who_spoke_when(name: str) -> None:
    talk = TALKS[name]
    annotation = read_rttm(nist.rttm(talk, "demo"))
    sentences = [sentence for one in talk for sentence in one.sentences]
    assert sorted(
        (label, ms(segment.start), ms(segment.end))
        for segment, _, label in annotation.itertracks(yield_label=True)
    ) == sorted(
        (one.speaker, round(1000 * one.span.start), round(1000 * one.span.end)) for one in sentences
    )
    ours = re.sub(r"(?m)^(SPEAKER \S+) 2 ", r"\1 1 ", nist.rttm(talk, "demo"))
    assert sorted(annotation.to_rttm().splitlines()) == sorted(ours.splitlines())


def test_rttm_keeps_that_both_spoke_at_once() -> None:
    both = read_rttm(nist.rttm(TALKS["at once"], "demo")).get_overlap()
    assert [(ms(one.start), ms(one.end)) for one in both] == [(1600, 1840)]


@st.composite
def spaced(draw: st.DrawFn) -> list[Turn]:
    """Both may speak at once; the words of one follow each other, however closely."""

    def words(speaker: Speaker) -> Iterator[Word]:
        at = draw(st.integers(0, 400_000_000)) / 1e6
        utterance = round(at * 16_000)
        for index in range(draw(st.integers(0, 5))):
            end = at + draw(st.integers(2, 3_000_000)) / 1000
            text = draw(TEXTS.filter(lambda text: re.sub(r"[^\w]", "", text)))
            yield Word(
                f"{speaker[0]}-{utterance:07d}-{index}", speaker, text, Span(at, end), 1, "aligner"
            )
            at = end + draw(st.sampled_from([0.0, 0.0005, 0.001, 2.0]))

    said = [tuple(words(speaker)) for speaker in SPEAKERS]
    return sorted((Turn((Sentence(one),)) for one in said if one), key=lambda one: one.span.start)


@pytest.mark.parametrize("reader", ["praatio", "ELAN"])
@given(talk=spaced())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_times_of_tiers_come_back_to_the_millisecond(
    talk: list[Turn], reader: str, tmp_path: Path
) -> None:
    tiers = read_tiers(talk, reader, tmp_path)
    for who in SPEAKERS:
        found = [one[1:3] for one in tiers[f"{who} words"]]
        assert found == [one[1:3] for one in spoken(talk) if one.speaker == who]


@given(talk=spaced())
def test_times_of_lists_come_back_to_the_millisecond(talk: list[Turn]) -> None:
    times = sorted((one.speaker, one.start, one.end) for one in spoken(talk))
    assert [one[:3] for one in read_ctm(nist.ctm(talk, "demo"))] == times
    whole = sorted(
        (one.speaker, round(1000 * one.span.start), round(1000 * one.span.end)) for one in talk
    )
    tracks = read_rttm(nist.rttm(talk, "demo")).itertracks(yield_label=True)
    assert sorted((label, ms(one.start), ms(one.end)) for one, _, label in tracks) == whole
