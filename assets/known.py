"""What is known of a session: what is due is made, all else is read where it is needed."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from hashlib import sha256
from itertools import chain
from typing import TypeVar

import dagster as dg

from assets import recent
from assets.parts import RememberedParts
from assets.replies import Language, Replies
from interview import belief, corrections, judgement, pairing, script, settling
from interview import evidence as scoring
from interview.corrections import Correction, Decision
from interview.engines.languages import ENGLISH
from interview.errors import BadInput, NotMade
from interview.evidence import language
from interview.model import (
    Answer,
    Event,
    Evidence,
    JobDescription,
    ProfileSnapshot,
    QAPair,
    Sentence,
    Turn,
    Verdict,
    Word,
)
from interview.ports import Embedder, JobContext, Scorer, Understanding, Vectors
from interview.scorer import ScorerModel
from interview.settling import Settled
from interview.store import Store

T = TypeVar("T")
Note = Callable[[str], None]
Asked = tuple[str, Callable[[Answer], str | None]]
"""The embedder's version with the year of the interview, and what a language model says."""


@dataclass(frozen=True, slots=True)
class Engines:
    """What an interview is understood and judged by."""

    embedder: Embedder
    understanding: Understanding
    scorer: ScorerModel
    language: Language | None = None

    @property
    def pairs_version(self) -> str:
        return f"{pairing.VERSION}+{self.understanding.version}"


class Known:
    """`due` names what is to be made; each is an attribute."""

    def __init__(
        self, store: Store, session: str, due: Set[str], engines: Engines, note: Note
    ) -> None:
        self._store, self._session, self._due = store, session, due
        self._engines, self._note = engines, note
        self._parts = RememberedParts(store, session, "evidence", scoring.VERSION)
        asked = engines.language
        self.replies = Replies(store, session, asked, note) if asked else None

    @cached_property
    def words(self) -> list[Word]:
        """As they were heard."""
        return recent.read(self._store, self._session)

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        return corrections.standing(self._events)

    @cached_property
    def sentences(self) -> list[Sentence]:
        return self._get(
            "sentences",
            list[Sentence],
            lambda: script.sentences(corrections.applied(self.words, self.corrections)),
        )

    @cached_property
    def turns(self) -> list[Turn]:
        return self._get(
            "turns",
            list[Turn],
            lambda: corrections.flagged(script.turns(self.sentences), self.words, self.corrections),
        )

    @cached_property
    def pairs(self) -> list[QAPair]:
        by = self._engines.understanding
        return self._get(
            "pairs", list[QAPair], lambda: pairing.pairs(self.turns, by, self._decided)
        )

    @cached_property
    def _decided(self) -> tuple[Decision, ...]:
        return corrections.decisions(self.turns, self.corrections)

    @cached_property
    def answers(self) -> list[Answer]:
        """What is judged; of an interview that goes on, what had settled."""
        self._check_pairs()
        switches, by = settling.switches(self._events), self._engines.understanding
        answers = settling.profiled(self.turns, self.pairs, switches, by, self._decided)
        return answers if self._settled is None else settling.as_settled(answers, self._settled)

    def _check_pairs(self) -> None:
        """BadInput where others understood the pairs than who is to understand the answers."""
        if "pairs" in self._due:
            return
        made, now = self._store.active(self._session, "pairs"), self._engines.pairs_version
        if made != now:
            raise BadInput(
                f"the pairs of session {self._session} are by {made}, and {now} is in use: "
                f"run 'workbench run {self._session} --select pairs,evidence,profile,verdict'"
            )

    @property
    def goes_on(self) -> bool:
        """Whether the interview goes on and is followed live."""
        return self._settled is not None

    @cached_property
    def _events(self) -> list[Event]:
        return self._store.events(self._session)

    @cached_property
    def _settled(self) -> list[Settled] | None:
        if any(event.kind == "completed" for event in self._events):
            return None
        try:
            return self._read("settled", list[Settled])
        except NotMade:
            return None

    @cached_property
    def job(self) -> JobDescription:
        return self._read("job_description", JobDescription)

    @cached_property
    def evidence(self) -> list[Evidence]:
        return self._get("evidence", list[Evidence], self._judge)

    @cached_property
    def profile(self) -> list[ProfileSnapshot]:
        return self._get(
            "profile",
            list[ProfileSnapshot],
            lambda: belief.evolve(self.answers, self.evidence, self.job, self._engines.scorer),
        )

    @cached_property
    def verdict(self) -> Verdict:
        return self._get(
            "verdict",
            Verdict,
            lambda: judgement.verdict(self.profile, self.evidence, self.job, self._engines.scorer),
        )

    def about(self, name: str) -> dict[str, dg.MetadataValue]:
        """What there is to say of how something was made."""
        return {"judged_anew": dg.MetadataValue.int(self._parts.made)} if name == "evidence" else {}

    def _judge(self) -> list[Evidence]:
        job = (
            JobContext(self.job, self._read("job_vectors", Vectors))
            if self.job.requirements
            else None
        )
        embedder = self._engines.embedder
        meta = self._store.meta(self._session)
        year = datetime.fromtimestamp(meta.start_time, UTC).year
        scorers = scoring.scorers(embedder, year) if meta.language == ENGLISH else ()
        if self.replies:
            scorers = (*scorers, language.scorer(self.replies.version, self.replies.text))
        todo = _to_judge(self.answers, job, scorers, (f"{embedder.version} {year}", self._told))
        found = self._parts.get(
            todo, list[Evidence], lambda far: self._note(f"judged {far} answers")
        )
        return list(chain.from_iterable(found))

    def _told(self, answer: Answer) -> str | None:
        """What a language model says of an answer."""
        request = language.request(answer, self.job) if self.replies else None
        return self.replies.text(request) if self.replies and request else None

    def _get(self, kind: str, type_: type[T], make: Callable[[], T]) -> T:
        return make() if kind in self._due else self._read(kind, type_)

    def _read(self, kind: str, type_: type[T]) -> T:
        return self._store.read(self._session, kind, type_)


def _to_judge(
    answers: Sequence[Answer], job: JobContext | None, scorers: Sequence[Scorer], engines: Asked
) -> dict[str, Callable[[], list[Evidence]]]:
    """A key of all that the evidence depends on, and how to find that evidence."""
    embedder, told = engines
    seen = sha256(
        repr((embedder, [scorer.version for scorer in scorers], job and job.job)).encode()
    )
    todo: dict[str, Callable[[], list[Evidence]]] = {}
    for at, answer in enumerate(answers):
        seen.update(settling.digest(answer).encode())
        judge = partial(scoring.judge, answer, answers[:at], job, scorers)
        key = sha256(f"{seen.hexdigest()} {told(answer)}".encode()).hexdigest()
        todo[f"{answer.pair.id}-{key[:32]}"] = judge
    return todo
