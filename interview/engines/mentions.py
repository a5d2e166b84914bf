"""Words of a text: its stretches that may name something, and which names stand in it."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LONGEST = 4  # words of a stretch
WORD = re.compile(r"[a-z0-9+#]+")  # keeps c++ and c#
QUALIFIER = re.compile(r"\s*\(.*?\)")
EDGES = frozenset(
    WORD.findall(
        "a an the of and or in on to for with by at as is be are our your you we will their its "
        "that this from into such etc all any have has who where through"
    )
)
"""No name begins or ends with these."""
COMMON = frozenset(WORD.findall("a an the of and or in on to for with by at as is be use"))
PHRASE, WORDS = 2.0, 0.5
"""What a name scores beside a point a word where it stands, and a word where its words do."""


def plain(name: str) -> str:
    """Without the bracket that tells it from others: "Python (computer programming)"."""
    return QUALIFIER.sub("", name)


def words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def stretches(text: str) -> list[str]:
    """Each one to four words in a row that could be a name, once; the text itself if none."""
    parts = text.split()
    spans = [
        parts[start : start + length]
        for length in range(1, LONGEST + 1)
        for start in range(len(parts) - length + 1)
    ]
    return list(dict.fromkeys(" ".join(span) for span in spans if _may_name(span))) or [text]


def _may_name(span: Sequence[str]) -> bool:
    at_edges = {span[0].casefold(), span[-1].casefold()}
    return not at_edges & EDGES and all(any(map(str.isalnum, part)) for part in span)


class Mentions:
    """Finds names whose words all stand in a text."""

    def __init__(self, names: Sequence[str]) -> None:
        self._phrases = [" ".join(words(plain(name))) for name in names]
        self._content = [frozenset(phrase.split()) - COMMON for phrase in self._phrases]
        self._with = defaultdict[str, list[int]](list)
        for place, content in enumerate(self._content):
            for word in sorted(content):
                self._with[word].append(place)

    def scores(self, text: str) -> NDArray[np.float32]:
        """One for each name, 0 where it does not stand."""
        found = words(text)
        counts = Counter(place for word in set(found) for place in self._with.get(word, ()))
        running = f" {' '.join(found)} "
        scores = np.zeros(len(self._phrases), np.float32)
        for place, count in counts.items():
            if count == len(self._content[place]):
                literal = f" {self._phrases[place]} " in running
                scores[place] = PHRASE + count if literal else WORDS * count
        return scores
