"""The words of a truth as a recogniser without errors would hear them."""

from collections.abc import Iterator

from interview.model import SAMPLE_RATE, Span, Word
from workbench.evaluate.truth import TrueTurn, Truth


def words_of(truth: Truth) -> list[Word]:
    """With their punctuation, in the order of their turns."""
    return [word for turn in truth.turns for word in _words(turn)]


def _words(turn: TrueTurn) -> Iterator[Word]:
    written = turn.text.replace("-", " ").split()
    spans = _spans(turn, len(written))
    first = f"{turn.speaker[0]}-{round(turn.start * SAMPLE_RATE):07d}"
    for at, (text, span) in enumerate(zip(written, spans, strict=True)):
        yield Word(f"{first}-{at}", turn.speaker, text, span, 1.0, "aligner")


def _spans(turn: TrueTurn, count: int) -> list[Span]:
    """When each word was said; evenly spread where that is not told."""
    if turn.words and len(turn.words) == count:
        return [Span(word.start, word.end) for word in turn.words]
    each = (turn.end - turn.start) / max(1, count)
    return [Span(turn.start + at * each, turn.start + (at + 1) * each) for at in range(count)]
