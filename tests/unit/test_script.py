"""Where a sentence ends, and what is a turn of its own."""

from dataclasses import replace

import pytest

from interview.model import Prosody, Word
from interview.script import sentences, settled
from tests.conversation import said, script
from tests.talk import words


def cut(heard: list[Word]) -> list[str]:
    return [sentence.text for sentence in sentences(heard)]


def run_on(text: str, pause: float, then: str) -> list[Word]:
    """`text`, `pause` seconds of silence, `then`."""
    first = list(words("candidate", text, 0.0))
    return [*first, *words("candidate", then, first[-1].span.end + pause)]


@pytest.mark.parametrize(
    ("text", "pause", "then", "parts"),
    [
        ("I moved it.", 0.0, "Then we tested.", 2),
        ("Why?", 0.0, "Because it broke.", 2),
        ("I moved it", 0.7, "then we tested", 2),
        ("I moved it", 0.3, "then we tested", 1),
        ("I moved it,", 0.8, "then we tested", 1),
        ("I moved it,", 1.2, "then we tested", 2),
        ("We worked with the", 1.2, "the new system", 1),
        ("We worked with the", 1.6, "no wait", 2),
        ("I asked Dr.", 0.1, "Miller about it.", 1),
        ("We used queues, e.g.", 0.2, "Kafka.", 1),
        ("It rose by 3.5", 0.2, "percent.", 1),
        ("It rose to 3.5.", 0.0, "Then it fell.", 2),
        ("I thought...", 0.2, "it would work.", 1),
        ("So did I.", 0.1, "It worked.", 2),
        ('He said "no."', 0.0, "We went on.", 2),
    ],
)
def test_a_sentence_ends_by_its_mark_or_its_pause(
    text: str, pause: float, then: str, parts: int
) -> None:
    assert len(cut(run_on(text, pause, then))) == parts


def voiced(heard: list[Word], last: Prosody) -> list[Word]:
    """The four first words spoken evenly, except for how the fourth ends."""
    even = Prosody(14.0, -5.0, -20.0)
    sound = [even, even, even, last]
    return [replace(w, prosody=p) for w, p in zip(heard, sound, strict=False)] + heard[4:]


@pytest.mark.parametrize(
    ("mark", "pause", "last", "parts"),
    [
        ("", 0.4, Prosody(10.0, -30.0, -24.0), 2),  # the final fall
        ("", 0.4, Prosody(None, None, -32.0), 2),  # the voice fades
        ("", 0.4, Prosody(14.0, -5.0, -20.0), 1),
        ("", 0.7, Prosody(16.0, 8.0, -20.0), 1),  # held up: more is to come
        (".", 0.1, Prosody(16.0, 8.0, -20.0), 1),
        (".", 0.1, Prosody(10.0, -30.0, -24.0), 2),
        (".", 0.3, Prosody(16.0, 8.0, -20.0), 2),
        ("?", 0.0, Prosody(18.0, 30.0, -20.0), 2),  # a question rises
    ],
)
def test_the_voice_speaks_for_or_against_an_end(
    mark: str, pause: float, last: Prosody, parts: int
) -> None:
    heard = run_on(f"and we moved it{mark}", pause, "it broke")
    assert len(cut(voiced(heard, last))) == parts


def test_each_speaker_is_cut_alone() -> None:
    both = [*words("candidate", "I moved it to", 0.0), *words("interviewer", "mhm", 0.4)]
    assert cut(both) == ["I moved it to", "mhm"]


def test_a_sentence_settles_when_no_word_can_join_it() -> None:
    heard = list(words("candidate", "I moved it", 0.0))
    end = heard[-1].span.end
    assert settled(heard, end + 0.5) == []
    assert settled(heard, end + 0.7) == sentences(heard)
    assert settled(list(words("candidate", "I moved it.", 0.0)), end + 0.01) == sentences(
        list(words("candidate", "I moved it.", 0.0))
    )


def test_a_word_being_uttered_keeps_its_sentence_open() -> None:
    heard = list(words("candidate", "well yes", 0.0))
    assert settled(heard[:1], heard[1].span.start) == []


def flags(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(turn.text, turn.flags) for turn in script(text)]


def test_a_back_channel_within_speech_divides_nothing() -> None:
    assert flags("""
        C: I moved it to Kafka and then we tested it for weeks.
        I -2.0: Mhm.
        C +2.2: And it worked.
    """) == [
        (
            "I moved it to Kafka and then we tested it for weeks. And it worked.",
            ("overlap",),
        ),
        ("Mhm.", ("overlap", "backchannel")),
    ]


def test_a_back_channel_between_two_sentences_divides_nothing() -> None:
    assert flags("""
        C: I moved it to Kafka.
        I +0.2: I see.
        C +0.4: And it worked.
    """) == [("I moved it to Kafka. And it worked.", ()), ("I see.", ("backchannel",))]


def test_yes_to_a_question_is_an_answer() -> None:
    assert [
        text
        for text, _ in flags("""
        I: Can you hear me?
        C: Yes.
        I +0.3: Great, let us start.
    """)
    ] == ["Can you hear me?", "Yes.", "Great, let us start."]


def test_okay_before_the_own_next_words_is_no_back_channel() -> None:
    assert flags("""
        C: I moved it to Kafka.
        I +0.2: Okay. We go on.
        C: Fine with me.
    """) == [("I moved it to Kafka.", ()), ("Okay. We go on.", ()), ("Fine with me.", ())]


def test_both_turns_of_an_interruption_overlap() -> None:
    assert flags("""
        C: I moved it to Kafka and then
        I -0.8: Which version of it was that?
        C: The second.
    """) == [
        ("I moved it to Kafka and then", ("overlap",)),
        ("Which version of it was that?", ("overlap",)),
        ("The second.", ()),
    ]


def test_a_question_that_nobody_takes_up_ends_its_turn() -> None:
    assert [
        text
        for text, _ in flags("""
        I: Have you made a mistake?
        I +3.5: We can leave that one. What do you like?
    """)
    ] == ["Have you made a mistake?", "We can leave that one. What do you like?"]


def test_a_long_pause_in_an_answer_does_not_divide_it() -> None:
    assert len(flags("C: I moved it.\nC +4.0: And it worked.")) == 1


def test_nothing_said_is_an_empty_script() -> None:
    assert sentences([]) == [] == script("")
    assert settled(said(""), 100.0) == []
