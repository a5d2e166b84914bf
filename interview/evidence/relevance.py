"""Does the answer speak of what the question asked?"""

import math

import numpy as np

from interview.evidence import speech
from interview.evidence.finding import Case, finding
from interview.model import Evidence
from interview.ports import Embedder

SHORTEST = 4  # words of an answer
SLOPE, MIDDLE = 9.8, 0.29  # fitted to own answers against other answers of the same interview
SD = 0.38


def relevance(case: Case, embedder: Embedder) -> list[Evidence]:
    """Cosine of the question and the mean of the answer's sentences, as a probability.

    The map is the logistic one that tells the answers of two scripted interviews from other answers
    of the same interview (AUC .83 and .88); on three parliamentary committees, which it has not
    seen, the AUC is .84, .79 and .70. The deviation is the root mean square error on the 22 own
    answers, all of them relevant. It tells topics apart, not good answers from bad ones.
    """
    if not speech.stems(case.answer.pair.question) or len(case.answer.words) < SHORTEST:
        return []
    vectors = embedder.embed([sentence.text for sentence in case.sentences])
    (question,) = embedder.embed([case.answer.pair.question])
    mean = vectors.mean(axis=0)
    cosine = float(mean @ question / np.linalg.norm(mean))
    best = case.sentences[int(np.argmax(vectors @ question))]
    value = 1 / (1 + math.exp(-SLOPE * (cosine - MIDDLE)))
    return [finding(case, "relevance", (value, SD), best.words)]
