"""The versions of a session's words side by side: by how much engines differ, and from what."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import dagster as dg
from pydantic import BaseModel, ValidationError

from assets import previews
from assets.failures import explained
from assets.partitions import SESSIONS
from assets.resources import StoreResource
from assets.store_io import By, keep, made
from assets.tracking import Artifact, Entry, Metric, TrackingResource
from interview import comparing
from interview.comparing import Deviation, HeardVersion, OtherVersion, SaidTurn, WordsComparison
from interview.errors import BadInput, Damaged
from interview.model import Speaker, Word
from interview.store import Store

EXPERIMENT = "speech"
KIND = "words_comparison"


class WordsComparisonConfig(dg.Config):
    """`truth` is a file of what was said, as `workbench evaluate` reads it, or "" for none."""

    truth: str = os.environ.get("INTERVIEW_TRUTH", "")


@dg.asset(
    deps=["words"],
    partitions_def=SESSIONS,
    group_name="tracking",
    kinds={"mlflow"},
    code_version=comparing.VERSION,
)
@explained()
def words_comparison(
    context: dg.AssetExecutionContext,
    config: WordsComparisonConfig,
    store: StoreResource,
    tracking: TrackingResource,
) -> dg.MaterializeResult[None]:
    """The words that count beside those of other engines, each as an MLflow run."""
    sessions, session = store.open(), context.partition_key
    versions, truth = _versions(sessions, session), _truth(config.truth)
    compared = comparing.compared(sessions.active(session, "words"), versions, truth)
    spec = context.assets_def.get_asset_spec()
    digest = keep(sessions, session, spec, compared, By(comparing.VERSION))
    runs = [
        tracking.log(
            _comparison(sessions, session, compared, other), _entries(compared, other), EXPERIMENT
        )
        for other in compared.others
    ]
    return dg.MaterializeResult(
        metadata=_about(compared)
        | made(comparing.VERSION, digest)
        | {"mlflow_runs": dg.MetadataValue.json(runs)},
        data_version=dg.DataVersion(digest),
    )


def _versions(store: Store, session: str) -> dict[str, list[Word]]:
    """Of the media as they are, or made live; as far as this version of the code can read them."""
    active = store.active(session, "words")
    found = {active: store.read(session, "words", list[Word])}
    of: tuple[Mapping[str, str], ...] = ({}, store.provenance(session, "words").inputs)
    for version in store.versions(session, "words"):
        with suppress(Damaged):
            if store.provenance(session, "words", version).inputs in of:
                found[version] = store.read(session, "words", list[Word], version)
    return found


class _Word(BaseModel):
    text: str
    start: float


class _Turn(BaseModel):
    speaker: Speaker
    text: str
    words: tuple[_Word, ...] | None = None


class _Truth(BaseModel):
    turns: tuple[_Turn, ...]


def _truth(path: str) -> list[SaidTurn]:
    if not path:
        return []
    try:
        truth = _Truth.model_validate_json(Path(path).read_bytes())
    except (OSError, ValidationError) as error:
        raise BadInput(f"{path} does not tell what was said: name a file of turns") from error
    return [SaidTurn(turn.speaker, turn.text, _starts(turn)) for turn in truth.turns]


def _starts(turn: _Turn) -> tuple[tuple[str, float], ...] | None:
    return tuple((word.text, word.start) for word in turn.words) if turn.words else None


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two versions of the words of a session; what has the same digest is the same."""

    session: str
    start_time: float
    versions: Mapping[str, str]
    digest: str

    @property
    def tags(self) -> Mapping[str, str]:
        return {
            "mlflow.runName": f"{self.session} {self.versions['other']}",
            "kind": "words",
            "session": self.session,
            "active": self.versions["active"],
            "other": self.versions["other"],
            "digest": self.digest,
        }


def _comparison(
    store: Store, session: str, compared: WordsComparison, other: OtherVersion
) -> _Comparison:
    versions = {"active": compared.active.version, "other": other.heard.version}
    start = store.meta(session).start_time
    content = repr((comparing.VERSION, compared.active, other))
    return _Comparison(session, start, versions, sha256(content.encode()).hexdigest())


def _entries(compared: WordsComparison, other: OtherVersion) -> Iterator[Entry]:
    figures = {
        **_figures(compared.active, "active"),
        **_figures(other.heard, "other"),
        "wer_between": other.wer,
        "matched_words": float(other.matched),
        "disagreements": float(len(other.disagreements)),
        **_deviation("start_difference", other.starts),
        **_deviation("end_difference", other.ends),
    }
    for name, value in figures.items():
        if value is not None:
            yield Metric(name, value, 0.0, 0)
    told = {"active": asdict(compared.active), "other": asdict(other)}
    yield Artifact("comparison.json", json.dumps(told, indent=1).encode())


def _figures(heard: HeardVersion, which: str) -> dict[str, float | None]:
    return {
        f"words_{which}": float(heard.words),
        f"confidence_{which}": heard.confidence,
        f"aligned_{which}": heard.aligned,
        f"wer_{which}": heard.wer,
        **_deviation(f"start_error_{which}", heard.starts),
    }


def _deviation(name: str, apart: Deviation | None) -> dict[str, float | None]:
    if apart is None:
        return {}
    return {f"{name}_median_ms": apart.median_ms, f"{name}_p95_ms": apart.p95_ms}


def _about(compared: WordsComparison) -> previews.Metadata:
    if not compared.others:
        return {"summary": dg.MetadataValue.text("one version of the words: nothing to compare")}
    rows = [_row(compared.active, None), *(_row(each.heard, each) for each in compared.others)]
    names = ["version", "words", "wer", "confidence", "aligned", "wer between", "start difference"]
    return {
        "summary": dg.MetadataValue.text(f"{len(rows)} versions of the words"),
        "preview": dg.MetadataValue.md(previews.table(names, rows)),
    }


def _row(heard: HeardVersion, other: OtherVersion | None) -> list[object]:
    starts = f"{other.starts.median_ms:.0f} ms" if other and other.starts else None
    return [
        *(heard.version, heard.words, heard.wer, heard.confidence, heard.aligned),
        *(other.wer if other else None, starts),
    ]
