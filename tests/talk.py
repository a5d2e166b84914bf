"""Talk for tests: a small interview by hand, and any talk that hypothesis can think of."""

from hypothesis import strategies as st

from interview.model import Sentence, Span, Speaker, Turn, Word

TEXTS = st.sampled_from(["well", "1", "-->", '"so"', "R&D", "<b>", "]]>", "naïve", "東京"]) | (
    st.text("ab-<>&\"'1; \n\t\r\x00\x0b\x85\u2028\ufffe\ud800é東😀", min_size=1, max_size=8)
)


def words(speaker: Speaker, text: str, start: float, pace: float = 0.3) -> tuple[Word, ...]:
    """The words of `text`, one every `pace` seconds."""
    return tuple(
        Word(
            id=f"{speaker[0]}-{round(start * 16000):07d}-{index}",
            speaker=speaker,
            text=token,
            span=Span(start + index * pace, start + (index + 0.8) * pace),
            confidence=0.9,
            timed_by="aligner",
        )
        for index, token in enumerate(text.split(" "))
    )


def turn(speaker: Speaker, text: str, start: float) -> Turn:
    return Turn((Sentence(words(speaker, text, start)),))


@st.composite
def turns(draw: st.DrawFn, max_turns: int = 6) -> list[Turn]:
    """Turns of both speakers; words may touch, overlap, last no time and hold any text."""
    made = []
    for speaker in ("candidate", "interviewer"):
        at = draw(st.floats(0, 5))
        for _ in range(draw(st.integers(0, max_turns // 2))):
            said = []
            utterance = round(at * 16000)
            for index in range(draw(st.integers(1, 6))):
                length = draw(st.sampled_from([0.0, 0.0001, 0.2, 1.0]))
                text = draw(TEXTS)
                said.append(
                    Word(
                        id=f"{speaker[0]}-{utterance:07d}-{index}",
                        speaker=speaker,
                        text=text,
                        span=Span(at, at + length),
                        confidence=draw(st.floats(0, 1)),
                        timed_by="attention",
                    )
                )
                at += draw(st.sampled_from([0.0, 0.0004, 0.1, 0.5]))
            made.append(Turn((Sentence(tuple(said)),)))
            at += draw(st.sampled_from([0.1, 2.0, 4000.0]))
    return sorted(made, key=lambda one: one.span.start)
