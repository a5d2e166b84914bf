"""Words by another engine lie beside those that were there, and both are compared."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import dagster as dg
import pytest
from mlflow import MlflowClient
from mlflow.entities import Run

from assets.resources import SpeechResource
from assets.tracking import TrackingResource
from dagster_project.definitions import definitions
from dagster_project.run import RunFailed
from dagster_project.settings import JOB
from interview.comparing import WordsComparison
from interview.errors import BadInput
from interview.hearing import Speech
from interview.model import Speaker, Word
from interview.ports import Samples, TrackHearing
from interview.whole_track import ByUtterance
from tests.dagster.conftest import MEANINGS, SESSION, Workbench
from tests.dagster.tones import LevelVoice, SureAligner, ToneTranscriber

BOTH = "words,words_comparison"
OTHERWISE = {**MEANINGS, 440: "I worked with pythons for six years."}


@dataclass(frozen=True)
class Whole:
    """Hears tones otherwise, and whole tracks only."""

    unavailable: str = ""
    version: str = "whole@1"

    def words(self, speaker: Speaker, own: Samples, other: Samples | None) -> list[Word]:
        speech = Speech(LevelVoice(), ToneTranscriber(OTHERWISE), SureAligner())
        return ByUtterance(speech).words(speaker, own, other)


def with_whole(workbench: Workbench, hearing: TrackHearing) -> Workbench:
    class Scripted(SpeechResource):
        def whole(self) -> TrackHearing:
            return hearing

    return replace(workbench, resources={**workbench.resources, "speech": Scripted()})


def logged(workbench: Workbench) -> tuple[MlflowClient, list[Run]]:
    tracking = workbench.resources["tracking"]
    assert isinstance(tracking, TrackingResource)
    client = MlflowClient(tracking.uri)
    experiment = client.get_experiment_by_name("speech")
    return client, list(client.search_runs([experiment.experiment_id])) if experiment else []


def test_the_words_of_both_engines_stay_and_are_compared(workbench: Workbench) -> None:
    store = workbench.store
    workbench.run(BOTH)
    (default,) = store.versions(SESSION, "words")
    first = store.read(SESSION, "words", list[Word])
    assert store.read(SESSION, "words_comparison", WordsComparison).others == ()
    assert "nothing to compare" in str(workbench.metadata("words_comparison")["summary"])
    assert logged(workbench)[1] == []

    whole = with_whole(workbench, Whole())
    whole.run(BOTH)
    assert store.active(SESSION, "words") == "whole@1"
    assert store.read(SESSION, "words", list[Word], default) == first
    about = whole.metadata("words")
    assert (about["version"], about["decoded"], about["tracks"]) == ("whole@1", 2, 2)
    assert about["versions"] == sorted(["whole@1", default])
    made = store.read(SESSION, "words_comparison", WordsComparison)
    (other,) = made.others
    assert (made.active.version, other.heard.version) == ("whole@1", default)
    assert any("python" in each.other.lower() for each in other.disagreements)

    client, (run,) = logged(workbench)
    assert run.data.tags["session"] == SESSION
    assert run.data.params == {"version_active": "whole@1", "version_other": default}
    assert run.data.metrics["wer_between"] == other.wer
    assert other.starts is not None
    assert run.data.metrics["start_difference_p95_ms"] == other.starts.p95_ms
    assert "wer_active" not in run.data.metrics
    path = client.download_artifacts(run.info.run_id, "comparison.json")
    assert json.loads(Path(path).read_bytes())["other"]["heard"]["version"] == default

    whole.run(BOTH)
    assert whole.metadata("words")["decoded"] == 0
    assert len(logged(workbench)[1]) == 1
    workbench.run(BOTH)
    assert workbench.metadata("words")["decoded"] == 0
    assert store.read(SESSION, "words", list[Word]) == first
    assert len(logged(workbench)[1]) == 2


def test_an_engine_that_is_not_there_makes_no_words(workbench: Workbench) -> None:
    with pytest.raises(RunFailed, match="is not installed: install it"):
        with_whole(workbench, Whole("it is not installed: install it")).run("words")
    assert workbench.store.versions(SESSION, "words") == []


def test_what_was_said_may_be_known(workbench: Workbench, tmp_path: Path) -> None:
    workbench.run("words")
    turn = {"speaker": "candidate", "kind": "answer", "text": MEANINGS[440], "start": 2.5, "end": 7}
    truth = tmp_path / "truth.json"
    truth.write_text(json.dumps({"turns": [turn]}))
    assert compare(workbench, truth)
    made = workbench.store.read(SESSION, "words_comparison", WordsComparison)
    assert made.active.wer is not None
    assert made.active.wer > 0
    truth.write_text("{}")
    assert not compare(workbench, truth)


def compare(workbench: Workbench, truth: Path) -> bool:
    job = definitions(workbench.resources).get_repository_def().get_job(JOB)
    done = job.execute_in_process(
        instance=workbench.instance,
        partition_key=SESSION,
        asset_selection=[dg.AssetKey("words_comparison")],
        run_config={"ops": {"words_comparison": {"config": {"truth": str(truth)}}}},
        raise_on_error=False,
    )
    return done.success


def test_an_engine_that_nobody_knows_is_refused() -> None:
    with pytest.raises(BadInput, match="take whisper or whisperx"):
        SpeechResource(engine="ears").whole()
    assert "whisperx" in SpeechResource(engine="whisperx").version
    assert SpeechResource(engine="whisper").whole() is None


def test_interviews_that_go_on_are_heard_by_the_default_engine() -> None:
    live = SpeechResource(engine="whisperx").load()
    assert live.version == SpeechResource().load().version
    assert "whisperx" not in live.version
