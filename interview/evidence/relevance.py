"""Does the answer speak of what the question asked?"""

import math

import numpy as np

from interview.evidence import speech, wording
from interview.evidence.finding import Case, finding
from interview.model import Evidence
from interview.ports import Embedder

SHORTEST = 4  # words of an answer
SLOPE, MIDDLE, SD = 10.5, 0.26, 0.4


def relevance(case: Case, embedder: Embedder) -> list[Evidence]:
    """Cosine to the question, half of all that is said and half of its best clause.

    The map is the logistic one that tells the own answers of six scripted interviews from the other
    answers of the same interview; the deviation is its root mean square error on these. It tells
    topics apart, not good answers from bad ones.
    """
    question = wording.plain(case.answer.pair.question)
    if not speech.stems(question) or case.length < SHORTEST:
        return []
    vectors = embedder.embed([clause.text for clause in case.clauses])
    (asked,) = embedder.embed([question])
    mean = np.array([len(clause) for clause in case.clauses]) @ vectors
    nearness = vectors @ asked
    cosine = (float(mean @ asked / np.linalg.norm(mean)) + float(nearness.max())) / 2
    best = case.clauses[int(np.argmax(nearness))]
    value = 1 / (1 + math.exp(-SLOPE * (cosine - MIDDLE)))
    return [finding(case, "relevance", (value, SD), best.words)]
