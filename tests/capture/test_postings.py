"""The interviewer brings the posting and weighs it, until the call begins."""

from typing import Any

import pytest

from capture_server import posting_file
from tests.capture.web import POSTING, Page, Site
from tests.documents import word


def test_a_posting_is_read_and_stays_editable_until_the_start(site: Site) -> None:
    made = site.plan()
    interviewer = site.bearer(made, "interviewer")
    said = site.client.put("/api/job", json={"text": POSTING}, headers=interviewer).json()
    assert said["preview"]["title"] == "Senior Nurse"
    assert any("triage" in one["name"] for one in said["preview"]["requirements"])
    assert said["editable"]
    with Page(site, made, "candidate") as page:
        page.join()
        assert site.store.job(made["session"]) == POSTING
        changed = {"text": POSTING + "- French\n"}
        assert site.client.put("/api/job", json=changed, headers=interviewer).status_code == 200
        for role in ("candidate", "interviewer"):
            site.store.append(made["session"], "connection", at=site.now, who=role, body={})
        late = site.client.put("/api/job", json={"text": "x"}, headers=interviewer)
    assert late.status_code == 403
    assert "started" in late.json()["error"]
    assert site.store.job(made["session"]) == changed["text"]


def test_weights_stay_adjustable_until_the_start(site: Site) -> None:
    made = site.plan()
    interviewer = site.bearer(made, "interviewer")

    def weights(answer: Any) -> dict[str, float]:  # noqa: ANN401
        assert answer.status_code == 200, answer.text
        return {one["name"]: one["weight"] for one in answer.json()["preview"]["requirements"]}

    read = weights(site.client.put("/api/job", json={"text": POSTING}, headers=interviewer))
    given = {"weights": {"triage": 0.1, "patience": 0.9}}
    said = site.client.put("/api/job/weights", json=given, headers=interviewer)
    assert weights(said) == {"triage": 0.1, "patience": 0.9} != read
    assert said.json()["reweighted"]
    with Page(site, made, "candidate") as page:
        page.join()
        assert site.store.job_weights(made["session"]) == given["weights"]
        back = site.client.put("/api/job/weights", json={"weights": {}}, headers=interviewer)
        assert weights(back) == read
        assert site.store.job_weights(made["session"]) == {}
        for role in ("candidate", "interviewer"):
            site.store.append(made["session"], "connection", at=site.now, who=role, body={})
        late = site.client.put("/api/job/weights", json=given, headers=interviewer)
    assert (late.status_code, "started" in late.json()["error"]) == (403, True)


@pytest.mark.parametrize("weight", ["-0.1", "1.1", "NaN", "Infinity", '"much"'])
def test_what_is_no_weight_is_refused(site: Site, weight: str) -> None:
    headers = site.bearer(site.plan(), "interviewer") | {"content-type": "application/json"}
    bad = '{"weights": {"triage": ' + weight + "}}"
    assert site.client.put("/api/job/weights", content=bad, headers=headers).status_code == 422


def test_a_file_becomes_text(site: Site) -> None:
    made = site.plan()
    interviewer, candidate = site.bearer(made, "interviewer"), site.bearer(made, "candidate")
    read = site.client.post("/api/job/file", content=word("Nurse", "- Triage"), headers=interviewer)
    assert read.json() == {"text": "Nurse\n- Triage\n"}
    broken = site.client.post("/api/job/file", content=b"%PDF-1.7 not", headers=interviewer)
    assert (broken.status_code, "broken" in broken.json()["error"]) == (400, True)
    assert site.client.post("/api/job/file", content=b"x", headers=candidate).status_code == 403
    big = site.client.post("/api/job/file", content=b"x" * 5_000_001, headers=interviewer)
    assert big.status_code == 413


def test_a_file_that_takes_too_much_is_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting_file, "_PATIENCE", 0.01)
    headers = site.bearer(site.plan(), "interviewer")
    late = site.client.post("/api/job/file", content=b"x", headers=headers)
    assert "paste its text" in late.json()["error"]


def test_the_candidate_does_not_see_the_posting(site: Site) -> None:
    made = site.plan()
    assert site.client.get("/api/job", headers=site.bearer(made, "candidate")).status_code == 403
