"""The assets over a real store and a real instance, with scripted engines."""

from pathlib import Path

import dagster as dg
import pytest

from assets import conversation
from dagster_project.run import RunFailed
from interview import script
from interview.model import JobDescription, QAPair, Turn, Verdict, Word
from tests.dagster.conftest import (
    CANDIDATE,
    KINDS,
    MEANINGS,
    SESSION,
    UTTERANCES,
    Workbench,
)


def digests(workbench: Workbench, session: str = SESSION) -> dict[str, str]:
    return {kind: workbench.store.digest(session, kind) for kind in KINDS}


def test_a_run_makes_everything_from_words_to_verdict(workbench: Workbench) -> None:
    run = workbench.run()
    assert run.status == dg.DagsterRunStatus.SUCCESS
    assert set(workbench.states().items()) == {(kind, "done") for kind in KINDS}
    words = workbench.store.read(SESSION, "words", list[Word])
    assert " ".join(w.text for w in words if w.speaker == "candidate").startswith(MEANINGS[440])
    pairs = workbench.store.read(SESSION, "pairs", list[QAPair])
    assert [(pair.question, pair.answer) for pair in pairs] == [
        (MEANINGS[300], MEANINGS[440]),
        (MEANINGS[600], MEANINGS[900]),
    ]
    verdict = workbench.store.read(SESSION, "verdict", Verdict)
    assert [point.after for point in verdict.history] == [pair.id for pair in pairs]


def test_an_asset_is_its_pure_function(workbench: Workbench) -> None:
    workbench.run("words")
    words = workbench.store.read(SESSION, "words", list[Word])
    assert conversation.sentences(words) == script.sentences(words)


def test_a_second_run_hears_nothing_again(workbench: Workbench) -> None:
    workbench.run()
    assert workbench.transcriber.calls == UTTERANCES
    before = digests(workbench)
    workbench.run()
    assert workbench.transcriber.calls == UTTERANCES
    assert digests(workbench) == before
    assert workbench.metadata("words")["decoded"] == 0
    assert workbench.metadata("evidence")["judged_anew"] == 0


def test_progress_counts_utterances_and_answers(workbench: Workbench) -> None:
    workbench.run()
    notes = [line["note"] for line in workbench.said if "note" in line]
    assert f"heard {UTTERANCES}/{UTTERANCES} utterances" in notes
    assert "judged 2/2 answers" in notes


def test_ten_runs_give_equal_bytes(workbench: Workbench, tmp_path: Path) -> None:
    tracks = {"candidate_audio": CANDIDATE, "interviewer_audio": CANDIDATE[::-1].copy()}
    for number in range(10):
        workbench.add(f"again-{number}", tracks)  # type: ignore[arg-type]  # a dict of track names
        workbench.run(session=f"again-{number}")
    assert len({tuple(digests(workbench, f"again-{n}").values()) for n in range(10)}) == 1
    files = [
        {
            path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*.*")
            if path.suffix in (".parquet", ".json") and "media" not in path.parts
        }
        for folder in sorted((tmp_path / "data").glob("session=again-*"))
    ]
    for each in files:
        del each[Path("meta.json")]  # names the session
    assert len(files) == 10
    assert all(each == files[0] for each in files)


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


def test_without_audio_the_run_says_what_to_do(workbench: Workbench) -> None:
    workbench.add("mute", {})
    with pytest.raises(RunFailed, match="session mute has no audio: import a track"):
        workbench.run(session="mute")
    assert workbench.states()["words"] == "failed"
    assert workbench.states()["verdict"] == "skipped"
    assert workbench.states()["job_vectors"] == "done"


def test_a_missing_upstream_fails_once_and_says_what_to_make(workbench: Workbench) -> None:
    with pytest.raises(RunFailed, match=f"has no evidence yet: run 'workbench run {SESSION}'"):
        workbench.run("verdict")
    run = workbench.instance.get_runs(limit=1)[0]
    starts = workbench.instance.get_records_for_run(
        run.run_id, of_type=dg.DagsterEventType.STEP_START
    )
    assert len(starts.records) == 1


def test_media_are_reported_once_until_they_change(workbench: Workbench) -> None:
    workbench.run("words")
    workbench.run("words")
    key = dg.AssetKey("media")
    events = workbench.instance.fetch_materializations(key, limit=10).records
    assert len(events) == 1
    assert SESSION in workbench.instance.get_dynamic_partitions("session")


def test_the_ui_shows_a_summary_and_a_picture(workbench: Workbench) -> None:
    workbench.run()
    for kind in KINDS:
        assert workbench.metadata(kind)["summary"]
    assert str(workbench.metadata("profile")["picture"]).startswith("![profile](data:image/png")
    assert "| start | speaker | text | flags |" in str(workbench.metadata("turns")["preview"])
