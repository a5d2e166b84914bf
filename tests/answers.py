"""Answers made of text, for tests of what is said of answers."""

from interview.model import Answer, Link, QAPair, Span, Speaker, Word

SECONDS_A_WORD = 0.35


def words(text: str, start: float, speaker: Speaker = "candidate") -> tuple[Word, ...]:
    """The text spoken at an even pace."""
    return tuple(
        Word(
            id=f"{speaker[0]}-{round(start * 16000):07d}-{place}",
            speaker=speaker,
            text=token,
            span=Span(start + SECONDS_A_WORD * place, start + SECONDS_A_WORD * (place + 0.9)),
            confidence=0.9,
            timed_by="aligner",
        )
        for place, token in enumerate(text.split())
    )


def answer(
    text: str, *, question: str = "Tell me about your work.", at: float = 10.0, p: float = 0.9
) -> Answer:
    """An answer that begins at `at` seconds, right after its question; `p` is the link's."""
    asked, said = words(question, at - 5.0, "interviewer"), words(text, at)
    span = Span(asked[0].span.start, said[-1].span.end)
    pair = QAPair(
        id=asked[0].id,
        kind="question",
        question=question,
        answer=text,
        question_turns=(asked[0].id,),
        answer_turns=(said[0].id,),
        links=(Link(said[0].id, p),),
        confidence=p,
        unanswered_p=1 - p,
        span=span,
    )
    return Answer(pair, asked, said)
