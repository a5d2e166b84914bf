"""A short interview by hand with an example of everything that can be said of one."""

from interview.model import (
    DIMENSIONS,
    BehaviourSample,
    Belief,
    Contribution,
    Evidence,
    Gap,
    HistoryPoint,
    JobDescription,
    Link,
    Outlook,
    ProfileSnapshot,
    QAPair,
    Requirement,
    RequirementMet,
    RiskFlag,
    SessionMeta,
    Span,
    Sync,
    Track,
    Turn,
    Verdict,
)
from tests.talk import turn

META = SessionMeta("demo", 1_700_000_000.0, "research", "observables")
SYNC: dict[Track, Sync] = {
    "candidate_audio": Sync("import", None),
    "interviewer_audio": Sync("import", 0.6),
}
GAPS = [Gap("candidate_audio", Span(3.2, 3.4), "loss")]

QUESTION = turn("interviewer", "How many years have you worked with Python?", 0.5)
ANSWER = turn("candidate", "Six years, mostly on payments pipelines.", 3.6)
NODDED = Turn(turn("interviewer", "Mhm.", 4.2).sentences, ("overlap", "backchannel"))
UNANSWERED = turn("interviewer", "And what is [bold]R&D[/bold] to you?", 6.0)
TURNS = [QUESTION, ANSWER, NODDED, UNANSWERED]
WORDS = sorted((word for one in TURNS for word in one.words), key=lambda word: word.span.start)

PAIRS = [
    QAPair(
        id=QUESTION.id,
        kind="question",
        question=QUESTION.text,
        answer=ANSWER.text,
        question_turns=(QUESTION.id,),
        answer_turns=(ANSWER.id,),
        links=(Link(ANSWER.id, 0.93),),
        confidence=0.87,
        unanswered_p=0.05,
        span=QUESTION.span.until(ANSWER.span),
    ),
    QAPair(
        id=UNANSWERED.id,
        kind="follow_up",
        question=UNANSWERED.text,
        answer=None,
        question_turns=(UNANSWERED.id,),
        answer_turns=(),
        links=(),
        confidence=0.7,
        unanswered_p=0.99,
        span=UNANSWERED.span,
    ),
]

JOB = JobDescription(
    title="Data engineer",
    seniority="senior",
    years=5,
    requirements=(
        Requirement("python", "must", 1 / 3, 5.0, None, "five years of Python", 10, 30),
        Requirement("sql", "nice", 1 / 3, None, None, "SQL is a plus", 40, 53),
        Requirement("teamwork", "soft", 1 / 3, None, None, "a team player", 60, 73),
    ),
    keywords=("payments",),
)

EVIDENCE = [
    Evidence(
        id=f"{QUESTION.id}/specificity/technical-depth",
        qa=QUESTION.id,
        dimension="technical_depth",
        value=0.8,
        sd=0.15,
        scorer="specificity@1",
        words=tuple(word.id for word in ANSWER.words),
        times=(ANSWER.span,),
        quote=ANSWER.text,
        requirement="python",
    )
]
FOUND = (EVIDENCE[0].id,)

PROFILE = [
    ProfileSnapshot(
        t=ANSWER.span.end,
        after=QUESTION.id,
        beliefs={
            dimension: Belief(0.7, 0.01, FOUND)
            if dimension == "technical_depth"
            else Belief(0.5, 0.09)
            for dimension in DIMENSIONS
        },
    )
]

OUTLOOK = Outlook(0.63, (0.41, 0.81))
VERDICT = Verdict(
    time=ANSWER.span.end,
    state="judged",
    outlook=OUTLOOK,
    scorer="interview-scorer@1",
    risk_flags=(RiskFlag("overclaiming", FOUND),),
    requirements=(
        RequirementMet("python", 0.7, (0.4, 0.9), FOUND),
        RequirementMet("sql", 0.5, (0.1, 0.9), ()),
    ),
    history=(HistoryPoint(ANSWER.span.end, QUESTION.id, OUTLOOK, 0.13),),
    contributions=(Contribution(QUESTION.id, 0.13, 0.11),),
    behaviour_weight=0.0,
    without_behaviour=OUTLOOK,
    calibration="uncalibrated prior",
)

BEHAVIOUR = [
    BehaviourSample(
        time=34.2,
        face_present=0.99,
        head_yaw=-3.1,
        head_pitch=1.0,
        head_roll=None,
        head_movement=0.1,
        gaze_stability=0.8,
        blink_rate=14.0,
        aus={"AU12": 0.7, "AU06": None},
        intervals={"gaze_stability": (0.6, 0.9)},
        quality=0.9,
    )
]
