"""Readings of what is written, and rough sounds of unknown words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview.engines.letters import sounds
from interview.engines.spoken import spoken

KNOWN = {"nasa", "it", "us", "the", "ok"}.__contains__
VOWELS = {"AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"}
PAIRS = {"CH", "DH", "HH", "JH", "NG", "SH", "TH", "ZH"}
ARPABET = VOWELS | PAIRS | set("BDFGKLMNPRSTVWYZ")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3.5", "three point five"),
        ("2019", "twenty nineteen"),
        ("2005", "two thousand five"),
        ("1906", "nineteen oh six"),
        ("1990s", "nineteen nineties"),
        ("1900", "nineteen hundred"),
        ("20%", "twenty percent"),
        ("$50k", "fifty thousand dollars"),
        ("1,250,000", "one million two hundred fifty thousand"),
        ("21st", "twenty first"),
        ("20th,", "twentieth"),
        ("12th", "twelfth"),
        ("90s", "nineties"),
        ("24/7", "twenty four seven"),
        ("3:30", "three thirty"),
        ("007", "zero zero seven"),
        ("AWS", "a. w. s."),
        ("CI/CD", "c. i. c. d."),
        ("APIs", "a. p. i's"),
        ("IT", "i. t."),
        ("NASA", "nasa"),
        ("it's", "it's"),
        ("don\N{RIGHT SINGLE QUOTATION MARK}t", "don't"),
        ("ill-disposed", "ill disposed"),
        ("C++", "c plus plus"),
        ("S3", "s three"),
        ("na\u00efve", "naive"),
        ("—", ""),
        ("\u4f60\u597d", ""),
    ],
)
def test_what_is_written_has_a_reading(written: str, said: str) -> None:
    assert " ".join(spoken(written, KNOWN)) == said


@given(st.text(max_size=20))
def test_any_text_is_read_in_letters(text: str) -> None:
    assert all(
        re.fullmatch(r"[a-z]+('[a-z]+)*|[a-z]\.|[a-z]'s", word) for word in spoken(text, KNOWN)
    )


@given(st.integers(0, 10**15))
def test_any_number_is_read(number: int) -> None:
    assert spoken(f"{number:,}", KNOWN)
    assert spoken(str(number), KNOWN)


@given(st.text("abcdefghijklmnopqrstuvwxyz'", max_size=15))
def test_sounds_are_arpabet(word: str) -> None:
    assert set(sounds(word).split()) <= ARPABET


@pytest.mark.parametrize(
    ("word", "phonemes"),
    [
        ("shine", "SH AY N"),
        ("tation", "T AE SH AH N"),
        ("quick", "K W IH K"),
        ("kafka", "K AE F K AE"),
        ("phone", "F OW N"),
    ],
)
def test_spellings_have_their_sounds(word: str, phonemes: str) -> None:
    assert sounds(word) == phonemes
