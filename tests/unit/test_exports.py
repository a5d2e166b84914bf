"""What the exports say, read back by readers that others wrote."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import srt
import webvtt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from praatio import textgrid as praat
from pympi.Elan import Eaf

from interview.model import SPEAKERS, Turn
from interview.shapes import one_line
from tests.talk import turn, turns
from workbench.exports import cues, eaf, nist, textgrid

QUESTION = turn("interviewer", 'What does "a --> b" mean, R&D-wise?', 0.5)
ANSWER = turn("candidate", "It means naïve <b>progress</b> in 東京.", 2.0)
TALK = [QUESTION, ANSWER]
DURATION = 5.0


def letters(talk: list[Turn]) -> list[str]:
    """All that can be read of what is said, in any order."""
    return sorted("".join(one_line(one.text) for one in talk).replace(" ", ""))


def read_webvtt(talk: list[Turn]) -> list[webvtt.Caption]:
    return webvtt.from_string(cues.webvtt(talk)).captions


def read_textgrid(text: str, folder: Path) -> praat.Textgrid:
    path = folder / "read.TextGrid"
    path.write_text(text, encoding="utf-8")
    return praat.openTextgrid(str(path), includeEmptyIntervals=True, reportingMode="error")


def read_eaf(text: str, folder: Path) -> Eaf:
    path = folder / "read.eaf"
    path.write_text(text, encoding="utf-8")
    return Eaf(str(path))


def test_webvtt_names_the_voice_and_escapes_its_own_marks() -> None:
    first, second = read_webvtt(TALK)
    assert (first.start, first.end) == ("00:00:00.500", "00:00:02.540")
    assert first.voice == "Interviewer"
    assert second.voice == "Candidate"
    assert first.raw_text == '<v Interviewer>What does "a --&gt; b" mean, R&amp;D-wise?</v>'
    assert "&lt;b&gt;progress&lt;/b&gt; in 東京." in second.raw_text


def test_srt_is_read_back_word_for_word() -> None:
    first, second = srt.parse(cues.srt(TALK))
    assert first.content == f"Interviewer: {QUESTION.text}"
    assert second.content == f"Candidate: {ANSWER.text}"
    assert second.start.total_seconds() == 2.0


def test_a_long_sentence_becomes_several_cues_that_keep_every_word() -> None:
    long = turn("candidate", " ".join(f"word{number}" for number in range(60)), 1.0)
    made = cues.cues([long])
    assert all(len(cue.text) <= cues.LONGEST_CUE for cue in made)
    assert " ".join(cue.text for cue in made) == long.text


def test_cues_of_people_who_talk_at_once_are_sorted_by_start() -> None:
    talk = [turn("candidate", "so I went on and on", 1.0), turn("interviewer", "mhm", 1.6)]
    assert [cue.speaker for cue in cues.cues(talk)] == ["candidate", "interviewer"]


def test_a_textgrid_has_words_and_turns_of_both_from_0_to_the_end(tmp_path: Path) -> None:
    grid = read_textgrid(textgrid.textgrid(TALK, DURATION), tmp_path)
    assert grid.tierNames == (
        "candidate turns",
        "candidate words",
        "interviewer turns",
        "interviewer words",
    )
    words = grid.getTier("interviewer words")
    assert [entry.label for entry in words.entries if entry.label] == QUESTION.text.split(" ")
    assert words.entries[1].start == 0.5
    assert (words.minTimestamp, words.maxTimestamp) == (0.0, DURATION)


def test_an_eaf_keeps_text_and_times(tmp_path: Path) -> None:
    document = read_eaf(eaf.eaf(TALK, 1_700_000_000.0), tmp_path)
    assert document.get_annotation_data_for_tier("candidate turns") == [(2000, 3740, ANSWER.text)]
    assert len(document.get_annotation_data_for_tier("candidate words")) == 6


def test_rttm_and_ctm_have_the_columns_of_nist() -> None:
    assert nist.rttm(TALK, "demo").splitlines() == [
        "SPEAKER demo 2 0.500 2.040 <NA> <NA> interviewer <NA> <NA>",
        "SPEAKER demo 1 2.000 1.740 <NA> <NA> candidate <NA> <NA>",
    ]
    lines = nist.ctm(TALK, "demo").splitlines()
    assert lines[0] == "demo 1 2.000 0.240 It 0.9000"
    assert all(len(line.split()) == 6 for line in lines)


@pytest.mark.parametrize("write", [cues.webvtt, cues.srt])
def test_nothing_said_gives_no_cue(write: Callable[[list[Turn]], str]) -> None:
    assert "-->" not in write([])


def test_nothing_said_gives_empty_tiers(tmp_path: Path) -> None:
    grid = read_textgrid(textgrid.textgrid([], 0.0), tmp_path)
    assert all([entry.label for entry in tier.entries] == [""] for tier in grid.tiers)
    assert len(read_eaf(eaf.eaf([], 0.0), tmp_path).get_tier_names()) == 4


@given(turns())
def test_cues_are_sorted_last_and_lose_nothing(talk: list[Turn]) -> None:
    made = cues.cues(talk)
    assert made == sorted(made)
    assert all(0 <= cue.start < cue.end for cue in made)
    assert sorted("".join(cue.text for cue in made).replace(" ", "")) == letters(talk)


@given(talk=turns(), duration=st.floats(0, 20_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_word_has_its_interval(talk: list[Turn], duration: float, tmp_path: Path) -> None:
    grid = read_textgrid(textgrid.textgrid(talk, duration), tmp_path)
    for tier in grid.tiers:
        assert tier.entries[0].start == 0.0
        assert tier.entries[-1].end == grid.maxTimestamp >= round(duration, 3)
        assert all(one.end == other.start for one, other in pairwise(tier.entries))
        assert all(one.start < one.end for one in tier.entries)
    document = read_eaf(eaf.eaf(talk, 0.0), tmp_path)
    for speaker in SPEAKERS:
        said = [word for one in talk if one.speaker == speaker for word in one.words]
        assert len(document.get_annotation_data_for_tier(f"{speaker} words")) == len(said)


@given(turns())
def test_nist_lines_are_sorted_and_have_length(talk: list[Turn]) -> None:
    columns = [line.split(" ") for line in nist.ctm(talk, "demo").splitlines()]
    assert columns == sorted(columns, key=lambda column: (column[1], float(column[2])))
    assert {len(column) for column in columns} <= {6}
    assert all(float(column[3]) > 0 for column in columns)
    starts = [float(line.split(" ")[3]) for line in nist.rttm(talk, "demo").splitlines()]
    assert starts == sorted(starts)
