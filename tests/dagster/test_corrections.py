"""What a person puts right, over a real store and a real instance."""

from pathlib import Path

import dagster as dg

from assets import corrections
from assets.resources import StoreResource
from dagster_project.definitions import definitions
from dagster_project.defs.sensors import corrected_interviews
from interview.model import Event, Evidence, QAPair, Turn, Word
from interview.settling import Settled
from interview.store import Store
from tests.dagster.calling import Call, steps
from tests.dagster.conftest import KINDS, SESSION, UTTERANCES, Workbench
from tests.dagster.test_assets import digests, stale
from tests.dagster.test_comparison import finished
from tests.dagster.test_live_worker import CALL, END, SENT, Live, answer_runs
from workbench.corrections import correct_link, correct_speaker, correct_word, take_back

AT = 1.7e9 + 60.0
SPOKEN = ("sentences", "turns", "pairs")
JUDGED = ("evidence", "profile")
FOLLOWS = ",".join((*SPOKEN, *JUDGED, "verdict"))


def word_id(store: Store, text: str, session: str = SESSION) -> str:
    words = store.read(session, "words", list[Word])
    return next(word.id for word in words if word.text == text)


def fix(store: Store, was: str, text: str, session: str = SESSION) -> Event:
    return correct_word(store, session, word_id(store, was, session), text, who="ana", at=AT)


def told(workbench: Workbench) -> list[str]:
    """What is stale once Dagster knows of the corrections."""
    corrections.report(workbench.instance, workbench.store, SESSION)
    return stale(workbench)


def turns(store: Store, session: str = SESSION) -> list[Turn]:
    return store.read(session, "turns", list[Turn])


def test_a_corrected_word_makes_stale_what_follows_and_only_that(workbench: Workbench) -> None:
    workbench.run()
    heard = workbench.store.digest(SESSION, "words")
    assert not set(told(workbench)) & {"words", *SPOKEN, *JUDGED}
    fix(workbench.store, "mentored", "coached")
    assert set(told(workbench)) >= {*SPOKEN, *JUDGED}
    assert not {"words", "job_description", "job_vectors"} & set(stale(workbench))
    workbench.run(FOLLOWS)
    assert stale(workbench) == []
    last = turns(workbench.store)[-1]
    assert "coached two juniors" in last.text
    assert last.flags == ("edited",)
    assert [turn.flags for turn in turns(workbench.store)[:-1]] == [()] * 3
    assert workbench.metadata("evidence")["judged_anew"] == 1
    quotes = [one.quote for one in workbench.store.read(SESSION, "evidence", list[Evidence])]
    assert not [quote for quote in quotes if "mentored" in quote]
    assert workbench.store.digest(SESSION, "words") == heard


def test_what_is_heard_again_keeps_the_corrections(workbench: Workbench) -> None:
    workbench.run()
    fix(workbench.store, "mentored", "coached")
    workbench.run()
    before = digests(workbench.store, SESSION)
    for part in Path(str(workbench.store.root)).glob("session=tones/words/*/*.parquet"):
        part.unlink()
    workbench.run()
    assert workbench.transcriber.calls == 2 * UTTERANCES
    assert digests(workbench.store, SESSION) == before
    assert "coached" in turns(workbench.store)[-1].text


def test_taken_back_everything_is_as_it_was_byte_for_byte(workbench: Workbench) -> None:
    workbench.run()
    before = _files(workbench)
    made = [fix(workbench.store, "mentored", "coached"), fix(workbench.store, "Python?", "Rust?")]
    workbench.run()
    assert _files(workbench) != before
    for event in made:
        take_back(workbench.store, SESSION, event.hash, who="ben", at=AT)
    assert "turns" in told(workbench)
    workbench.run()
    assert _files(workbench) == before


def test_words_of_another_speaker_are_told_as_his(workbench: Workbench) -> None:
    workbench.run()
    asked = turns(workbench.store)[2]
    ids = [word.id for word in asked.words]
    correct_speaker(workbench.store, SESSION, ids, "candidate", who="ana", at=AT)
    workbench.run(FOLLOWS)
    first, answer = turns(workbench.store)
    assert (first.speaker, answer.speaker) == ("interviewer", "candidate")
    assert {*ids} < {word.id for word in answer.words}
    assert answer.flags == ("edited",)
    assert len(workbench.store.read(SESSION, "pairs", list[QAPair])) == 1


def test_a_link_that_is_denied_is_no_answer_and_the_script_stays(workbench: Workbench) -> None:
    workbench.run()
    script = workbench.store.digest(SESSION, "turns")
    pair = workbench.store.read(SESSION, "pairs", list[QAPair])[1]
    link = pair.question_turns[0], pair.answer_turns[0]
    correct_link(workbench.store, SESSION, *link, answers=False, who="ana", at=AT)
    assert "pairs" in told(workbench)
    workbench.run(FOLLOWS)
    assert workbench.store.digest(SESSION, "turns") == script
    now = workbench.store.read(SESSION, "pairs", list[QAPair])[1]
    assert (now.answer, now.answer_turns, now.links) == (None, (), ())
    evidence = workbench.store.read(SESSION, "evidence", list[Evidence])
    assert pair.id not in {one.qa for one in evidence}


def test_a_correction_that_does_not_fit_any_more_is_named(workbench: Workbench) -> None:
    workbench.run()
    event = fix(workbench.store, "mentored", "coached")
    workbench.transcriber.says(900, "We have nobody to teach.")
    for part in Path(str(workbench.store.root)).glob("session=tones/words/*/*.parquet"):
        part.unlink()
    workbench.run()
    (check,) = [
        each.event_log_entry.asset_check_evaluation
        for each in workbench.instance.get_records_for_run(
            workbench.instance.get_runs(limit=1)[0].run_id,
            of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION,
        ).records
        if each.event_log_entry.asset_check_evaluation
        and each.event_log_entry.asset_check_evaluation.check_name == "corrections_fit"
    ]
    assert check is not None
    assert not check.passed
    assert check.metadata["where"].value == [event.hash]
    assert turns(workbench.store)[-1].flags == ()


def test_live_a_correction_gives_what_comes_afresh(workbench: Workbench) -> None:
    """The answer that it touches is judged again, once; another correction touches no answer."""
    with Call(workbench.store, CALL, SENT) as call:
        workbench.store.write_job(CALL, "Backend engineer. You must have 5 years of Python.")
        live = Live(workbench)
        for live.clock.now in steps(END, 0.5):
            for speaker in SENT:
                call.send(speaker, live.clock.now)
            if live.clock.now == 10.0:
                fix(workbench.store, "six", "seven", CALL)
            call.land()
            live.go()
        fix(workbench.store, "How", "And how", CALL)
        live.go()
        call.complete()
        while not live.worker.over:
            live.go()
    store = workbench.store
    assert ["edited" in turn.flags for turn in turns(store, CALL)] == [False, True, True, False]
    settled = {each.digest for each in store.read(CALL, "settled", list[Settled])}
    runs = [run.tags["interview/digest"] for run in answer_runs(workbench)]
    assert len(runs) == len(set(runs))
    assert settled <= set(runs)
    kinds = [kind for kind in KINDS if kind != "words"]
    made = {kind: store.digest(CALL, kind) for kind in kinds}
    assert corrections.are_in(store, CALL)
    workbench.run(session=CALL)
    assert {kind: store.digest(CALL, kind) for kind in kinds} == made


def _files(workbench: Workbench) -> dict[str, bytes]:
    """What counts, without the parts, which are kept for when they are asked for again."""
    folder = Path(str(workbench.store.root)) / f"session={SESSION}"
    files = (path for kind in KINDS for path in (folder / kind).glob("*.*"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_sensor_has_a_completed_interview_made_again_once(workbench: Workbench) -> None:
    workbench.run()
    workbench.store.append(SESSION, "completed", at=AT, who="interviewer", body={"time": 20.0})
    assert tick(workbench) == []
    fix(workbench.store, "mentored", "coached")
    assert tick(workbench) == [SESSION]
    assert stale(workbench) == []
    assert "coached" in turns(workbench.store)[-1].text
    assert tick(workbench) == []
    (run,) = answer_runs(workbench)
    assert run.status == dg.DagsterRunStatus.SUCCESS


def tick(workbench: Workbench) -> list[str]:
    """The sessions that the sensor asked a run for; each is executed as Dagster would."""
    store = StoreResource(root=str(workbench.store.root))
    with dg.build_sensor_context(workbench.instance, resources={"store": store}) as context:
        told = corrected_interviews(context)
    assert isinstance(told, dg.SensorResult)
    for event in told.asset_events:
        assert isinstance(event, dg.AssetMaterialization)
        workbench.instance.report_runless_asset_event(event)
    job = definitions(workbench.resources).get_repository_def().get_job("answer")
    for request in told.run_requests or ():
        job.execute_in_process(
            instance=workbench.instance, partition_key=request.partition_key, tags=request.tags
        )
    return [str(request.partition_key) for request in told.run_requests or ()]


def test_the_same_corrections_give_the_same_bytes_afresh(workbench: Workbench) -> None:
    workbench.run()
    fix(workbench.store, "mentored", "coached and led")
    workbench.run()
    assert finished(workbench) == (True, [])
