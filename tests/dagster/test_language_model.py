"""A language model as one more scorer of a session: asked once, and missed by nobody."""

import json
from pathlib import Path

import pytest

from assets.resources import LanguageResource
from interview.model import Evidence, Verdict
from interview.ports import Reply
from interview.store.afresh import afresh
from tests.chat_server import Model, saying, send, serving
from tests.dagster.conftest import SESSION, Workbench

NAME = "language-model-tiny@1"
PRAISE = {
    "dimension": "technical_depth",
    "value": 0.9,
    "quote": "built the payment service at my last company",
    "requirement": None,
}
SAYS = json.dumps({"findings": [PRAISE]})
ANSWERS = 2


def asked(workbench: Workbench, server: Model, *, budget: int = 1000, again: bool = False) -> None:
    """One run with the model at the server."""
    language = LanguageResource(
        address=server.address, model="tiny", timeout=5, budget=budget, again=again
    )
    workbench.resources = {**workbench.resources, "language": language}
    workbench.run()


def told(workbench: Workbench) -> list[Evidence]:
    evidence = workbench.store.read(SESSION, "evidence", list[Evidence])
    return [one for one in evidence if one.scorer == NAME]


def test_what_it_says_becomes_evidence_and_is_asked_once(workbench: Workbench) -> None:
    with serving(saying(SAYS)) as server:
        asked(workbench, server)
        asked(workbench, server)
    (found,) = told(workbench)
    assert found.quote.endswith(f"{PRAISE['quote']}.")
    assert len(server.bodies) == ANSWERS


def test_where_it_fails_the_verdict_is_the_one_without_it(workbench: Workbench) -> None:
    workbench.run()
    before = workbench.store.digest(SESSION, "verdict")
    with serving(lambda handler, _: send(handler, 500, b"")) as server:
        asked(workbench, server)
    assert told(workbench) == []
    assert workbench.store.digest(SESSION, "verdict") == before


def test_a_failure_is_asked_again_only_on_demand(workbench: Workbench) -> None:
    with serving(lambda handler, _: send(handler, 404, b"")) as server:
        asked(workbench, server)
        asked(workbench, server, again=True)
    assert len(server.bodies) == 2 * ANSWERS
    with serving(saying(SAYS)) as server:
        asked(workbench, server)
        assert server.bodies == []
        asked(workbench, server, again=True)
    assert len(told(workbench)) == 1
    assert workbench.store.read(SESSION, "verdict", Verdict).history


def test_it_takes_no_more_than_its_budget(workbench: Workbench) -> None:
    with serving(saying(SAYS)) as server:
        asked(workbench, server, budget=1)
    assert len(server.bodies) == 1
    kept = [
        workbench.store.read_part(SESSION, "replies", NAME, key, Reply)
        for key in workbench.store.parts(SESSION, "replies", NAME)
    ]
    assert sorted(reply.failure for reply in kept) == ["", "the session's 1 tokens are spent"]


def test_what_it_said_counts_as_given(workbench: Workbench) -> None:
    with serving(saying(SAYS)) as server:
        asked(workbench, server)
    with afresh(workbench.store, SESSION) as again:
        assert len(again.parts(SESSION, "replies", NAME)) == ANSWERS
        again.write_part(SESSION, "replies", NAME, "another", Reply("x", 1))
    assert len(workbench.store.parts(SESSION, "replies", NAME)) == ANSWERS


def test_its_key_stands_in_no_file(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEW_LLM_KEY", "open-sesame")
    with serving(saying(SAYS)) as server:
        asked(workbench, server)
    assert server.keys == ["Bearer open-sesame"] * ANSWERS
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    assert not any(b"open-sesame" in file.read_bytes() for file in files)
