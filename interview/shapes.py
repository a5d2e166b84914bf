"""The JSON objects that other programs rely on: made from the model.

Times are rounded to milliseconds and everything between 0 and 1 to four decimals, so that equal
results are equal bytes.
"""

import re
from collections.abc import Mapping, Sequence

from interview.belief import interval, state
from interview.model import (
    DIMENSIONS,
    SPEAKERS,
    AffectSample,
    BehaviourSample,
    Belief,
    Dimension,
    Evidence,
    Gap,
    JobDescription,
    Outlook,
    ProfileSnapshot,
    QAPair,
    SessionMeta,
    Span,
    Status,
    Sync,
    Track,
    Turn,
    Verdict,
    Word,
)

Object = dict[str, object]

MEDIA_FILES: Mapping[Track, str] = {
    "candidate_audio": "candidate_audio.wav",
    "interviewer_audio": "interviewer_audio.wav",
    "candidate_video": "candidate_video.mp4",
}

_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def one_line(text: str) -> str:
    """The text without line breaks and without what XML forbids."""
    return " ".join(_UNPRINTABLE.sub("", text).split())


def seconds(value: float) -> float:
    return round(value, 3) + 0.0  # + 0.0: never "-0.0"


def unit(value: float) -> float:
    """A number on 0 to 1, or a difference of two."""
    return round(value, 4) + 0.0


def clock(time: float) -> str:
    """Minutes and seconds as 00:09, with hours where there are any."""
    minutes, second = divmod(int(max(time, 0.0)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"


def session_meta(
    meta: SessionMeta,
    *,
    status: Status,
    duration: float,
    sync: Mapping[Track, Sync],
    gaps: Sequence[Gap],
    versions: Mapping[str, str],
) -> Object:
    return {
        "session_id": meta.session_id,
        "tracks": {track: name for track, name in MEDIA_FILES.items() if track in sync},
        "start_time": seconds(meta.start_time),
        "end_time": seconds(meta.start_time + duration),
        "purpose": meta.purpose,
        "behaviour": meta.behaviour,
        "status": status,
        "sync": {
            track: {"method": one.method, "error_p95_ms": one.error_p95_ms}
            for track, one in sorted(sync.items())
        },
        "gaps": [{"track": gap.track, **times(gap.span), "cause": gap.cause} for gap in gaps],
        "versions": dict(versions),
    }


def transcript(words: Sequence[Word]) -> list[Object]:
    """One object a speaker, also for one who says nothing."""
    return [
        {"speaker": speaker, "words": [word(one) for one in words if one.speaker == speaker]}
        for speaker in SPEAKERS
    ]


def word(one: Word) -> Object:
    return {
        "id": one.id,
        "text": one.text,
        **times(one.span),
        "confidence": unit(one.confidence),
        "timed_by": one.timed_by,
    }


def script(turns: Sequence[Turn]) -> list[Object]:
    return [
        {
            "id": turn.id,
            **times(turn.span),
            "speaker": turn.speaker,
            "text": turn.text,
            "words": [word.id for word in turn.words],
            "flags": list(turn.flags),
        }
        for turn in in_order(turns)
    ]


def script_text(turns: Sequence[Turn]) -> str:
    """A line a turn: `[00:09] Candidate: ...`."""
    return "".join(
        f"[{clock(turn.span.start)}] {turn.speaker.capitalize()}: {one_line(turn.text)}\n"
        for turn in in_order(turns)
    )


def in_order(turns: Sequence[Turn]) -> list[Turn]:
    return sorted(turns, key=lambda turn: (turn.span.start, turn.id))


def qa(pairs: Sequence[QAPair]) -> list[Object]:
    return [
        {
            "id": pair.id,
            "question": pair.question,
            "answer": pair.answer,
            "confidence": unit(pair.confidence),
            "unanswered_p": unit(pair.unanswered_p),
            "links": [{"turn": link.turn, "p": unit(link.p)} for link in pair.links],
            "kind": pair.kind,
            "answered": pair.answered,
            "question_turns": list(pair.question_turns),
            "answer_turns": list(pair.answer_turns),
            **times(pair.span),
        }
        for pair in pairs
    ]


def jd(job: JobDescription) -> Object:
    """Weights keep nine decimals, so that they still sum to 1."""
    skills: dict[str, float] = {}
    for one in job.requirements:
        skills[one.name] = round(skills.get(one.name, 0.0) + one.weight, 9)
    return {
        "title": job.title,
        "seniority": job.seniority,
        "years": job.years,
        "skills": skills,
        "requirements": [
            {
                "name": one.name,
                "kind": one.kind,
                "weight": round(one.weight, 9),
                "years": one.years,
                "uri": one.uri,
                "quote": one.quote,
                "start": one.start,
                "end": one.end,
            }
            for one in job.requirements
        ],
        "keywords": list(job.keywords),
    }


def behaviour(
    samples: Sequence[BehaviourSample], affects: Sequence[AffectSample] = ()
) -> list[Object]:
    """With what they might mean, where that was asked for and may be told."""
    leanings = {sample.time: _affect(sample) for sample in affects}
    return [_behaviour(sample) | leanings.get(sample.time, {}) for sample in samples]


def _behaviour(sample: BehaviourSample) -> Object:
    return {
        "time": seconds(sample.time),
        "face_present": unit(sample.face_present),
        "head_yaw": _measured(sample.head_yaw),
        "head_pitch": _measured(sample.head_pitch),
        "head_roll": _measured(sample.head_roll),
        "head_movement": _measured(sample.head_movement),
        "gaze_stability": _measured(sample.gaze_stability),
        "blink_rate": _measured(sample.blink_rate),
        "aus": {name: _measured(value) for name, value in sorted(sample.aus.items())},
        "intervals": {name: _pair(ends) for name, ends in sorted(sample.intervals.items())},
        "quality": unit(sample.quality),
    }


def _affect(sample: AffectSample) -> Object:
    named = {
        "stress": sample.stress,
        "engagement": sample.engagement,
        "arousal": sample.arousal,
    }
    return {
        name: {"p": unit(one.p), "low": unit(one.low), "high": unit(one.high)}
        for name, one in named.items()
    }


def profile(snapshots: Sequence[ProfileSnapshot]) -> list[Object]:
    return [_snapshot(snapshot) for snapshot in snapshots]


def beliefs(snapshot: ProfileSnapshot) -> dict[Dimension, Belief]:
    """In the order of the dimensions."""
    return {name: snapshot.beliefs[name] for name in DIMENSIONS if name in snapshot.beliefs}


def _snapshot(snapshot: ProfileSnapshot) -> Object:
    held = beliefs(snapshot)
    return {
        "t": seconds(snapshot.t),
        "after": snapshot.after,
        **{name: unit(belief.mean) for name, belief in held.items()},
        "intervals": {name: _pair(interval(belief)) for name, belief in held.items()},
        "state": {name: state(belief) for name, belief in held.items()},
        "evidence": {name: list(belief.evidence) for name, belief in held.items()},
    }


def evidence(found: Sequence[Evidence]) -> list[Object]:
    return [
        {
            "id": one.id,
            "qa": one.qa,
            "dimension": one.dimension,
            "value": unit(one.value),
            "sd": unit(one.sd),
            "scorer": one.scorer,
            "words": list(one.words),
            "times": [[seconds(span.start), seconds(span.end)] for span in one.times],
            "quote": one.quote,
            "requirement": one.requirement,
        }
        for one in found
    ]


def verdict(reached: Verdict) -> Object:
    return {
        "time": seconds(reached.time),
        **outlook(reached.outlook),
        "confidence": unit(reached.confidence),
        "scorer": reached.scorer,
        "state": reached.state,
        "risk_flags": [one.flag for one in reached.risk_flags],
        "flag_evidence": {one.flag: list(one.evidence) for one in reached.risk_flags},
        "requirements": [
            {
                "name": one.name,
                "met": unit(one.met),
                "interval": _pair(one.interval),
                "evidence": list(one.evidence),
            }
            for one in reached.requirements
        ],
        "history": [
            {
                "t": seconds(point.t),
                "after": point.after,
                **outlook(point.outlook),
                "delta": unit(point.delta),
            }
            for point in reached.history
        ],
        "contributions": [
            {"qa": one.qa, "delta": unit(one.delta), "leave_one_out": unit(one.leave_one_out)}
            for one in reached.contributions
        ],
        "behaviour_weight": unit(reached.behaviour_weight),
        "without_behaviour": outlook(reached.without_behaviour),
        "calibration": reached.calibration,
    }


def outlook(one: Outlook) -> Object:
    return {"hire_probability": unit(one.hire_probability), "interval": _pair(one.interval)}


def times(span: Span) -> Object:
    return {"start": seconds(span.start), "end": seconds(span.end)}


def _pair(ends: tuple[float, float]) -> list[float]:
    return [unit(ends[0]), unit(ends[1])]


def _measured(value: float | None) -> float | None:
    return None if value is None else unit(value)
