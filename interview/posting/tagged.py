"""What a tagger sees in the prose of a posting, beside what the rules read there."""

from collections.abc import Sequence
from dataclasses import dataclass

from interview.ports import SkillKind, SkillTagger
from interview.posting.patterns import words
from interview.posting.phrases import Phrase, phrases, soft_skills
from interview.posting.piece import Piece

LEAN = 2.0  # log-odds: where the rules see a wish, the tagger may be less sure
ADDS, SURE = 0.3, 0.6  # the least p that adds where something is asked for, that asks by itself
PRONOUN = words("you|your|we|us|our|this|that|it|them|anybody|everybody|someone|every")
LONG = 3  # words of a skill that is one, whatever is listed in it


@dataclass(frozen=True, slots=True)
class Span:
    piece: Piece
    kind: SkillKind
    p: float

    def touches(self, other: Piece) -> bool:
        return self.piece.start < other.end and other.start < self.piece.end


Spans = Sequence[Span]


def spans(sentences: Sequence[Piece], tagger: SkillTagger) -> list[Span]:
    """Of all sentences of a posting."""
    tagged = tagger.tag([one.text for one in sentences], LEAN)
    return [
        Span(sentence.part(span.start, span.end), span.kind, span.p)
        for sentence, of in zip(sentences, tagged, strict=True)
        for span in of
    ]


def asked(clause: Piece, seen: Spans) -> list[Phrase]:
    """What a clause asks for of which the rules know that it asks."""
    found = _with(_with(phrases(clause), soft_skills(clause)), _named(clause, seen, ADDS))
    sure = [one for one in found if one.soft or not _doubtful(one, found, seen)]
    return sorted(sure, key=lambda one: one.piece.start)


def _doubtful(phrase: Phrase, found: Sequence[Phrase], seen: Spans) -> bool:
    """No name, as the tagger sees none in it; or but a word listed in a longer skill."""
    near = [one for one in seen if one.touches(phrase.piece)]
    if not near:
        return bool(PRONOUN.search(phrase.name))
    if any(one.kind == "knowledge" for one in near) or not _is_word(phrase):
        return False
    around = [one for one in near if len(one.piece.text.split()) > LONG]
    return any(
        one.touches(other.piece) and not _is_word(other) for one in around for other in found
    )


def _is_word(phrase: Phrase) -> bool:
    return phrase.piece.text.isalpha() and phrase.piece.text.islower()


def said(clause: Piece, seen: Spans) -> list[Phrase]:
    """What a clause asks for of which the rules know nothing."""
    return _named(clause, seen, SURE)


def _named(clause: Piece, seen: Spans, least: float) -> list[Phrase]:
    """What the spans inside the clause are called; of those that overlap the surest."""
    named: list[Phrase] = []
    for one in sorted(seen, key=lambda span: (-span.p, span.piece.start)):
        inside = clause.start <= one.piece.start and one.piece.end <= clause.end
        if inside and one.p >= least:
            named = _with(named, phrases(one.piece))
    return sorted(named, key=lambda one: one.piece.start)


def _with(known: Sequence[Phrase], more: Sequence[Phrase]) -> list[Phrase]:
    """Those known, and of the others what stands elsewhere."""
    taken = [one.piece for one in known]
    return [*known, *(one for one in more if not any(_overlap(one.piece, t) for t in taken))]


def _overlap(one: Piece, other: Piece) -> bool:
    return one.start < other.end and other.start < one.end
