"""Training the tagger of skills on next to nothing, by the real command's function."""

import gzip
import json
from pathlib import Path

import pytest

from interview.engines import tagger
from workbench.evaluate import skills as evaluating
from workbench.train import skills, tagging
from workbench.train.skills import Plan

pytestmark = [
    pytest.mark.research,
    # peft 0.21 asks transformers 5 for it by its old name.
    pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning"),
]

SENTENCES = [
    ("You know Python and Docker .", "OOBOBO", "knowledge"),
    ("You write clean code .", "OBIIO", "skill"),
    ("We offer free fruit .", "OOOOO", "skill"),
]
SMALL = Plan((0,), members=tagging.Settings(rank=2, epochs=4))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name, postings in ((skills.TRAIN, 4), (skills.DEV, 2)):
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as file:
            for number in range(postings):
                file.writelines(json.dumps(row(number, *one)) + "\n" for one in SENTENCES)
    return tmp_path


def row(number: int, text: str, tags: str, kind: str) -> dict[str, object]:
    none = list("O" * len(tags))
    tagged = {f"tags_{name}": none for name in tagger.KINDS} | {f"tags_{kind}": list(tags)}
    words = [*text.split()[:-1], str(number)]
    return {"idx": number, "tokens": words, "source": "tech", **tagged}


def test_writes_a_model_that_tags_and_is_made_again_byte_for_byte(data: Path) -> None:
    made = skills.train(data, data / "one", SMALL)
    again = skills.train(data, data / "two", SMALL)
    names = sorted(file.name for file in made.folder.iterdir())
    assert {"adapter-0.safetensors", "card.md", "chain-skill.json.gz", "figures.json"} <= {*names}
    assert all((made.folder / n).read_bytes() == (again.folder / n).read_bytes() for n in names)
    assert made.metrics == again.metrics
    assert {"knowledge_f1", "skill_f1", "skill_f1_low"} <= made.metrics.keys()
    assert len(tagger.load(made.folder).tag(["You know Python and Docker ."])) == 1


def test_what_chose_is_not_measured(data: Path) -> None:
    made = skills.train(data, data / "model", SMALL)
    seen = json.loads((made.folder / "figures.json").read_text())["seen"]
    assert [one.id for one in evaluating.read(data / skills.DEV)][:1] == seen
