"""The assets over a real store and a real instance, with scripted engines."""

from collections.abc import Mapping
from pathlib import Path

import dagster as dg
import numpy as np
import pytest
from dagster._core.definitions.data_version import CachingStaleStatusResolver
from dagster._core.loader import LoadingContextForTest

from dagster_project.definitions import definitions
from dagster_project.run import RunFailed
from interview import script, settling
from interview.model import (
    Evidence,
    JobDescription,
    QAPair,
    Sentence,
    Speaker,
    Turn,
    Verdict,
    Word,
)
from interview.pairing import HAND_SET
from interview.store import Store
from tests.dagster.conftest import CANDIDATE, KINDS, MEANINGS, SESSION, UTTERANCES, Workbench


def digests(store: Store, session: str) -> dict[str, str]:
    return {kind: store.digest(session, kind) for kind in KINDS}


def test_a_run_makes_everything_from_words_to_verdict(finished: Workbench) -> None:
    (run,) = finished.instance.get_runs()
    assert run.status == dg.DagsterRunStatus.SUCCESS
    assert finished.states() == dict.fromkeys(KINDS, "done")
    words = finished.store.read(SESSION, "words", list[Word])
    assert " ".join(w.text for w in words if w.speaker == "candidate").startswith(MEANINGS[440])
    pairs = finished.store.read(SESSION, "pairs", list[QAPair])
    assert [(pair.question, pair.answer) for pair in pairs] == [
        (MEANINGS[300], MEANINGS[440]),
        (MEANINGS[600], MEANINGS[900]),
    ]
    verdict = finished.store.read(SESSION, "verdict", Verdict)
    assert [point.after for point in verdict.history] == [pair.id for pair in pairs]


def test_an_asset_is_its_pure_function(finished: Workbench) -> None:
    words = finished.store.read(SESSION, "words", list[Word])
    sentences = finished.store.read(SESSION, "sentences", list[Sentence])
    assert sentences == script.sentences(words)


def test_progress_counts_utterances_and_answers(finished: Workbench) -> None:
    notes = [line["note"] for line in finished.said if "note" in line]
    assert f"heard {UTTERANCES}/{UTTERANCES} utterances" in notes
    assert "judged 2/2 answers" in notes


def test_each_value_knows_what_it_was_made_of(finished: Workbench) -> None:
    made = finished.store.provenance(SESSION, "verdict")
    assert made.inputs == {
        kind: finished.store.digest(SESSION, kind)
        for kind in ("profile", "evidence", "job_description")
    }
    words = finished.store.provenance(SESSION, "words")
    assert words.inputs == {"media": finished.store.media_digest(SESSION)}


def test_the_ui_shows_a_summary_and_a_picture(finished: Workbench) -> None:
    for kind in KINDS:
        assert finished.metadata(kind)["summary"]
    assert str(finished.metadata("profile")["picture"]).startswith("![profile](data:image/png")
    assert "| start | speaker | text | flags |" in str(finished.metadata("turns")["preview"])


def test_a_second_run_hears_and_judges_nothing_again(workbench: Workbench) -> None:
    workbench.run()
    assert workbench.transcriber.calls == UTTERANCES
    before = digests(workbench.store, SESSION)
    workbench.run()
    assert workbench.transcriber.calls == UTTERANCES
    assert digests(workbench.store, SESSION) == before
    assert workbench.metadata("words")["decoded"] == 0
    assert workbench.metadata("evidence")["judged_anew"] == 0
    assert len(workbench.instance.fetch_materializations(dg.AssetKey("media"), 10).records) == 1


def test_a_part_that_is_damaged_is_made_again(workbench: Workbench, tmp_path: Path) -> None:
    workbench.run("words")
    whole = workbench.store.read(SESSION, "words", list[Word])
    part = min(tmp_path.glob("data/session=tones/words/*/*.parquet"))
    part.write_bytes(part.read_bytes()[:-1])
    workbench.run("words")
    assert workbench.transcriber.calls == UTTERANCES + 1
    assert workbench.store.read(SESSION, "words", list[Word]) == whole


def test_ten_runs_give_equal_bytes(workbench: Workbench, tmp_path: Path) -> None:
    for number in range(10):
        session = f"again-{number}"
        workbench.add(session, {"candidate_audio": CANDIDATE, "interviewer_audio": CANDIDATE[::-1]})
        workbench.run(session=session)
    first, *others = (_derived(folder) for folder in sorted(tmp_path.glob("data/session=again-*")))
    assert len(first) > len(KINDS)
    assert len(others) == 9
    assert all(other == first for other in others)


def _derived(session: Path) -> dict[Path, bytes]:
    """Every file of every kind, parts and pointers as well."""
    files = (session / kind for kind in KINDS)
    return {
        path.relative_to(session): path.read_bytes()
        for folder in files
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_without_a_posting_the_rest_still_works(workbench: Workbench) -> None:
    workbench.add("no-job", {"candidate_audio": CANDIDATE}, posting=None)
    workbench.run(session="no-job")
    job = workbench.store.read("no-job", "job_description", JobDescription)
    assert job.requirements == ()
    assert workbench.store.read("no-job", "verdict", Verdict).requirements == ()


def test_one_track_is_a_script_of_one_speaker(workbench: Workbench) -> None:
    workbench.add("alone", {"candidate_audio": CANDIDATE})
    workbench.run(session="alone")
    turns = workbench.store.read("alone", "turns", list[Turn])
    assert {turn.speaker for turn in turns} == {"candidate"}
    assert workbench.store.read("alone", "verdict", Verdict).state == "insufficient_evidence"


def test_a_silent_session_has_no_words(workbench: Workbench) -> None:
    workbench.add("silent", {"candidate_audio": np.zeros(32_000, np.float32)})
    workbench.run(session="silent")
    assert workbench.store.read("silent", "words", list[Word]) == []
    assert workbench.store.read("silent", "verdict", Verdict).state == "insufficient_evidence"


def test_without_audio_the_run_says_what_to_do(workbench: Workbench) -> None:
    workbench.add("mute", {})
    with pytest.raises(RunFailed, match="session mute has no audio: import a track"):
        workbench.run(session="mute")
    assert workbench.states()["words"] == "failed"
    assert workbench.states()["verdict"] == "skipped"
    assert workbench.states()["job_vectors"] == "done"


def test_a_missing_upstream_fails_once_and_says_what_to_make(workbench: Workbench) -> None:
    with pytest.raises(RunFailed, match=f"has no profile yet: run 'workbench run {SESSION}'"):
        workbench.run("verdict")
    run = workbench.instance.get_runs(limit=1)[0]
    starts = workbench.instance.get_records_for_run(
        run.run_id, of_type=dg.DagsterEventType.STEP_START
    )
    assert len(starts.records) == 1


def told(workbench: Workbench) -> list[Mapping[str, object]]:
    return [each.body for each in workbench.store.events(SESSION) if each.kind == "verdict"]


def switch(workbench: Workbench, on: bool, time: float) -> None:
    body = {"on": on, "time": time}
    workbench.store.append(SESSION, "profiling", at=1.7e9, who="interviewer", body=body)


def test_each_new_verdict_is_in_the_audit_chain(workbench: Workbench) -> None:
    workbench.run()
    workbench.run()
    (first,) = told(workbench)
    verdict = workbench.store.read(SESSION, "verdict", Verdict)
    assert first["hire_probability"] == verdict.outlook.hire_probability
    assert first["after"] == verdict.history[-1].after
    assert first["sha256"] == workbench.store.digest(SESSION, "verdict")
    switch(workbench, on=False, time=9.0)
    workbench.run("evidence,profile,verdict")
    assert [body["after"] for body in told(workbench)] == [first["after"], verdict.history[0].after]


def test_while_profiling_is_off_the_script_goes_on_and_the_verdict_does_not(
    workbench: Workbench,
) -> None:
    switch(workbench, on=False, time=9.0)
    workbench.run()
    first, second = workbench.store.read(SESSION, "pairs", list[QAPair])
    assert second.answered
    evidence = workbench.store.read(SESSION, "evidence", list[Evidence])
    assert {found.qa for found in evidence} == {first.id}
    verdict = workbench.store.read(SESSION, "verdict", Verdict)
    assert [point.after for point in verdict.history] == [first.id]


def test_in_a_live_interview_only_what_has_settled_is_judged(workbench: Workbench) -> None:
    workbench.run("words,sentences,turns,pairs,job_description,job_vectors")
    turns = workbench.store.read(SESSION, "turns", list[Turn])
    pairs = workbench.store.read(SESSION, "pairs", list[QAPair])
    answers = settling.profiled(turns, pairs, [], HAND_SET)
    heard: dict[Speaker, float] = {"candidate": 9.0, "interviewer": 9.0}
    settled = settling.settled(answers, turns, heard)
    workbench.store.write(SESSION, "settled", settled, version=settling.VERSION)
    workbench.run("evidence,profile,verdict")
    live = workbench.store.read(SESSION, "verdict", Verdict)
    assert [point.after for point in live.history] == [pairs[0].id]
    assert "picture" not in workbench.metadata("profile")
    workbench.store.append(SESSION, "completed", at=1.7e9, who="interviewer", body={"time": 20.0})
    workbench.run("evidence,profile,verdict")
    whole = workbench.store.read(SESSION, "verdict", Verdict)
    assert [point.after for point in whole.history] == [pair.id for pair in pairs]
    assert workbench.metadata("evidence")["judged_anew"] == 1


def test_only_what_follows_from_a_change_is_stale(workbench: Workbench) -> None:
    workbench.run()
    assert set(stale(workbench)) <= {"behaviour"}
    workbench.store.write_job(SESSION, "Cook. You must know French kitchens.")
    workbench.run("job_description")
    assert set(stale(workbench)) - {"behaviour"} == {
        "job_vectors",
        "evidence",
        "profile",
        "verdict",
    }


def stale(workbench: Workbench) -> list[str]:
    graph = definitions(workbench.resources).get_repository_def().asset_graph
    resolver = CachingStaleStatusResolver(
        workbench.instance, graph, LoadingContextForTest(workbench.instance)
    )
    return [
        kind for kind in KINDS if resolver.get_status(dg.AssetKey(kind), SESSION).value == "STALE"
    ]
