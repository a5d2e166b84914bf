import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from interview.engines.embeddings import MiniLM
from interview.engines.esco import SHIPPED, Esco, load
from interview.engines.mentions import Mentions, stretches
from interview.errors import EngineUnavailable
from interview.ports import Vectors

SENTENCE = "You are a team player with good communication skills and experience with Python ."


@pytest.fixture(scope="module")
def esco() -> Esco:
    return Esco()


@pytest.mark.parametrize(
    ("phrase", "label"),
    [
        ("Python", "Python (computer programming)"),
        ("sql", "SQL"),
        ("Customer  Service", "customer service"),
        ("bookkeeping", "accounting"),  # an alternative label
        ("infection control", "infection control"),
    ],
)
def test_finds_a_skill_by_its_names(esco: Esco, phrase: str, label: str) -> None:
    concept = esco.concept(phrase)
    assert concept is not None
    assert concept.label == label
    assert concept.uri.startswith("http://data.europa.eu/esco/skill/")


@pytest.mark.parametrize(
    ("phrase", "label"),
    [
        ("team player", "work in teams"),  # a name that ESCO lacks
        ("problem-solving ability", "solve problems"),  # no name at all
    ],
)
def test_finds_a_skill_by_its_meaning(esco: Esco, phrase: str, label: str) -> None:
    concept = esco.concept(phrase)
    assert concept is not None
    assert concept.label == label


@pytest.mark.parametrize(
    "phrase", ["", "  ", "frobnication", "with", "a", "docker", "two years", "bring your lunch"]
)
def test_knows_what_it_does_not_know(esco: Esco, phrase: str) -> None:
    assert esco.concept(phrase) is None


def test_an_ambiguous_alternative_name_is_not_looked_up(esco: Esco) -> None:
    preferred, bare, other = esco._indices
    ambiguous = {name for name, keys in other.items() if len(keys) > 1}
    assert ambiguous - preferred.keys() - bare.keys()


def test_ranks_what_a_sentence_asks_for(esco: Esco) -> None:
    ranked = [concept.label for concept, _ in esco.rank(SENTENCE)[:5]]
    assert {"Python (computer programming)", "work in teams", "communication"} <= set(ranked)


def test_a_ranking_is_in_order_and_has_addresses(esco: Esco) -> None:
    ranked = esco.rank(SENTENCE)
    likely = [probability for _, probability in ranked]
    assert likely == sorted(likely, reverse=True)
    assert all(0 <= probability <= 1 for probability in likely)
    assert len({concept.uri for concept, _ in ranked}) == len(ranked) == 50
    assert all(concept.uri.startswith("http://data.europa.eu/esco/skill/") for concept, _ in ranked)


def test_a_sentence_is_ranked_alike_whatever_came_before(esco: Esco) -> None:
    first = esco.rank(SENTENCE)
    esco.rank("Sales in German .")
    assert esco.rank(SENTENCE) == first == Esco().rank(SENTENCE)


def test_known_phrases_take_the_place_of_stretches(esco: Esco) -> None:
    ranked = [concept.label for concept, _ in esco.rank(SENTENCE, ["experience with Python"])]
    assert ranked[0] == "Python (computer programming)"
    assert ranked != [concept.label for concept, _ in esco.rank(SENTENCE)]


@pytest.mark.parametrize("sentence", ["", " \n", ".", "* •", "the", "日本語"])
def test_takes_any_text(esco: Esco, sentence: str) -> None:
    assert len(esco.rank(sentence)) == (50 if sentence.strip() else 0)


def test_needs_its_files(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="is missing: restore it"):
        Esco(tmp_path).rank("anything")


def test_each_concept_of_the_model_has_one_row_and_an_address() -> None:
    lines = (SHIPPED / "concepts.tsv").read_text(encoding="utf-8").splitlines()
    files = load_file(SHIPPED / "vectors.safetensors")
    assert len(lines) + len(files["others"]) == len(files["names"])
    assert files["others"].max() < len(lines)
    assert all(len(line.partition("\t")[2]) == 36 for line in lines)


def test_load_gives_a_taxonomy_with_a_version() -> None:
    assert load().version == "interview-esco@shipped"
    assert load(SHIPPED, "interview-esco@3").version == "interview-esco@3"


class Hashed:
    """A vector for each text that depends on nothing else."""

    version = "hashed@1"

    def embed(self, texts: Sequence[str]) -> Vectors:
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) for text in texts]
        return np.stack([np.random.default_rng(seed).normal(size=384) for seed in seeds]).astype(
            np.float32
        )


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="abc .,#é\n", max_size=40))
def test_rankings_keep_their_order_for_any_text(text: str) -> None:
    ranked = RANDOM.rank(text)
    likely = [probability for _, probability in ranked]
    assert likely == sorted(likely, reverse=True)
    assert ranked == RANDOM.rank(text)


RANDOM = Esco(embedder=Hashed())


@given(st.text(alphabet="ab the, ", max_size=60))
def test_stretches_stand_in_the_text(text: str) -> None:
    running = " ".join(text.split())
    found = stretches(text)
    assert found
    assert len(set(found)) == len(found)
    assert all(stretch in running or stretch == text for stretch in found)


def test_stretches_leave_out_what_cannot_be_a_name() -> None:
    assert stretches("* knowledge of the Java") == ["knowledge", "Java", "knowledge of the Java"]


def test_a_mention_counts_more_where_the_name_stands() -> None:
    mentions = Mentions(["work in teams", "teams", "C++", "lead people"])
    scores = mentions.scores("You work in teams with C++ , people and teams")
    assert scores.tolist() == [4.0, 3.0, 3.0, 0.0]
    assert mentions.scores("teams at work").tolist() == [1.0, 3.0, 0.0, 0.0]


def test_the_embedder_is_the_usual_one_by_default() -> None:
    assert isinstance(Esco()._embedder, MiniLM)
