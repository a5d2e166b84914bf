"""What holds of corrections, whatever was said and whatever a person puts right."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from hypothesis import given
from hypothesis import strategies as st

from interview import pairing, script
from interview.corrections import (
    Anchor,
    Correction,
    Fix,
    LinkFix,
    SpeakerFix,
    TextFix,
    anchor,
    applied,
    decisions,
    digest,
    flagged,
    listed,
    root,
    standing,
    unfit,
)
from interview.model import SPEAKERS, Event, Span, Turn, Word
from interview.pairing import HAND_SET
from tests.properties.growing import begun_before, interview, moments

TEXTS = st.lists(st.sampled_from(["yes", "Kafka,", "why?", "and", "I"]), max_size=3)


@st.composite
def fixes(draw: st.DrawFn, words: Sequence[Word]) -> Fix:
    about = st.sampled_from([anchor(word) for word in words])
    if draw(st.booleans()):
        return TextFix(draw(about), " ".join(draw(TEXTS)))
    return SpeakerFix(tuple(draw(st.lists(about, min_size=1, max_size=4))), draw(speakers))


speakers = st.sampled_from(SPEAKERS)
spoken = interview().filter(bool)


def made(fixes: Sequence[Fix]) -> list[Correction]:
    return [Correction(f"{number:064}", "ana", 1.7e9, fix) for number, fix in enumerate(fixes)]


def drawn(data: st.DataObject, words: Sequence[Word]) -> list[Correction]:
    return made(data.draw(st.lists(fixes(words), max_size=4)))


def turns(words: Sequence[Word], right: Sequence[Correction]) -> list[Turn]:
    return flagged(script.turns(script.sentences(applied(words, right))), words, right)


@given(spoken, st.data())
def test_order_and_ids_stay(words: list[Word], data: st.DataObject) -> None:
    right = applied(words, drawn(data, words))
    starts = [word.span.start for word in right]
    assert starts == sorted(starts)
    assert len({word.id for word in right}) == len(right)
    assert {root(word.id) for word in right} <= {word.id for word in words}
    known = {word.id: word for word in words}
    for word in right:
        heard = known[root(word.id)].span
        assert heard.start <= word.span.start <= word.span.end <= heard.end


@given(spoken, st.data())
def test_what_nobody_corrected_is_the_very_same(words: list[Word], data: st.DataObject) -> None:
    corrections = drawn(data, words)
    about = {one.id for each in corrections for one in anchors(each.fix)}
    right = applied(words, corrections)
    assert [w for w in right if root(w.id) not in about] == [w for w in words if w.id not in about]


@given(spoken, st.data())
def test_to_apply_twice_is_to_apply_once(words: list[Word], data: st.DataObject) -> None:
    corrections = drawn(data, words)
    right = applied(words, corrections)
    assert applied(right, corrections) == right


@given(spoken, st.data())
def test_every_correction_fits_what_it_was_made_of(words: list[Word], data: st.DataObject) -> None:
    corrections = drawn(data, words)
    assert unfit(corrections, words, turns(words, corrections)) == []


@given(spoken, st.data())
def test_a_word_that_moved_a_little_or_has_another_id_is_found(
    words: list[Word], data: st.DataObject
) -> None:
    word = data.draw(st.sampled_from(words))
    at = words.index(word)
    by = 0.4 * word.span.duration
    moved = replace(word, span=word.span.shifted(min(by, 0.25)))
    renamed = replace(word, id=f"{word.id[0]}-9999999-0")
    right = made([TextFix(anchor(word), "Rust")])
    for heard in (moved, renamed):
        again = [*words[:at], heard, *words[at + 1 :]]
        assert "Rust" in [each.text for each in applied(again, right) if each.id == heard.id]
        assert unfit(right, again, []) == []


@given(spoken, st.data())
def test_what_is_not_there_any_more_changes_nothing_and_is_told(
    words: list[Word], data: st.DataObject
) -> None:
    word = data.draw(st.sampled_from(words))
    others = [replace(each, text="other") for each in words]
    right = made([TextFix(anchor(word), "Rust")])
    assert applied(others, right) == others
    assert unfit(right, others, turns(others, right)) == right


@given(spoken, st.data())
def test_what_is_known_of_less_is_a_part_of_what_is_known_of_more(
    words: list[Word], data: st.DataObject
) -> None:
    corrections = drawn(data, words)
    so_far = begun_before(words, data.draw(moments(words)))
    ids = {word.id for word in so_far}
    before = applied(so_far, corrections)
    assert before == [w for w in applied(words, corrections) if root(w.id) in ids]


@given(spoken, st.data())
def test_a_turn_is_edited_exactly_where_a_word_of_it_was(
    words: list[Word], data: st.DataObject
) -> None:
    fix = TextFix(anchor(data.draw(st.sampled_from(words))), data.draw(TEXTS.filter(bool))[0])
    edited = [turn for turn in turns(words, made([fix])) if "edited" in turn.flags]
    assert [fix.word.id in [word.id for word in turn.words] for turn in edited] == [True]


@given(spoken, st.data())
def test_taken_back_nothing_is_left(words: list[Word], data: st.DataObject) -> None:
    before, fix = made([data.draw(fixes(words))]), data.draw(fixes(words))
    first = event(before[0].fix, "a")
    second, gone = event(fix, "b"), Event("correction", 2.0, "ben", {"takes_back": "b"}, "b", "c")
    assert standing([first, second, gone]) == standing([first])
    assert digest(standing([first, second, gone])) == digest(standing([first]))
    assert [each.taken_back for each in listed([first, second, gone])] == [False, True]


@given(spoken, st.data())
def test_a_decided_link_is_certain_and_changes_nothing_else(
    words: list[Word], data: st.DataObject
) -> None:
    script_ = turns(words, [])
    before = pairing.pairs(script_, HAND_SET)
    if not before:
        return
    pair = data.draw(st.sampled_from(before))
    (asked,) = (turn for turn in script_ if turn.id == pair.id)
    later = [t for t in script_[script_.index(asked) :] if t.speaker != asked.speaker]
    if not later:
        return
    said, answers = data.draw(st.sampled_from(later)), data.draw(st.booleans())
    decided = decisions(script_, made([LinkFix(anchor(asked), anchor(said), answers)]))
    assert decided == ((asked.id, said.id, answers),)
    after = {each.id: each for each in pairing.pairs(script_, HAND_SET, decided)}
    assert [each for each in after.values() if each.id != pair.id] == [
        each for each in before if each.id != pair.id
    ]
    now = after[pair.id]
    assert (said.id in now.answer_turns) is answers
    assert {link.turn: link.p for link in now.links}.get(said.id, 0.0) == float(answers)
    others = [turn for turn in now.answer_turns if turn != said.id]
    assert others == [turn for turn in pair.answer_turns if turn != said.id]
    assert not answers or now.unanswered_p == 0.0


def anchors(fix: Fix) -> list[Anchor]:
    match fix:
        case TextFix():
            return [fix.word]
        case SpeakerFix():
            return list(fix.words)
        case LinkFix():
            return [fix.question, fix.answer]


def event(fix: Fix, hash_: str) -> Event:
    return Event("correction", 1.0, "ana", asdict(fix), "", hash_)


def test_a_span_of_no_time_is_shared_too() -> None:
    word = Word("c-0000000-0", "candidate", "uh", Span(1.0, 1.0), 0.5, "aligner")
    right = applied([word], made([TextFix(anchor(word), "well I")]))
    assert [(each.id, each.span) for each in right] == [
        ("c-0000000-0", Span(1.0, 1.0)),
        ("c-0000000-0.1", Span(1.0, 1.0)),
    ]


def test_a_word_behind_the_first_in_its_place_is_not_taken_for_what_was_heard() -> None:
    word = Word("c-0000000-0", "candidate", "Why?", Span(0.1, 0.34), 0.5, "aligner")
    fix = made([TextFix(anchor(word), "yes why?")])
    right = applied([word], fix)
    assert applied(right, fix) == right
