"""How a linker is measured against the annotation of meetings."""

import gzip
import json
from pathlib import Path

import pytest

from interview.engines.linking import SHIPPED, read
from interview.errors import BadInput
from workbench.evaluate import linking, meetings
from workbench.evaluate.calibration import reliability
from workbench.evaluate.linking import Judged, Linked, binned, f1, measures

TALK = [
    ("a", "so what did you do with the other recordings", "qw", ["1", "2"]),
    ("b", "i listened to all of them", "s", []),
    ("b", "and i wrote down the names", "s", []),
    ("a", "do you have any more of them", "qy", []),
]


def written(path: Path, name: str = "Bxx001") -> Path:
    rows = [
        {
            "meeting": name,
            "id": str(at),
            "start": 3.0 * at,
            "end": 3.0 * at + 2.5,
            "speaker": speaker,
            "words": [
                [word, 3.0 * at + 0.25 * k, 3.0 * at + 0.25 * k + 0.2]
                for k, word in enumerate(text.split())
            ],
            "da": tags,
            "is_question": tags.startswith("q"),
            "answer_ids": answers,
        }
        for at, (speaker, text, tags, answers) in enumerate(TALK)
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path


def asked(odds: dict[int, float], true: set[int], *, answered: bool, has: bool = True) -> Linked:
    return Linked(odds, frozenset(true), has, answered)


RIGHT = asked({4: 2.0, 5: 1.0}, {4}, answered=True)
SECOND = asked({4: 2.0, 5: 1.0}, {5}, answered=True)
OUTSIDE = asked({4: -2.0}, set(), answered=False)
NOBODY = asked({4: -2.0}, set(), answered=False, has=False)
IMAGINED = asked({4: 2.0}, set(), answered=True, has=False)
SILENCE = asked({}, set(), answered=False, has=False)


def test_an_answer_outside_the_candidates_counts_as_wrong() -> None:
    judged = [Judged("m", [RIGHT, SECOND, OUTSIDE], None)]
    assert measures(judged)["top1"] == pytest.approx(1 / 3)
    assert measures(judged)["top1_with_unanswered"] == pytest.approx(1 / 3)


def test_nobody_is_right_where_nobody_answered() -> None:
    judged = [Judged("m", [RIGHT, NOBODY, IMAGINED, SILENCE], None)]
    assert measures(judged)["top1_with_unanswered"] == pytest.approx(3 / 4)
    assert measures(judged)["end_to_end_f1"] is None


def test_a_link_from_a_question_that_was_not_found_is_missing() -> None:
    given = [RIGHT, RIGHT, OUTSIDE]
    assert f1([Judged("m", given, [RIGHT])]) == pytest.approx(2 * 1 / (1 + 3))
    assert f1([Judged("m", given, [RIGHT, RIGHT, IMAGINED])]) == pytest.approx(2 * 2 / (3 + 3))


def test_all_pairs_are_calibrated_not_only_the_likeliest() -> None:
    (low,) = reliability(
        binned([Judged("m", [asked({1: -9.0, 2: -9.0}, {2}, answered=False)], None)])
    )
    assert (low["n"], low["true"]) == (2, 0.5)


def test_the_shipped_model_on_a_meeting_it_has_not_seen(tmp_path: Path) -> None:
    (meeting,) = meetings.read(written(tmp_path / "m.jsonl.gz"))
    asks = [one.asks for one in meeting.uttered]
    first, last = linking.linked(read(SHIPPED)[1], meeting, asks)
    assert (first.true, first.right, last.has_answer) == (frozenset({1, 2}), True, False)
    assert not last.odds
    report = linking.figures(tmp_path / "m.jsonl.gz")
    assert report.figures["top1"] == 1.0
    assert report.conditions["questions"] == 2
    kept = report.kept()
    assert set(kept) == {"reliability.png", "confusion.csv", "errors.csv"}
    assert kept["confusion.csv"].decode().split("\n")[1:3] == [
        "answered,1,0,0",
        "not answered,0,0,1",
    ]


def test_meetings_that_the_model_has_seen_are_refused(tmp_path: Path) -> None:
    seen = json.loads((SHIPPED / "figures.json").read_bytes())["seen"]
    assert len(seen) == 26
    with pytest.raises(BadInput, match="has seen all meetings"):
        linking.figures(written(tmp_path / "m.jsonl.gz", seen[0]))


@pytest.mark.shared
def test_the_recorded_figures_come_out_again(shared: Path) -> None:
    recorded = json.loads((SHIPPED / "figures.json").read_bytes())["figures"]
    found = linking.figures(shared / "data/text/mrda_links_val.jsonl.gz").figures
    for name in ("top1", "pair_ece", "top1_with_unanswered"):  # the rest is the detector's as well
        assert recorded[name] == pytest.approx(found[name], abs=1e-9)
