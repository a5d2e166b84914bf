"""What the candidate's face shows; made only where mode and consent allow."""

from collections.abc import Iterator
from time import process_time

import dagster as dg

from assets.faces import FACE_VERSION, FaceResource
from assets.failures import explained
from assets.looking import Faces
from assets.partitions import SESSIONS
from assets.resources import StoreResource
from interview import conduct
from interview.conduct import affect as affects
from interview.errors import Refused
from interview.model import AffectSample, AnswerBehaviour, BehaviourSample, QAPair, Turn
from interview.settling import spoken, switches
from interview.store.permitted import AFFECT

BEHAVIOUR_VERSION = f"{FACE_VERSION}+{conduct.VERSION}"


@dg.asset(
    deps=["media"],
    partitions_def=SESSIONS,
    group_name="behaviour",
    kinds={"mediapipe", "parquet"},
    code_version=BEHAVIOUR_VERSION,
)
@explained()
def behaviour(
    context: dg.AssetExecutionContext, store: StoreResource, face: FaceResource
) -> list[BehaviourSample]:
    """Descriptors of the face a second; none, and no picture decoded, where nobody may look."""
    started, analyser = process_time(), face.load()
    faces = Faces(store.open(), context.partition_key, analyser)
    frames = faces.frames(context.log.info)
    samples = conduct.series(frames, analyser.units)
    if faces.why_not:
        context.log.info(faces.why_not)
    context.add_output_metadata(
        {
            "summary": faces.why_not or f"{len(samples)} seconds of a face in {len(frames)} frames",
            "frames": len(frames),
            "segments_looked_at": faces.parts.made,
            "cpu_seconds": process_time() - started,
        }
    )
    return samples


@dg.asset(
    deps=["behaviour"],
    partitions_def=SESSIONS,
    group_name="behaviour",
    kinds={"parquet"},
    code_version=BEHAVIOUR_VERSION,
)
@explained()
def answer_behaviour(
    context: dg.AssetExecutionContext,
    store: StoreResource,
    face: FaceResource,
    turns: list[Turn],
    pairs: list[QAPair],
) -> list[AnswerBehaviour]:
    """The same for each answer that was given while profiling was on."""
    sessions, session, analyser = store.open(), context.partition_key, face.load()
    frames = Faces(sessions, session, analyser).frames(context.log.info)
    spans = spoken(turns, pairs, switches(sessions.events(session)))
    return conduct.answers(frames, analyser.units, spans)


@dg.asset(
    partitions_def=SESSIONS,
    group_name="behaviour",
    kinds={"parquet"},
    code_version=affects.VERSION,
    output_required=False,
)
def affect(
    context: dg.AssetExecutionContext, store: StoreResource, behaviour: list[BehaviourSample]
) -> Iterator[dg.Output[list[AffectSample]]]:
    """What behaviour might mean: for consented research in mode affect alone, else nothing."""
    with explained():
        try:
            store.open().check_permitted(context.partition_key, AFFECT)
        except Refused as reason:
            context.log.info(str(reason))
            return
        samples = affects.affect(behaviour)
        summary = f"{len(samples)} seconds, weak and not calibrated"
        yield dg.Output(samples, metadata={"summary": summary})
