"""The truth that figures are measured against must itself hold together."""

import json
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest

from tests.data import human_manifest

HERE = Path(__file__).parent
WRITTEN = [HERE / "interviews/open/manifest.json", HERE / "interviews/unread/manifest.json"]
MANIFESTS = [
    HERE.parents[1] / "data/demo/manifest.json",
    HERE / "nurse/manifest.json",
    HERE / "real/manifest.json",
    *WRITTEN,
]
ASKING = {"question", "follow_up", "candidate_question"}
KINDS = ASKING | {"statement", "backchannel", "answer"}
Truth = dict[str, Any]


def read(path: Path) -> Truth:
    found: Truth = json.loads(path.read_text(encoding="utf-8"))
    return found


def plain(text: str) -> list[str]:
    return re.sub(r"[^\w' -]", "", text).replace("-", " ").split()


def items(manifest: Path) -> list[dict[str, Path]]:
    return [
        {key: manifest.parent / value for key, value in item.items() if key != "set"}
        for item in read(manifest)["items"]
    ]


@pytest.fixture(
    params=[item for manifest in MANIFESTS for item in items(manifest)],
    ids=lambda item: item["truth"].parent.name,
)
def item(request: pytest.FixtureRequest) -> dict[str, Path]:
    found: dict[str, Path] = request.param
    return found


@pytest.fixture
def truth(item: dict[str, Path]) -> Truth:
    return read(item["truth"])


def test_turns_are_in_order_and_only_one_speaker_at_a_time_holds_two(truth: Truth) -> None:
    assert all(a["start"] <= b["start"] for a, b in pairwise(truth["turns"]))
    for speaker in ("candidate", "interviewer"):
        own = [t for t in truth["turns"] if t["speaker"] == speaker]
        assert own
        assert all(a["end"] <= b["start"] for a, b in pairwise(own))


def test_the_words_of_a_turn_say_its_text_inside_its_time(truth: Truth) -> None:
    for turn in (t for t in truth["turns"] if "words" in t):
        words = turn["words"]
        assert [w["text"] for w in words] == plain(turn["text"])
        times = [time for w in words for time in (w["start"], w["end"])]
        assert times == sorted(times)
        assert (times[0], times[-1]) == (turn["start"], turn["end"])


def test_a_question_has_an_id_and_an_answer_names_an_earlier_question(truth: Truth) -> None:
    asked: dict[str, str] = {}
    for turn in truth["turns"]:
        assert turn["kind"] in KINDS
        assert ("id" in turn) == (turn["kind"] in ASKING)
        assert "answers" in turn or turn["kind"] != "answer"
        if "answers" in turn:
            assert asked[turn["answers"]] != turn["speaker"]
        if "id" in turn:
            assert asked.setdefault(turn["id"], turn["speaker"]) == turn["speaker"]


def test_what_is_planted_stands_in_answers_of_the_candidate(truth: Truth) -> None:
    answered = [
        turn["answers"]
        for turn in truth["turns"]
        if turn["speaker"] == "candidate" and "answers" in turn
    ]
    for first, second in truth["contradictions"]:
        assert answered.index(first) < answered.index(second)
    for claimed in truth["overclaims"]:
        assert claimed in answered[:-1]


def test_both_tracks_last_until_the_last_word(item: dict[str, Path], truth: Truth) -> None:
    lengths = [human_manifest.seconds(item[speaker]) for speaker in ("candidate", "interviewer")]
    assert abs(lengths[0] - lengths[1]) < 0.05
    assert max(t["end"] for t in truth["turns"]) < min(lengths)


def test_every_requirement_stands_in_the_posting(item: dict[str, Path], truth: Truth) -> None:
    posting = item["jd"].read_text(encoding="utf-8").casefold() if "jd" in item else ""
    missing = [r["name"] for r in truth["requirements"] if r["name"] not in posting]
    assert missing == []
    assert {r["kind"] for r in truth["requirements"]} <= {"must", "nice", "soft"}


@pytest.mark.parametrize("manifest", WRITTEN, ids=lambda path: path.parent.name)
def test_two_candidates_of_a_job_have_one_posting_and_two_grades(manifest: Path) -> None:
    jobs: dict[str, list[tuple[str, Truth]]] = defaultdict(list)
    for item, named in zip(items(manifest), read(manifest)["items"], strict=True):
        jobs[named["set"]].append((item["jd"].read_text(encoding="utf-8"), read(item["truth"])))
    assert len(jobs) == 2
    for (posting, one), (other_posting, other) in jobs.values():
        assert posting == other_posting
        assert one["requirements"] == other["requirements"]
        assert 0 <= min(one["grade"], other["grade"]) < max(one["grade"], other["grade"]) <= 1


@pytest.mark.parametrize(
    "folder",
    [item["truth"].parent for manifest in WRITTEN for item in items(manifest)],
    ids=lambda folder: folder.name,
)
def test_the_truth_says_what_the_script_says(folder: Path) -> None:
    script, truth = read(folder / "script.json"), read(folder / "truth.json")
    for key in ("grade", "requirements", "overclaims", "contradictions"):
        assert truth[key] == script[key]
    said = [(t["speaker"], t["kind"], t["text"].replace("| ", "")) for t in script["turns"]]
    assert sorted(said) == sorted((t["speaker"], t["kind"], t["text"]) for t in truth["turns"])


@pytest.mark.shared
def test_the_human_manifest_names_every_recording_with_a_text(shared: Path, tmp_path: Path) -> None:
    human_manifest.write_manifest(shared / "data/audio", tmp_path / "human.json")
    items = read(tmp_path / "human.json")["items"]
    sets = [item["set"] for item in items]
    assert {s: sets.count(s) for s in sets} == {
        "emu": 7, "polyglot": 1, "jfk": 1, "libri": 3, "librivox": 5,
    }  # fmt: skip
    for item in items:
        (turn,) = read(tmp_path / item["truth"])["turns"]
        with av.open(item["audio"]) as container:
            assert turn["end"] <= float(container.duration or 0) / av.time_base
        assert turn["text"].strip() == turn["text"] != ""


@pytest.mark.shared
def test_human_word_times_come_from_the_labels(shared: Path) -> None:
    found = {
        audio.stem: turn for _, audio, turn in human_manifest.recordings(shared / "data/audio")
    }
    assert sum(len(t.get("words", ())) for name, t in found.items() if name.startswith("emu")) == 54
    spoken = found["polyglot_acoustic_corpus"]["words"]
    assert not {"sil", "", "\ncares"} & {w["text"] for w in spoken}
    assert spoken[0] == {"text": "this", "start": 1.059222833923831, "end": 1.2039419319474394}
    assert "more amiable" in found["sense_and_sensibility_01_austen_64kb-0920"]["text"]
