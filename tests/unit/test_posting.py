"""Postings of many jobs against labels by hand, and the rules one by one.

The postings called "held_out", "unseen" and "last" were labelled first and read only when the
rules stood. F1 was then .94, .85, .87, .87; .84, .00, .74; .82, .55. What failed on them has been
mended since, so that no posting here is unseen any more.

Those of prose.json have no headings: the rules and the tagger were fitted together on the ones
called "prose"; the ones called "fresh" were labelled before and read only when both stood.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from interview.engines import tagger as tagging
from interview.engines.esco import load
from interview.errors import BadInput
from interview.model import JobDescription, Requirement
from interview.ports import SkillTagger, Taxonomy
from interview.posting import describe

POSTINGS = Path(__file__).parents[1] / "data" / "postings"
LABELS: dict[str, dict[str, Any]] = json.loads((POSTINGS / "labels.json").read_text())
PROSE: dict[str, dict[str, Any]] = json.loads((POSTINGS / "prose.json").read_text())


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load()


@pytest.fixture(scope="module")
def tagger() -> SkillTagger:
    return tagging.load()


def posting(name: str) -> str:
    return (POSTINGS / f"{name}.txt").read_text()


def stems(name: str) -> set[str]:
    words = re.findall(r"[a-z0-9+#]+", name.lower())
    endings = r"(?:ations?|ings?|ions?|ies|ed|es|er|ly|s|e|y)$"
    return {re.sub(endings, "", word) for word in words} - {"and", "of", "the", "a", "in", "with"}


def fits(name: str, label: str) -> float:
    """How well two names agree, 0 if they do not: shared words, or one within the other."""
    ours, theirs = stems(name), stems(label)
    shared = len(ours & theirs) / len(ours | theirs)
    is_inside = ours <= theirs or theirs <= ours
    return shared if shared >= 0.5 or (is_inside and shared > 0) else 0.0


def matched(job: JobDescription, labels: list[list[Any]]) -> list[tuple[Requirement, list[Any]]]:
    """Pairs of a requirement and its label, one to one, the best fit first."""
    fit = [
        (fits(one.name, label[0]), -i, -k)
        for i, one in enumerate(job.requirements)
        for k, label in enumerate(labels)
    ]
    pairs: dict[int, int] = {}
    for value, i, k in sorted(fit, reverse=True):
        if value > 0 and -i not in pairs and -k not in pairs.values():
            pairs[-i] = -k
    return [(job.requirements[i], labels[k]) for i, k in pairs.items()]


@pytest.mark.parametrize("name", LABELS)
def test_finds_the_requirements(name: str, taxonomy: Taxonomy) -> None:
    labels = LABELS[name]["requirements"]
    job = describe(posting(name), taxonomy)
    pairs = matched(job, labels)
    f1 = 2 * len(pairs) / (len(job.requirements) + len(labels))
    kinds = [requirement.kind == label[1] for requirement, label in pairs]
    years = [requirement.years == label[2] for requirement, label in pairs if len(label) > 2]
    assert f1 >= 0.8, [requirement.name for requirement in job.requirements]
    assert sum(kinds) / len(kinds) >= 0.9
    assert all(years)


def f1_of(names: list[str], taxonomy: Taxonomy, tagger: SkillTagger | None) -> float:
    right = wanted = 0
    for name in names:
        labels = (LABELS | PROSE)[name]["requirements"]
        job = describe(posting(name), taxonomy, tagger)
        right += len(matched(job, labels))
        wanted += len(job.requirements) + len(labels)
    return 2 * right / wanted


def test_the_tagger_helps_with_prose(taxonomy: Taxonomy, tagger: SkillTagger) -> None:
    fitted = [name for name in PROSE if name.startswith("prose")]
    assert f1_of(fitted, taxonomy, tagger) >= 0.85
    assert f1_of(fitted, taxonomy, tagger) > f1_of(fitted, taxonomy, None)
    assert f1_of(list(PROSE), taxonomy, tagger) > f1_of(list(PROSE), taxonomy, None)


def test_the_tagger_spoils_nothing_that_the_rules_read(
    taxonomy: Taxonomy, tagger: SkillTagger
) -> None:
    headed = list(LABELS)
    assert f1_of(headed, taxonomy, tagger) >= f1_of(headed, taxonomy, None)


@pytest.mark.parametrize("name", PROSE)
def test_quotes_are_of_the_posting_also_with_a_tagger(
    name: str, taxonomy: Taxonomy, tagger: SkillTagger
) -> None:
    text = posting(name)
    job = describe(text, taxonomy, tagger)
    names = [one.name for one in job.requirements]
    assert all(text[one.start : one.end] == one.quote for one in job.requirements)
    assert len(set(names)) == len(names)
    assert describe(text, taxonomy, tagger) == job


def test_a_long_text_is_read_by_the_tagger_too(taxonomy: Taxonomy, tagger: SkillTagger) -> None:
    text = "You know Python, " * 1_000
    job = describe(text, taxonomy, tagger)
    assert all(text[one.start : one.end] == one.quote for one in job.requirements)


@pytest.mark.parametrize("name", LABELS)
def test_finds_title_level_and_years(name: str, taxonomy: Taxonomy) -> None:
    job = describe(posting(name), taxonomy)
    wanted = LABELS[name]
    assert job.title.lower() == wanted["title"]
    assert job.seniority == wanted["seniority"]
    assert job.years == wanted["years"]


@pytest.mark.parametrize("name", LABELS)
def test_quotes_weights_and_names(name: str, taxonomy: Taxonomy) -> None:
    text = posting(name)
    job = describe(text, taxonomy)
    names = [requirement.name for requirement in job.requirements]
    assert all(text[one.start : one.end] == one.quote for one in job.requirements)
    assert all(one.quote for one in job.requirements)
    assert sum(one.weight for one in job.requirements) == pytest.approx(1, abs=1e-9)
    assert len(set(names)) == len(names)
    assert all(one == one.lower().strip() and len(one.split()) <= 6 for one in names)
    assert describe(text, taxonomy) == job


@pytest.mark.parametrize("name", LABELS)
def test_a_must_weighs_more_than_a_nice_more_than_a_soft(name: str, taxonomy: Taxonomy) -> None:
    job = describe(posting(name), taxonomy)
    of = {
        kind: [one.weight for one in job.requirements if one.kind == kind]
        for kind in ("must", "nice", "soft")
    }
    assert min(of["must"]) > max(of["nice"])
    assert min(of["nice"]) > max(of["soft"])


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("5+ years of experience with Python", 5),
        ("At least three years with Python", 3),
        ("3-5 years of Python", 3),
        ("three to five years' experience in Python", 3),
        ("Minimum of 2 years' experience in Python", 2),
        ("Python (2 years or more)", 2),
        ("18 months of experience with Python", 1.5),
        ("One year of Python", 1),
        ("A year of Python", 1),
        ("Python", None),
    ],
)
def test_years(sentence: str, years: float | None, taxonomy: Taxonomy) -> None:
    (python,) = describe(f"Tester\n\nRequirements\n- {sentence}", taxonomy).requirements
    assert (python.name, python.years) == ("python", years)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Python, SQL and Airflow", ["python", "sql", "airflow"]),
        ("Experience with Spark or Flink", ["spark", "flink"]),
        ("Terraform / Kubernetes", ["terraform", "kubernetes"]),
        ("Proven knowledge of health and safety", ["health and safety"]),
        ("Tools such as Figma or Sketch", ["figma", "sketch"]),
        ("Cloud services (AWS, Azure)", ["cloud services"]),
        ("Registered with the NMC", ["nmc registration"]),
        ("C++ and C#", ["c++", "c#"]),
        (".NET, Node.js", ["net", "node.js"]),
        ("You are able to work under pressure", ["working under pressure"]),
        ("Strong verbal and written communication skills", ["communication"]),
    ],
)
def test_names(line: str, names: list[str], taxonomy: Taxonomy) -> None:
    job = describe(f"Tester\n\nRequirements\n- {line}", taxonomy)
    assert [one.name for one in job.requirements] == names


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Rust is a plus", "nice"),
        ("Rust preferred", "nice"),
        ("Ideally you know Rust", "nice"),
        ("Rust would be an advantage", "nice"),
        ("Rust is welcome but not required", "nice"),
        ("You must know Rust", "must"),
        ("Rust is essential", "must"),
        ("Experience with Rust", "must"),
    ],
)
def test_a_cue_says_how_much_it_is_wanted(line: str, kind: str, taxonomy: Taxonomy) -> None:
    (rust,) = describe(f"Tester\n\nYour profile\n{line}.", taxonomy).requirements
    assert (rust.name, rust.kind) == ("rust", kind)


def test_benefits_duties_and_the_employer_are_no_requirements(taxonomy: Taxonomy) -> None:
    job = describe(
        "Baker\n\nAbout us\nWe have experience with bread.\n\nYour tasks\n- Bake bread\n\n"
        "Requirements\n- Knowledge of sourdough\n\nBenefits\n- Free bread\n- Strong coffee",
        taxonomy,
    )
    assert [one.name for one in job.requirements] == ["sourdough"]


def test_esco_names_what_it_knows(taxonomy: Taxonomy) -> None:
    job = describe("Tester\n\nRequirements\n- Python\n- Frobnication", taxonomy)
    python, unknown = job.requirements
    assert python.uri == ("http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d")
    assert unknown.uri is None


def test_a_repeated_requirement_is_one_with_the_strongest_kind(taxonomy: Taxonomy) -> None:
    job = describe(
        "Tester\n\nNice to have\n- Python\n- SQL\n\nRequirements\n- 2 years of Python", taxonomy
    )
    python = next(one for one in job.requirements if one.name == "python")
    assert (python.kind, python.years) == ("must", 2)
    assert len(job.requirements) == 2


def test_windows_line_ends_change_nothing(taxonomy: Taxonomy) -> None:
    text = posting("electrician")
    plain, windows = describe(text, taxonomy), describe(text.replace("\n", "\r\n"), taxonomy)
    assert [(one.name, one.kind, one.weight) for one in windows.requirements] == [
        (one.name, one.kind, one.weight) for one in plain.requirements
    ]


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "!?", "<p></p>", "\x00", "Baker"])
def test_a_text_that_asks_for_nothing_has_no_requirements(text: str, taxonomy: Taxonomy) -> None:
    assert describe(text, taxonomy).requirements == ()


@pytest.mark.parametrize(
    "unit",
    ["you have a\t", "and ", "5 years of ", "<p>", "is a plus ", "Python, ", "\n- x", "&lt;"],
)
def test_a_hundred_kilobytes_of_anything_take_seconds(unit: str, taxonomy: Taxonomy) -> None:
    text = (unit * 100_000)[:100_000]
    job = describe(text, taxonomy)
    assert all(text[one.start : one.end] == one.quote for one in job.requirements)


def test_what_cannot_be_a_posting_is_refused(taxonomy: Taxonomy) -> None:
    with pytest.raises(BadInput, match="paste the posting alone"):
        describe("a" * 300_000, taxonomy)


def kinds(text: str, taxonomy: Taxonomy) -> dict[str, str]:
    return {one.name: one.kind for one in describe(text, taxonomy).requirements}


def test_a_heading_in_a_line_holds_for_its_semicolons(taxonomy: Taxonomy) -> None:
    text = (
        "Bookkeeper\n\nEssential criteria: stock valuation; three or more years in a small firm; "
        "advanced Excel. Desirable: SAP; French."
    )
    assert kinds(text, taxonomy) == {
        "stock valuation": "must",
        "small firm": "must",
        "excel": "must",
        "sap": "nice",
        "french": "nice",
    }


def test_a_heading_may_ask(taxonomy: Taxonomy) -> None:
    text = "Porter\n\nWhat sort of person? Patience and good communication.\nWe sell rope."
    assert set(kinds(text, taxonomy).values()) == {"soft"}


def test_years_in_a_list_are_those_of_one_member(taxonomy: Taxonomy) -> None:
    text = "Baker\n\nRequirements: plaited loaves, at least two years in a bakery, ovens, hygiene"
    found = describe(text, taxonomy).requirements
    assert [one.name for one in found] == ["plaited loaves", "bakery", "ovens", "hygiene"]
    assert [one.years for one in found] == [None, 2.0, None, None]
