"""What a candidate takes back with the invitation, and what follows from it at once."""

from pathlib import Path
from typing import Any

import pytest

from interview.errors import Refused
from interview.model import FaceFrame
from interview.store.erasure import Erasures
from interview.store.kept import why_erase, withdrawn_faces
from tests.capture.web import Page, Site


@pytest.fixture
def over(site: Site) -> dict[str, Any]:
    """An interview that is over, to all of which the candidate agreed."""
    made = site.plan()
    with Page(site, made, "candidate") as page:
        page.join()
        page.consent(behaviour=True)
    with Page(site, made, "interviewer") as page:
        page.join()
        page.consent()
        page.say(type="end")
        page.hear("ended")
    return made


def choices(site: Site, made: dict[str, Any], role: str = "candidate") -> list[str]:
    told = site.client.get("/api/invite", headers=site.bearer(made, role)).json()
    return [choice["scope"] for choice in told["withdrawal"]]


def take_back(site: Site, made: dict[str, Any], scope: str, role: str = "candidate") -> Any:  # noqa: ANN401
    return site.client.post(
        "/api/withdrawal", json={"scope": scope}, headers=site.bearer(made, role)
    )


def test_signals_of_the_face_are_taken_back_and_gone_at_once(
    site: Site, over: dict[str, Any]
) -> None:
    session = over["session"]
    site.store.write(session, "faces", list[FaceFrame](), version="test@1")
    assert choices(site, over) == ["behaviour", "everything"]
    answer = take_back(site, over, "behaviour")
    assert [choice["scope"] for choice in answer.json()] == ["everything"]
    with pytest.raises(Refused):
        site.store.read(session, "faces", list[FaceFrame])
    assert not (Path(str(site.store.root)) / f"session={session}" / "faces").exists()
    (begun,) = Erasures(Path(str(site.store.root))).begun()
    assert (begun.session, begun.kinds, begun.by) == (session, ("faces",), "candidate")
    assert begun.removed["files"] == 2


def test_what_is_taken_back_before_the_end_goes_then(site: Site) -> None:
    made = site.plan()
    with Page(site, made, "candidate") as page:
        page.join()
        page.consent(behaviour=True)
    session = made["session"]
    site.store.write(session, "faces", list[FaceFrame](), version="test@1")
    take_back(site, made, "behaviour")
    assert not Erasures(Path(str(site.store.root))).begun()
    site.store.append(session, "completed", at=site.now, who="interviewer", body={})
    assert withdrawn_faces(site.store, session) == ["faces"]


def test_everything_is_gone_from_the_store_and_due_elsewhere(
    site: Site, over: dict[str, Any]
) -> None:
    assert take_back(site, over, "everything").json() == []
    assert site.store.sessions() == []
    (begun,) = Erasures(Path(str(site.store.root))).begun()
    assert (begun.session, begun.kinds, begun.why) == (over["session"], (), "withdrawal")
    assert begun.removed["files"] > 0
    left = [path for path in (Path(str(site.store.root))).rglob("*") if path.is_file()]
    assert [path.parent.name for path in left if over["session"].encode() in path.read_bytes()] == [
        ".erasing"
    ]
    told = site.client.get("/api/invite", headers=site.bearer(over, "candidate"))
    assert "does not exist any more" in told.json()["error"]


def test_nobody_is_taken_out_of_a_call(site: Site) -> None:
    made = site.plan()
    with Page(site, made, "candidate") as page:
        page.join()
        page.consent()
        refused = take_back(site, made, "everything")
        assert (refused.status_code, "in the call still" in refused.text) == (403, True)
    assert take_back(site, made, "everything").status_code == 200
    with Page(site, site.plan(), "interviewer") as page:
        page.say(type="join", role="interviewer", token=site.token(made, "interviewer"))
        assert "does not exist any more" in page.hear("error")["message"]


def test_neither_the_interviewer_nor_a_stranger_nor_an_old_link_takes_anything_back(
    site: Site, over: dict[str, Any]
) -> None:
    assert choices(site, over, "interviewer") == []
    assert take_back(site, over, "everything", "interviewer").status_code == 403
    assert site.client.post("/api/withdrawal", json={"scope": "everything"}).status_code == 403
    assert take_back(site, over, "recording").status_code == 422
    site.now += 8 * 86_400
    assert take_back(site, over, "everything").status_code == 403
    assert why_erase(site.store.events(over["session"]), site.now) is None


def test_nothing_is_there_to_take_back_after_it_was_erased_or_before_it_began(
    site: Site, over: dict[str, Any]
) -> None:
    planned = site.plan()
    assert choices(site, planned) == []
    assert take_back(site, planned, "everything").status_code == 403
    site.store.erase(over["session"])
    told = site.client.get("/api/invite", headers=site.bearer(over, "candidate"))
    assert "does not exist any more" in told.json()["error"]


def test_the_day_of_removal_follows_from_the_days_that_were_told(
    site: Site, over: dict[str, Any]
) -> None:
    events = site.store.events(over["session"])
    assert why_erase(events, site.now + 30 * 86_400 - 1) is None
    assert why_erase(events, site.now + 30 * 86_400) == "retention"
