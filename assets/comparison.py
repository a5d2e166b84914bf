"""Whether what was made live is what comes of the same media afresh."""

from collections.abc import Iterator
from itertools import zip_longest

import dagster as dg

from assets.checks import result
from assets.failures import explained
from assets.known import Engines, Known
from assets.looking import Faces, mesh
from assets.models import ModelsResource
from assets.partitions import SESSIONS
from assets.resources import (
    EmbedderResource,
    LanguageResource,
    SpeechResource,
    StoreResource,
)
from assets.speech import Listener
from assets.understanding import NAMES
from interview import conduct
from interview.conduct import affect
from interview.model import JobDescription, QAPair, Turn
from interview.ports import Vectors
from interview.settling import spoken, switches
from interview.store import Store
from interview.store.afresh import afresh

COMPARED = ("words", *NAMES)
GIVEN = {"job_description": JobDescription, "job_vectors": Vectors}
VERSION = "afresh"
AFRESH = "interview/afresh"
DATA_VERSION = "dagster/data_version"
RECENT = 5  # materialisations among which the last one of another run is looked for
SHOWN = 200  # characters of a difference


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(
            "live_equals_batch",
            asset="verdict",
            description="What there was before this run comes out again, byte for byte, where the "
            "media are heard afresh under the same events. Only at the end of an interview.",
            partitions_def=SESSIONS,
        )
    ],
    can_subset=True,
)
def comparison(
    context: dg.AssetCheckExecutionContext,
    store: StoreResource,
    speech: SpeechResource,
    embedder: EmbedderResource,
    models: ModelsResource,
    language: LanguageResource,
) -> Iterator[dg.AssetCheckResult]:
    """Costs as much as the interview itself, so that only a run with the tag `AFRESH` does it."""
    if AFRESH not in context.run.tags:
        return
    sessions, session = store.open(), context.partition_key
    by, scorer = models.understanding(), models.scorer()
    engines = Engines(embedder.load(), by, scorer, language.load())
    note = context.log.info
    with explained(), afresh(sessions, session) as again:
        for kind, type_ in GIVEN.items():
            again.write(session, kind, sessions.read(session, kind, type_), version=VERSION)
        heard = speech.load(sessions.meta(session).language)
        words = Listener(again, session, heard).words(note)
        again.write(session, "words", words, version=VERSION)
        made = Known(again, session, {*NAMES}, engines, note)
        held = Known(sessions, session, set(), engines, note)
        where = [
            f"{kind}: {_first_difference(getattr(held, kind), getattr(made, kind))}"
            for kind in COMPARED
            if again.write(session, kind, getattr(made, kind), version=VERSION)
            != (_before(context, kind) or sessions.digest(session, kind))
        ]
    yield result(where, dg.AssetCheckSeverity.WARN)


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(
            "watched_live_equals_batch",
            asset="answer_behaviour",
            additional_deps=["behaviour"],
            description="What the face showed before this run comes out again, byte for byte, "
            "where the video is looked at afresh. Only at the end of an interview.",
            partitions_def=SESSIONS,
        )
    ],
    can_subset=True,
)
def watching_again(
    context: dg.AssetCheckExecutionContext, store: StoreResource
) -> Iterator[dg.AssetCheckResult]:
    """Costs as much as looking did, so that only a run with the tag `AFRESH` does it."""
    if AFRESH not in context.run.tags:
        return
    sessions, session = store.open(), context.partition_key
    with explained(), afresh(sessions, session) as again:
        made = _made(sessions, again, session)
        where = [
            f"{kind} differs"
            for kind, value in made.items()
            if (held := _before(context, kind)) is not None
            and held != again.write(session, kind, value, version=VERSION)
        ]
    yield result(where, dg.AssetCheckSeverity.WARN)


def _made(held: Store, again: Store, session: str) -> dict[str, object]:
    """By kind; live sessions are watched by the mesh alone."""
    analyser = mesh()
    faces = Faces(again, session, analyser)
    frames = faces.frames(lambda _: None)
    samples = conduct.series(frames, analyser.units)
    turns, pairs = (
        held.read(session, "turns", list[Turn]),
        held.read(session, "pairs", list[QAPair]),
    )
    spans = spoken(turns, pairs, switches(held.events(session)))
    found: dict[str, object] = {
        "behaviour": samples,
        "answer_behaviour": conduct.answers(frames, analyser.units, spans),
    }
    is_affect = held.meta(session).behaviour == "affect" and not faces.why_not
    return found | ({"affect": affect.affect(samples)} if is_affect else {})


def _before(context: dg.AssetCheckExecutionContext, kind: str) -> str | None:
    """The data version that an asset had when this run began, which may have made it again."""
    records = context.op_execution_context.instance.fetch_materializations(
        dg.AssetRecordsFilter(dg.AssetKey(kind), asset_partitions=[context.partition_key]), RECENT
    ).records
    earlier = (record for record in records if record.run_id != context.run.run_id)
    made = next((record.asset_materialization for record in earlier), None)
    return made.tags.get(DATA_VERSION) if made and made.tags else None


def _first_difference(held: object, made: object) -> str:
    held_rows, made_rows = (value if isinstance(value, list) else [value] for value in (held, made))
    for row, (was, now) in enumerate(zip_longest(held_rows, made_rows)):
        if was != now:
            return f"row {row} is {str(was)[:SHOWN]}, afresh {str(now)[:SHOWN]}"
    return "only what this run has replaced differs"
