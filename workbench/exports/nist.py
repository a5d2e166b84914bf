"""NIST's lists for scoring: RTTM (who spoke when) and CTM (which word when).

The candidate is channel 1, the interviewer channel 2, as each has a track of their own.
"""

from collections.abc import Sequence

from interview.model import SPEAKERS, Span, Turn, Word
from interview.shapes import one_line
from workbench.exports.intervals import milliseconds


def rttm(turns: Sequence[Turn], session: str) -> str:
    """A line a sentence, sorted by start."""
    sentences = [sentence for turn in turns for sentence in turn.sentences]
    return "".join(
        f"SPEAKER {session} {SPEAKERS.index(one.speaker) + 1} {_start_and_length(one.span)} "
        f"<NA> <NA> {one.speaker} <NA> <NA>\n"
        for one in sorted(sentences, key=lambda one: milliseconds(one.span.start))
    )


def ctm(turns: Sequence[Turn], session: str) -> str:
    """A line a word, sorted by channel and start."""
    words = [word for turn in turns for word in turn.words]
    return "".join(
        f"{session} {channel} {_start_and_length(word.span)} {_token(word)} {word.confidence:.4f}\n"
        for channel, speaker in enumerate(SPEAKERS, start=1)
        for word in sorted(words, key=lambda word: milliseconds(word.span.start))
        if word.speaker == speaker
    )


def _start_and_length(span: Span) -> str:
    start = milliseconds(span.start)
    length = max(milliseconds(span.end) - start, 1)
    return f"{start / 1000:.3f} {length / 1000:.3f}"


def _token(word: Word) -> str:
    """Columns are parted by blanks, so a word has none."""
    return one_line(word.text).replace(" ", "_") or "_"
