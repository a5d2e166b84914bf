"""What a word of a posting looks like to a linear chain: itself, its neighbours, its sentence.

Features are strings, after the baselines for named entities; a sentence sees the first words of
the one before and of the one behind it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from interview.engines import esco
from interview.engines.spans import Word

LONGEST_NAME = 5  # words of a name of the taxonomy
NOTHING = "<>"
AROUND = (-3, -2, -1, 1, 2, 3)
_LOWER, _UPPER, _DIGITS = re.compile(r"[a-z]+"), re.compile(r"[A-Z]+"), re.compile(r"\d+")


def features(sentences: Sequence[Sequence[Word]]) -> list[list[list[str]]]:
    """The features of each word of each sentence of one posting."""
    texts = [[word.text for word in sentence] for sentence in sentences]
    empty: list[str] = []
    padded = [empty, *texts, empty]
    return [_of_sentence(*three) for three in zip(padded, texts, padded[2:], strict=False)]


def _of_sentence(before: list[str], words: list[str], behind: list[str]) -> list[list[str]]:
    lower = [word.lower() for word in words]
    of_all = [
        "b",
        f"lead={_lead(words)}",
        f"long={min(len(words) // 4, 8)}",
        f"before={_lead(before)}",
        f"before long={min(len(before) // 4, 5)}",
        f"behind={_lead(behind)}",
        f"behind long={min(len(behind) // 4, 5)}",
        f"first={_shape(words[0])}" if words else "",
    ]
    named = names(lower)
    return [of_all + _of_word(words, lower, named, at) for at in range(len(words))]


def _of_word(words: list[str], lower: list[str], named: list[str], at: int) -> list[str]:
    own = lower[at]
    found = [f"w={own}", f"W={words[at]}", f"s3={own[-3:]}", f"s2={own[-2:]}", f"p3={own[:3]}"]
    found += [f"shape={_shape(words[at])}", f"at={min(at, 6)}", f"name={named[at]}"]
    for step in AROUND:
        near = at + step
        inside = 0 <= near < len(words)
        found.append(f"w{step}={lower[near] if inside else NOTHING}")
        if inside and abs(step) < 3:
            found += [f"shape{step}={_shape(words[near])}", f"name{step}={named[near]}"]
    left = lower[at - 1] if at else NOTHING
    right = lower[at + 1] if at + 1 < len(words) else NOTHING
    return [*found, f"pair={left} {own}", f"next={own} {right}"]


def _lead(words: Sequence[str]) -> str:
    return " ".join(words[:2]).lower() or NOTHING


def _shape(word: str) -> str:
    return _LOWER.sub("x", _UPPER.sub("X", _DIGITS.sub("0", word)))[:8]


def names(lower: Sequence[str]) -> list[str]:
    """B and I where a skill of the taxonomy is named, the longest first; else nothing."""
    tags = [""] * len(lower)
    for length in range(min(LONGEST_NAME, len(lower)), 0, -1):
        for at in range(len(lower) - length + 1):
            stretch = " ".join(lower[at : at + length])
            if not any(tags[at : at + length]) and stretch in _gazetteer():
                tags[at : at + length] = ["B", *["I"] * (length - 1)]
    return tags


@lru_cache(maxsize=1)
def _gazetteer() -> frozenset[str]:
    bare = (esco.QUALIFIER.sub("", name.casefold()) for _, name, _ in esco.rows())
    return frozenset(name for name in bare if len(name) > 1)
