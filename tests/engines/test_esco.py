import pytest

from interview.engines.esco import Esco, load


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


@pytest.mark.parametrize("phrase", ["", "frobnication", "with", "a"])
def test_knows_what_it_does_not_know(esco: Esco, phrase: str) -> None:
    assert esco.concept(phrase) is None


def test_an_ambiguous_name_is_no_skill(esco: Esco) -> None:
    names = [
        name
        for name, keys in esco._indices[2].items()
        if len(keys) > 1 and not any(name in index for index in esco._indices[:2])
    ]
    assert names
    assert all(esco.concept(name) is None for name in names)


def test_load_gives_a_taxonomy_with_a_version() -> None:
    assert load().version == "esco-1.1.1@1"
