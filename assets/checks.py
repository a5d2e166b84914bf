"""Invariants of the results, checked after each run; each says where it is broken."""

import warnings
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from math import isclose

import dagster as dg

from assets.partitions import SESSIONS
from assets.resources import StoreResource
from interview import belief, corrections
from interview.model import (
    SPEAKERS,
    Evidence,
    JobDescription,
    ProfileSnapshot,
    Turn,
    Verdict,
    Word,
)

# Without partitions a check would read all sessions at once.
warnings.filterwarnings("ignore", "Specifying a partitions_def", category=dg.PreviewWarning)

SHOWN = 20  # ids of what is broken
SLACK = 0.1  # seconds: a codec may pad the end of a track


def result(
    broken: Iterable[str], severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR
) -> dg.AssetCheckResult:
    found = list(broken)
    return dg.AssetCheckResult(
        passed=not found,
        severity=severity,
        metadata={
            "broken": dg.MetadataValue.int(len(found)),
            "where": dg.MetadataValue.json(found[:SHOWN]),
        },
    )


@dg.asset_check(asset="words", partitions_def=SESSIONS)
def times_never_go_back(words: list[Word]) -> dg.AssetCheckResult:
    """Starts never go back within a speaker."""
    tracks = [[word for word in words if word.speaker == speaker] for speaker in SPEAKERS]
    return result(
        later.id
        for track in tracks
        for earlier, later in pairwise(track)
        if later.span.start < earlier.span.start
    )


@dg.asset_check(asset="words", partitions_def=SESSIONS)
def words_lie_in_the_media(
    context: dg.AssetCheckExecutionContext, words: list[Word], store: StoreResource
) -> dg.AssetCheckResult:
    """No word starts before the session or ends after its media."""
    end = store.open().duration(context.partition_key) + SLACK
    outside = (word.id for word in words if word.span.start < 0 or word.span.end > end)
    return result(outside, dg.AssetCheckSeverity.WARN)


@dg.asset_check(asset="turns", partitions_def=SESSIONS, additional_ins={"words": dg.AssetIn()})
def each_word_is_in_one_turn(
    context: dg.AssetCheckExecutionContext,
    store: StoreResource,
    turns: list[Turn],
    words: list[Word],
) -> dg.AssetCheckResult:
    """Every word, as persons put it right, is in exactly one turn."""
    right = corrections.standing(store.open().events(context.partition_key))
    return result(lost_or_doubled(turns, corrections.applied(words, right)))


def lost_or_doubled(turns: Iterable[Turn], words: Iterable[Word]) -> list[str]:
    """The ids of words that are not in exactly one turn."""
    said = Counter(word.id for turn in turns for word in turn.words)
    said.subtract(word.id for word in words)
    return [word for word, surplus in said.items() if surplus]


@dg.asset_check(asset="turns", partitions_def=SESSIONS, additional_ins={"words": dg.AssetIn()})
def corrections_fit(
    context: dg.AssetCheckExecutionContext,
    store: StoreResource,
    turns: list[Turn],
    words: list[Word],
) -> dg.AssetCheckResult:
    """Each correction finds the words or turns that it is about."""
    right = corrections.standing(store.open().events(context.partition_key))
    lost = corrections.unfit(right, words, turns)
    return result((each.id for each in lost), dg.AssetCheckSeverity.WARN)


@dg.asset_check(asset="job_description", partitions_def=SESSIONS)
def weights_sum_to_one(job_description: JobDescription) -> dg.AssetCheckResult:
    """The weights of the requirements sum to 1, unless there are none."""
    weights = [requirement.weight for requirement in job_description.requirements]
    fine = not weights or isclose(sum(weights), 1.0, abs_tol=1e-6)
    return result([] if fine else [f"sum {sum(weights)}"])


@dg.asset_check(asset="profile", partitions_def=SESSIONS, additional_ins={"evidence": dg.AssetIn()})
def every_number_has_evidence(
    profile: list[ProfileSnapshot], evidence: list[Evidence]
) -> dg.AssetCheckResult:
    """Each belief that moved rests on evidence, and the evidence that is named exists."""
    known = {found.id for found in evidence}
    return result(
        f"{snapshot.after}/{name}"
        for snapshot in profile
        for name, held in [*snapshot.beliefs.items(), *snapshot.requirements.items()]
        if not known.issuperset(held.evidence)
        or (not held.evidence and held.mean != belief.UNKNOWN)
    )


@dg.asset_check(asset="verdict", partitions_def=SESSIONS)
def intervals_contain_their_means(verdict: Verdict) -> dg.AssetCheckResult:
    """The verdict, each point of its history and each requirement lie in their intervals."""
    outlooks = {
        "verdict": verdict.outlook,
        "without behaviour": verdict.without_behaviour,
        **{point.after: point.outlook for point in verdict.history},
    }
    means = {name: (each.hire_probability, each.interval) for name, each in outlooks.items()}
    means |= {wanted.name: (wanted.met, wanted.interval) for wanted in verdict.requirements}
    return result(where for where, (mean, (low, high)) in means.items() if not low <= mean <= high)
