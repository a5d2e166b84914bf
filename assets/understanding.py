"""What follows from the words, in one step: who said what to whom, and what it says of the job."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg

from assets import previews
from assets.failures import explained
from assets.known import Engines, Known
from assets.models import ModelsResource
from assets.partitions import SESSIONS
from assets.resources import EmbedderResource, LanguageResource, StoreResource
from assets.store_io import By, keep, made
from interview import belief, corrections, judgement, pairing, script
from interview import evidence as scoring
from interview.model import Verdict
from interview.store import Store

WHO = "dagster"


def _spec(name: str, deps: Sequence[str], version: str, about: str) -> dg.AssetSpec:
    spoken = name in ("sentences", "turns", "pairs")
    return dg.AssetSpec(
        name,
        deps=deps,
        description=about,
        group_name="conversation" if spoken else "judgement",
        code_version=version,
        kinds={"json" if name == "verdict" else "parquet"},
    )


SPECS = (
    _spec(
        "sentences",
        ["words", "corrections"],
        script.VERSION,
        "The words of each speaker, divided where pause, punctuation and voice end a sentence.",
    ),
    _spec(
        "turns",
        ["sentences", "words", "corrections"],
        script.VERSION,
        "The script: both speakers' sentences as turns, with overlaps and back-channels marked.",
    ),
    _spec(
        "pairs",
        ["turns", "corrections", "question_model", "linking_model"],
        pairing.VERSION,
        "Questions and every turn that answers them, with the confidence of each link.",
    ),
    _spec(
        "evidence",
        [
            "turns",
            "pairs",
            "corrections",
            "job_description",
            "job_vectors",
            "question_model",
            "linking_model",
        ],
        scoring.VERSION,
        "What each scorer finds in each answer; only an answer that is new or changed is scored.",
    ),
    _spec(
        "profile",
        [
            "turns",
            "pairs",
            "corrections",
            "evidence",
            "job_description",
            "question_model",
            "linking_model",
            "scorer_model",
        ],
        belief.VERSION,
        "The belief about each dimension and requirement after each answer.",
    ),
    _spec(
        "verdict",
        ["profile", "evidence", "job_description", "scorer_model"],
        judgement.VERSION,
        "The distribution of the hire probability, how it came about, and the risk flags.",
    ),
)
"""In the order in which they follow from each other."""


NAMES = tuple(spec.key.to_user_string() for spec in SPECS)


@dg.multi_asset(specs=SPECS, partitions_def=SESSIONS, can_subset=True)
def understanding(
    context: dg.AssetExecutionContext,
    store: StoreResource,
    embedder: EmbedderResource,
    models: ModelsResource,
    language: LanguageResource,
) -> Iterator[dg.MaterializeResult[None]]:
    """One step, because in a live session each would cost more than what it makes."""
    due = {key.to_user_string() for key in context.selected_asset_keys}
    sessions, session = store.open(), context.partition_key
    with explained():
        understood, scorer = models.understanding(), models.scorer()
        engines = Engines(embedder.load(), understood, scorer, language.load())
        known = Known(sessions, session, due, engines, context.log.info)
        preview = previews.in_brief if known.goes_on else previews.about
        for name, spec in zip(NAMES, SPECS, strict=True):
            if name in due:
                value, version = getattr(known, name), _version(spec, engines)
                by = By(version, corrections.digest(known.corrections))
                digest = keep(sessions, session, spec, value, by)
                yield dg.MaterializeResult(
                    asset_key=name,
                    metadata=preview(name, value) | made(version, digest) | known.about(name),
                    data_version=dg.DataVersion(digest),
                )
        if "verdict" in due and isinstance(sessions.root, Path):
            _announce(sessions, session, known.verdict)


def _version(spec: dg.AssetSpec, engines: Engines) -> str:
    """Of the code, and of the models that it works with."""
    match spec.key.to_user_string():
        case "pairs":
            return engines.pairs_version
        case "profile":
            return f"{spec.code_version}+{engines.scorer.version}"
        case "verdict":
            return engines.scorer.version
    return str(spec.code_version)


def _announce(store: Store, session: str, verdict: Verdict) -> None:
    """Adds the verdict to the audit chain, unless it is the one that was added last."""
    sha256 = store.digest(session, "verdict")
    told = [event.body for event in store.events(session) if event.kind == "verdict"]
    if told and told[-1]["sha256"] == sha256:
        return
    body = {
        "after": verdict.history[-1].after if verdict.history else None,
        "hire_probability": verdict.outlook.hire_probability,
        "interval": verdict.outlook.interval,
        "scorer": verdict.scorer,
        "sha256": sha256,
    }
    store.append(session, "verdict", at=time.time(), who=WHO, body=body)
