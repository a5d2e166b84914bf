"""Training a linker on a few made-up meetings."""

import gzip
import json
from pathlib import Path

from interview.engines import linking
from workbench.train.linking import train
from workbench.train.questions import TRAIN, VALIDATION

TALK = [
    ("a", "what did you do with the other recordings", "qw", 1),
    ("b", "i listened to all of them", "s", None),
    ("c", "mm-hmm", "b", None),
    ("a", "do you have any more", "qy", 5),
    ("c", "that was a long day", "s", None),
    ("b", "yeah", "s^aa", None),
    ("a", "is it", "qy^g", None),
    ("b", "so on monday we met again", "s", None),
]


def meeting(name: str, times: int) -> list[str]:
    rows = []
    for place in range(times * len(TALK)):
        speaker, text, tags, answer = TALK[place % len(TALK)]
        start, first = 2.0 * place, place - place % len(TALK)
        words = [[w, start + 0.2 * k, start + 0.2 * k + 0.2] for k, w in enumerate(text.split())]
        row = {"meeting": name, "id": str(place), "start": start, "end": start + 1.8}
        row |= {"speaker": speaker, "words": words, "da": tags, "is_question": tags[0] == "q"}
        row |= {"answer_ids": [] if answer is None else [str(first + answer)]}
        rows.append(json.dumps(row))
    return rows


def data(folder: Path) -> Path:
    for name, number in ((TRAIN, 5), (VALIDATION, 7)):
        rows = [row for k in range(number) for row in meeting(f"{name[11:14]}{k}", 8)]
        (folder / name).write_bytes(gzip.compress("\n".join(rows).encode()))
    return folder


def test_a_training_leaves_a_model_that_loads_and_comes_out_again(tmp_path: Path) -> None:
    given = data(tmp_path)
    made = train(given, tmp_path / "made")
    again = train(given, tmp_path / "again")
    assert made.model == "linking"
    assert made.metrics["top1"] == made.metrics["top1_with_unanswered"] == 1.0
    assert {"reliability.png", "confusion.csv", "errors.csv"} == made.artifacts.keys()
    names = {path.name for path in made.folder.iterdir()}
    assert names == {path.name for path in linking.SHIPPED.iterdir()}
    for name in names:
        assert (made.folder / name).read_bytes() == (again.folder / name).read_bytes()
    figures = json.loads((made.folder / "figures.json").read_bytes())
    assert len(figures["seen"]) == 5 + 6
    assert linking.load(made.folder, "made@1").version == "made@1"
