"""What the annotation of meetings says of questions, and how a detector is measured against it."""

import gzip
import json
from pathlib import Path

import pytest

from interview.engines.questions import SHIPPED
from interview.engines.questions import read as shipped_parts
from interview.errors import BadInput
from workbench.evaluate import meetings, questions
from workbench.evaluate.calibration import calibration_error
from workbench.evaluate.meetings import Uttered
from workbench.evaluate.questions import Judged, binned, counts, f1

TALK = [
    ("a", "so what did you do with the other recordings", "qw", True),
    ("b", "i listened to all of them", "s", False),
    ("a", "uh-huh", "b", False),
    ("b", "do you have any more of them", "qy", True),
    ("a", "what i do not know", "z", False),
    ("a", "", "s", False),
]


def written(path: Path, name: str = "Bxx001") -> Path:
    rows = [
        {
            "meeting": name,
            "id": str(at),
            "start": 2.0 * at,
            "end": 2.0 * at + 1.5,
            "speaker": speaker,
            "words": [[w, 2.0 * at, 2.0 * at + 1.5] for w in text.split()],
            "da": tags,
            "is_question": asks,
            "answer_ids": [],
        }
        for at, (speaker, text, tags, asks) in enumerate(TALK)
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path


def test_utterances_without_words_or_label_are_not_judged(tmp_path: Path) -> None:
    (meeting,) = meetings.read(written(tmp_path / "m.jsonl.gz"))
    assert len(meeting.uttered) == len(TALK) - 1
    assert meeting.labelled == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ("qy^rt", "yes_no"),
        ("fh|qw", "wh"),
        ("qo^e", "wh"),
        ("qrr.%--", "alternative"),
        ("qy^bu^d^rt", "declarative"),
        ("s|qy^d^f^g", "tag"),
        ("qy^df", "yes_no"),
    ],
)
def test_the_kind_is_in_the_tags(meeting_of: Uttered, tags: str, kind: str) -> None:
    assert Uttered(meeting_of.said, tags, True).kind == kind


@pytest.fixture
def meeting_of(tmp_path: Path) -> Uttered:
    return meetings.read(written(tmp_path / "m.jsonl.gz"))[0].uttered[0]


@pytest.mark.parametrize(
    ("tags", "act"),
    [
        ("s^aa", "agreement"),
        ("s^ar^r", "rejection"),
        ("s^bk", "acknowledgement"),
        ("b", "acknowledgement"),
        ("fg", "floor"),
        ("s.%--", "broken"),
        ("s^df", "statement"),
        ("fg|s^no", "rejection"),
    ],
)
def test_the_act_is_in_the_last_tag(meeting_of: Uttered, tags: str, act: str) -> None:
    assert Uttered(meeting_of.said, tags, False).act == act


def test_counts_and_calibration_are_what_they_are_defined_as(meeting_of: Uttered) -> None:
    said = meeting_of.said
    uttered = [Uttered(said, "s", asks) for asks in (True, True, False, False)]
    judged = [Judged("m", uttered, [9.0, -9.0, 9.0, -9.0])]
    assert f1(counts(judged, 0.0)) == 0.5
    assert calibration_error(binned(judged)) == pytest.approx(0.5, abs=0.001)


def test_measures_meetings_that_the_model_has_not_seen(tmp_path: Path) -> None:
    report = questions.figures(written(tmp_path / "m.jsonl.gz"))
    assert report.figures["f1"] == 1.0
    assert report.conditions["meetings"] == ["Bxx001"]
    kept = report.kept()
    assert kept["reliability.png"].startswith(b"\x89PNG")
    assert kept["confusion.csv"].decode().split() == [
        ",held", "for", "a", "question,not", "held", "for", "one",
        "asks,2,0", "does", "not", "ask,0,2",
    ]  # fmt: skip
    assert kept["errors.csv"] == b"p,tags,meeting,start,words\n"


def test_refuses_meetings_that_the_model_has_all_seen(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="has seen all"):
        questions.figures(written(tmp_path / "m.jsonl.gz", "Bed002"))


def test_says_what_file_it_wants(tmp_path: Path) -> None:
    (tmp_path / "m.jsonl.gz").write_bytes(b"no")
    with pytest.raises(BadInput, match="mrda_links_val"):
        questions.figures(tmp_path / "m.jsonl.gz")


@pytest.mark.shared
def test_finds_questions_in_meetings_without_punctuation(shared: Path) -> None:
    report = questions.figures(shared / "data/text/mrda_links_val.jsonl.gz")
    f1_, error = report.figures["f1"], report.figures["ece"]
    assert f1_ is not None
    assert f1_ >= 0.70
    assert error is not None
    assert error <= 0.02
    assert shipped_parts(SHIPPED)[1].threshold < 0
