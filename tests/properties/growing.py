"""Two people talking, as any words at any times, and the same session when less was heard."""

from collections.abc import Sequence
from itertools import product

from hypothesis import strategies as st

from interview.model import Prosody, Span, Speaker, Word
from tests.talk import words

SPEAKERS: tuple[Speaker, Speaker] = ("candidate", "interviewer")
TEXTS = [
    *("yes", "Yes.", "mhm", "okay.", "I", "see", "why?", "sorry?", "so", "and", "you", "did"),
    *("tell", "me", "about", "Kafka", "Kafka,", "Dr.", "3.5", "e.g.", "well...", "the"),
]
GAPS = [0.0, 0.05, 0.1, 0.3, 0.6, 1.0, 1.5, 2.6]
LENGTHS = [0.2, 0.0, 0.5, 1.2]
PROSODIES = [
    None,
    Prosody(14.0, 0.0, -20.0),
    Prosody(14.0, 20.0, -20.0),
    Prosody(10.0, -30.0, -20.0),
    Prosody(None, None, -20.0),
    Prosody(None, None, -40.0),
]
SPOKEN = st.sampled_from(list(product(SPEAKERS, TEXTS, LENGTHS, GAPS, (True, False), PROSODIES)))
"""Who, what, for how long, seconds until the next word, counted from the end or from the start,
and how it sounds: one choice a word, because many small ones are slow to draw."""


LINES: dict[Speaker, list[str]] = {
    "interviewer": [
        *("What did you do with Kafka?", "Why?", "Tell me about your team.", "And then?", "mhm"),
        *("Okay, that is what we do here as well.", "What did you do with Kafka, I asked?"),
    ],
    "candidate": [
        *("I wrote the consumers.", "and I led a team of six", "Yes.", "In which year?", "well..."),
        *("We used it for payments, every day.", "No, I have not."),
    ],
}
PAUSES = [0.1, 0.7, 1.0, 1.6, 3.0, -0.5, -2.0]
SAID = st.sampled_from([(who, text, p) for who in SPEAKERS for text in LINES[who] for p in PAUSES])


@st.composite
def interview(draw: st.DrawFn, longest: int = 14) -> list[Word]:
    """What people ask and answer, line by line, with pauses or talking at once."""
    clock = dict.fromkeys(SPEAKERS, 0.0)
    said: list[Word] = []
    for speaker, text, pause in draw(st.lists(SAID, max_size=longest)):
        start = max(clock[speaker], max(clock.values()) + pause)
        line = words(speaker, text, start)
        clock[speaker] = line[-1].span.end
        said += line
    return sorted(said, key=lambda word: (word.span.start, word.speaker))


@st.composite
def talk(draw: st.DrawFn, longest: int = 16) -> list[Word]:
    """Words of both speakers in order; within a speaker starts never go back, spans may overlap."""
    clock = dict.fromkeys(SPEAKERS, 0.0)
    heard = []
    spoken = draw(st.lists(SPOKEN, max_size=longest))
    for index, (speaker, text, length, gap, from_end, prosody) in enumerate(spoken):
        said = Span(clock[speaker], clock[speaker] + length)
        clock[speaker] = gap + (said.end if from_end else said.start)
        key = f"{speaker[0]}-0000000-{index}"
        heard.append(Word(key, speaker, text, said, 0.9, "aligner", prosody))
    return sorted(heard, key=lambda word: (word.span.start, word.speaker))


def begun_before(words: Sequence[Word], time: float) -> list[Word]:
    return [word for word in words if word.span.start < time]


def moments(words: Sequence[Word]) -> st.SearchStrategy[float]:
    """Times at which something may just have happened, and any others."""
    edges = [edge for word in words for edge in (word.span.start, word.span.end)]
    offsets = st.sampled_from([0.0, 0.001, 0.35, 0.6, 1.0, 1.5, 9.0])
    return st.builds(float.__add__, st.sampled_from([0.0, *edges]), offsets)
