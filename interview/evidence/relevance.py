"""Does the answer speak of what the question asked?"""

import math

import numpy as np

from interview.evidence import speech, wording
from interview.evidence.finding import Case, finding
from interview.model import Evidence
from interview.ports import Embedder

SHORTEST = 4  # words of an answer
SLOPE, MIDDLE = 9.8, 0.29
SD = 0.38


def relevance(case: Case, embedder: Embedder) -> list[Evidence]:
    question = wording.plain(case.answer.pair.question)
    if not speech.stems(question) or case.length < SHORTEST:
        return []
    vectors = embedder.embed([clause.text for clause in case.clauses])
    (asked,) = embedder.embed([question])
    mean = np.array([len(clause) for clause in case.clauses]) @ vectors
    cosine = float(mean @ asked / np.linalg.norm(mean))
    best = case.clauses[int(np.argmax(vectors @ asked))]
    value = 1 / (1 + math.exp(-SLOPE * (cosine - MIDDLE)))
    return [finding(case, "relevance", (value, SD), best.words)]
