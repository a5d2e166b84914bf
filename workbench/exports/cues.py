"""Subtitles: WebVTT (W3C) and SubRip."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interview.model import Speaker, Turn, Word
from interview.shapes import one_line
from workbench.exports.intervals import milliseconds

LONGEST_CUE = 84
"""Characters: two lines of 42, the usual limit of subtitles."""


@dataclass(frozen=True, slots=True, order=True)
class Cue:
    """Text on the screen; times in milliseconds, end after start."""

    start: int
    end: int
    speaker: Speaker
    text: str


def webvtt(turns: Sequence[Turn]) -> str:
    blocks = [
        f"{number}\n{_stamp(cue.start, '.')} --> {_stamp(cue.end, '.')}\n"
        f"<v {cue.speaker.capitalize()}>{_escaped(cue.text)}</v>\n"
        for number, cue in enumerate(cues(turns), start=1)
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def srt(turns: Sequence[Turn]) -> str:
    return "\n".join(
        f"{number}\n{_stamp(cue.start, ',')} --> {_stamp(cue.end, ',')}\n"
        f"{cue.speaker.capitalize()}: {cue.text}\n"
        for number, cue in enumerate(cues(turns), start=1)
    )


def cues(turns: Sequence[Turn]) -> list[Cue]:
    """Every word once, in pieces that are short enough to read, sorted by start."""
    return sorted(
        _cue(piece)
        for turn in turns
        for sentence in turn.sentences
        for piece in _pieces(sentence.words)
    )


def _pieces(words: Sequence[Word]) -> Iterator[list[Word]]:
    piece: list[Word] = []
    for word in words:
        if piece and len(_text([*piece, word])) > LONGEST_CUE:
            yield piece
            piece = []
        piece.append(word)
    yield piece


def _cue(words: Sequence[Word]) -> Cue:
    start = milliseconds(words[0].span.start)
    end = max(milliseconds(word.span.end) for word in words)
    return Cue(start, max(end, start + 1), words[0].speaker, _text(words))


def _text(words: Sequence[Word]) -> str:
    return one_line(" ".join(word.text for word in words))


def _stamp(ms: int, point: str) -> str:
    seconds, rest = divmod(ms, 1000)
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}{point}{rest:03}"


def _escaped(text: str) -> str:
    """WebVTT reads `&`, `<` and `-->` as its own; the `>` of an arrow goes with them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
