"""What affect says of answers: weak evidence that leads back to seconds of video, never to words.

High stress reads as low confidence, engagement as communication; arousal has no direction that
would be good or bad and says nothing. An answer in which the person was about as usual gives none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from interview.conduct.affect import SHRUNK
from interview.model import AffectSample, Dimension, Evidence, Leaning, Span

VERSION = "telling@1"

STRESS, ENGAGEMENT, SPIKE = "stress@1", "engagement@1", "stress-spike@1"
SCORERS = frozenset(one.split("@")[0] for one in (STRESS, ENGAGEMENT, SPIKE))
WINDOW = 1.0
"""Seconds of a sample."""
USUAL = 0.03
"""Distance from 0.5 up to which an answer says nothing."""
SPIKED, SHORTEST = 0.6, 5.0
"""A stress that is above it for so many seconds is a spike."""
Z80 = 1.2815515655446004


def evidence(samples: Sequence[AffectSample], spoken: Mapping[str, Span]) -> list[Evidence]:
    """What was told during each answer, by its pair's id, from samples up to its end alone."""
    return [
        found
        for pair, span in spoken.items()
        for found in _of_answer(pair, [one for one in samples if _within(one, span)])
    ]


def _within(sample: AffectSample, span: Span) -> bool:
    """Whether the whole window of the sample lies in the answer."""
    return span.start <= sample.time - WINDOW / 2 and sample.time + WINDOW / 2 <= span.end


def _of_answer(pair: str, samples: Sequence[AffectSample]) -> Iterator[Evidence]:
    calm = [_turned(one.stress) for one in samples]
    yield from _leaning(pair, "confidence", STRESS, samples, calm)
    engaged = [one.engagement for one in samples]
    yield from _leaning(pair, "communication", ENGAGEMENT, samples, engaged)
    spikes = list(_stretches(samples, lambda one: one.stress.p >= SPIKED))
    long = tuple(span for span in spikes if span.duration >= SHORTEST)
    if long:
        inside = [one for one in samples if any(_within(one, span) for span in long)]
        judged = _read([_turned(one.stress) for one in inside])
        yield _evidence(pair, "confidence", SPIKE, judged, long)


def _leaning(
    pair: str,
    dimension: Dimension,
    scorer: str,
    samples: Sequence[AffectSample],
    leanings: Sequence[Leaning],
) -> Iterator[Evidence]:
    if not leanings or abs(sum(one.p for one in leanings) / len(leanings) - 0.5) <= USUAL:
        return
    times = tuple(_stretches(samples, lambda _: True))
    yield _evidence(pair, dimension, scorer, _read(leanings), times)


def _read(leanings: Sequence[Leaning]) -> tuple[float, float]:
    """Value and standard deviation on the scale that the probabilities were shrunk from.

    Seconds of one face share their errors: many are no surer than one.
    """
    count = len(leanings)
    p = sum(one.p for one in leanings) / count
    half = sum(one.high - one.low for one in leanings) / count / 2
    value = 0.5 + (p - 0.5) / SHRUNK
    return min(1.0, max(0.0, value)), half / Z80 / SHRUNK


def _turned(leaning: Leaning) -> Leaning:
    return Leaning(1.0 - leaning.p, 1.0 - leaning.high, 1.0 - leaning.low)


def _stretches(
    samples: Sequence[AffectSample], wanted: Callable[[AffectSample], bool]
) -> Iterator[Span]:
    """Of samples that follow each other."""
    held = [one.time for one in samples if wanted(one)]
    for _, run in groupby(enumerate(held), lambda each: int(each[1] // WINDOW) - each[0]):
        times = [time for _, time in run]
        yield Span(times[0] - WINDOW / 2, times[-1] + WINDOW / 2)


def _evidence(
    pair: str,
    dimension: Dimension,
    scorer: str,
    judged: tuple[float, float],
    times: tuple[Span, ...],
) -> Evidence:
    return Evidence(
        id=f"{pair}/{scorer.split('@')[0]}/{dimension}",
        qa=pair,
        dimension=dimension,
        value=round(judged[0], 4),
        sd=round(judged[1], 4),
        scorer=scorer,
        words=(),
        times=times,
        quote="",
    )
