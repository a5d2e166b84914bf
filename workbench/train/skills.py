"""Trains the tagger of skills on SkillSpan (Zhang et al. 2022), and says how good it became.

The members are fitted on the train part alone. The first half of the dev part's postings of each
source chooses the share of the encoders and the bias between missing a span and making one up; the
figures are of the other half.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from interview.engines import lexical, tagger
from interview.engines.spans import O, Scores, Word, likeliest, words
from interview.engines.tagger import KINDS, SETTINGS, Tagger
from interview.ports import SkillKind, SkillSpan
from workbench.evaluate.skills import Comparison, Counts, Posting, compared, covered, read
from workbench.train import chain, tagging
from workbench.train.skills_card import card
from workbench.train.trained import Trained

TRAIN, DEV = "skillspan_train.jsonl.gz", "skillspan_dev.jsonl.gz"
VERSION = "interview-skills@trained"
SHARES = np.arange(0.3, 1.01, 0.1)
BIASES = np.arange(-2.0, 0.76, 0.25)


@dataclass(frozen=True, slots=True)
class Plan:
    seeds: Sequence[int] = (0, 1)
    members: tagging.Settings = field(default_factory=tagging.Settings)
    chains: chain.Settings = field(default_factory=chain.Settings)


def train(data: Path, into: Path, plan: Plan | None = None) -> Trained:
    """`data` is the folder of the two parts. The same data and seeds give the same model."""
    plan = plan or Plan()
    into.mkdir(parents=True, exist_ok=True)
    fitted = read(data / TRAIN)
    choosing, held_out = halves(read(data / DEV))
    fit_chains(fitted, plan.chains, into)
    for seed in plan.seeds:
        tagging.train(fitted, seed, plan.members, into)
    settings = choose(choosing, into)
    return described(data, into, held_out, choosing, params_of(plan, settings))


def params_of(plan: Plan, settings: Mapping[str, float]) -> dict[str, str | float]:
    return {
        "seeds": " ".join(map(str, plan.seeds)),
        **asdict(plan.members),
        **{f"chain_{name}": value for name, value in asdict(plan.chains).items()},
        **settings,
    }


def halves(postings: Sequence[Posting]) -> tuple[list[Posting], list[Posting]]:
    """The first half of the postings of each source, and the second."""
    first: list[Posting] = []
    for source in dict.fromkeys(one.source for one in postings):
        own = [one for one in postings if one.source == source]
        first += own[: (len(own) + 1) // 2]
    return first, [one for one in postings if one not in first]


def fit_chains(postings: Sequence[Posting], settings: chain.Settings, into: Path) -> None:
    rows = [row for posting in postings for row in _rows(posting) if row[0]]
    for number, kind in enumerate(KINDS):
        of_kind = [(features, [label[number] for label in labels]) for features, labels in rows]
        chain.train(of_kind, into / f"chain-{kind}.json.gz", settings)


def _rows(posting: Posting) -> Iterator[tuple[list[list[str]], list[list[int]]]]:
    divided = _divided(posting)
    features = lexical.features(divided)
    for sentence, own, of_words in zip(posting.sentences, divided, features, strict=True):
        yield of_words, tagging.labelled(sentence, own)


def _divided(posting: Posting) -> list[list[Word]]:
    return [words(sentence.text) for sentence in posting.sentences]


def choose(postings: Sequence[Posting], folder: Path) -> dict[str, float]:
    """Writes the share and the biases with the highest F1, summed over the kinds."""
    model = Tagger(folder, VERSION)
    said = [(model.read(own), model.looked_up(own)) for own in map(_divided, postings)]
    best = max((_chosen(postings, said, round(float(share), 2)) for share in SHARES), key=_total)
    settings = {"share": best[0], "outside": {kind: of[0] for kind, of in best[1].items()}}
    text = json.dumps(settings, indent=1) + "\n"
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    return {"share": best[0], **{f"outside_{kind}": of[0] for kind, of in best[1].items()}}


Said = Sequence[tuple[Sequence[Scores], Sequence[Scores]]]
Choice = tuple[float, dict[SkillKind, tuple[float, float]]]
"""A share, and for each kind the bias and the F1 that it gives."""


def _total(choice: Choice) -> float:
    return sum(f1 for _, f1 in choice[1].values())


def _chosen(postings: Sequence[Posting], said: Said, share: float) -> Choice:
    mixed = [
        [share * one + (1 - share) * other for one, other in zip(*both, strict=True)]
        for both in said
    ]
    return share, {
        kind: max(
            ((float(bias), _f1(postings, mixed, number, float(bias))) for bias in BIASES),
            key=lambda both: both[1],
        )
        for number, kind in enumerate(KINDS)
    }


def _f1(
    postings: Sequence[Posting], scores: Sequence[Sequence[Scores]], number: int, bias: float
) -> float:
    total = Counts()
    for posting, of_posting in zip(postings, scores, strict=True):
        for sentence, rows in zip(posting.sentences, of_posting, strict=True):
            biased = rows[:, number].copy()
            biased[:, O] += bias
            own = words(sentence.text)
            found = {
                covered(sentence, SkillSpan(own[a].start, own[b - 1].end, KINDS[number], 1.0))
                for a, b in likeliest(biased)
            }
            true = sentence.true[KINDS[number]]
            total += Counts(len(found & true), len(found), len(true))
    return total.f1


def described(
    data: Path,
    into: Path,
    held_out: Sequence[Posting],
    choosing: Sequence[Posting],
    params: Mapping[str, str | float],
) -> Trained:
    """Measures the model in its folder, and writes its figures and its card."""
    model = tagger.load(into, VERSION)
    other, whole = compared(held_out, model), compared([*choosing, *held_out], model)
    figures = _figures(other)
    digest = hashlib.sha256(
        b"".join((data / name).read_bytes() for name in (TRAIN, DEV))
    ).hexdigest()
    stored = {
        "figures": figures,
        "data_sha256": digest,
        "seen": [posting.id for posting in choosing],
    }
    (into / "figures.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    (into / "card.md").write_text(card(other, whole, params, digest), encoding="utf-8")
    return Trained("skills", into, params, figures, other.artifacts())


def _figures(comparison: Comparison) -> dict[str, float]:
    f1 = {f"{kind}_f1": round(comparison.total(kind).f1, 4) for kind in KINDS}
    return f1 | comparison.bounds()
