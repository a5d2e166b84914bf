"""What each answer shows, by scorers that are small, local and say how little they were validated.

A scorer abstains where it cannot judge. All maps to 0 to 1 are monotone in what they count. How
each was validated, on what and with which figures stands in docs/evidence.md.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np

from interview.evidence.absolutes import overgeneralization
from interview.evidence.consistency import agreement, consistency
from interview.evidence.coverage import coverage
from interview.evidence.delivery import clarity, linguistic_confidence
from interview.evidence.finding import FunctionScorer
from interview.evidence.overclaiming import overclaiming
from interview.evidence.relevance import relevance
from interview.evidence.specificity import specificity
from interview.evidence.structure import structure
from interview.model import Answer, Evidence
from interview.ports import Embedder, JobContext, Scorer, Vectors

VERSION = "evidence@3"
REMEMBERED = 64  # texts


class Remembering:
    """An embedder that is asked the same again and again; it keeps about `texts` of them."""

    def __init__(self, embedder: Embedder, texts: int = REMEMBERED) -> None:
        self._embedder, self._texts = embedder, texts
        self._known: dict[str, Vectors] = {}

    @property
    def version(self) -> str:
        return self._embedder.version

    def embed(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if len(self._known) > self._texts:
            self._known = {text: self._known[text] for text in texts if text in self._known}
        if new:
            self._known |= dict(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def scorers(embedder: Embedder, year: int | None = None) -> tuple[Scorer, ...]:
    """`year` is when the interview was, None where that is not known."""
    shared = Remembering(embedder)
    return (
        FunctionScorer("relevance@2", partial(relevance, embedder=shared)),
        FunctionScorer("coverage@3", partial(coverage, embedder=shared)),
        FunctionScorer("specificity@2", specificity),
        FunctionScorer("linguistic-confidence@2", linguistic_confidence),
        FunctionScorer("clarity@2", clarity),
        FunctionScorer("structure@2", structure),
        FunctionScorer("consistency@3", partial(consistency, year=year)),
        FunctionScorer("agreement@2", partial(agreement, year=year)),
        FunctionScorer("overclaiming@3", overclaiming),
        FunctionScorer("overgeneralization@2", overgeneralization),
    )


def judge(
    answer: Answer, earlier: Sequence[Answer], job: JobContext | None, scorers: Sequence[Scorer]
) -> list[Evidence]:
    """What all scorers find in one answer; nothing where all abstain."""
    return [found for scorer in scorers for found in scorer.score(answer, earlier, job)]
