"""What the pages of judgements tell, without a page."""

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from interview.model import Evidence, Outlook, Span
from interview.settling import Switch
from interview.store import Store
from tests import interviews
from tests.dashboard.judged import OTHER, Interview, interview, store_interview
from workbench import ratings
from workbench.covering import Role, User
from workbench.dashboard import frame
from workbench.dashboard.listing import Listing
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import (
    compare,
    comparing,
    findings,
    printing,
    profile,
    sessions,
    status,
    telling,
    verdict,
)
from workbench.dashboard.views.html import render, signed
from workbench.dashboard.watch import Watch

NOW = 1_791_000_000.0
As = Callable[..., Viewing]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Sessions `one` and `two` of a job, `covered` of the same, and `other` of another job."""
    made = Store(tmp_path_factory.mktemp("data"))
    store_interview(made, "one", 0)
    store_interview(made, "two", 1)
    store_interview(made, "covered", 0, "selection")
    store_interview(made, "other", 2)
    return made


@pytest.fixture
def viewed(store: Store) -> As:
    def viewed(session: str = "", role: Role = "examiner", **arguments: str) -> Viewing:
        return Viewing(
            store,
            User("Ada", role),
            Watch(store),
            Listing(store, lambda: NOW),
            lambda: NOW,
            session,
            arguments=arguments,
        )

    return viewed


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs)["href"] or "")


def seen(viewing: Viewing) -> verdict.Seen:
    found = verdict.look(viewing)
    assert isinstance(found, verdict.Seen)
    return found


# Findings


def test_a_finding_leads_to_its_words() -> None:
    one = findings.finding("demo", interviews.EVIDENCE[0])
    place = urlsplit(one.link)
    assert place.path == "/dashboard/session/demo/script"
    assert parse_qs(place.query)["words"] == [",".join(interviews.EVIDENCE[0].words)]


def test_what_the_face_showed_leads_to_its_time() -> None:
    shown = Evidence("e", "q", "confidence", 0.4, 0.2, "stress@1", (), (Span(12.5, 14.0),), "")
    one = findings.finding("demo", shown)
    assert (one.quote, one.at) == ("", 12.5)
    assert one.link == "/dashboard/session/demo/script?at=12.5"
    assert "what the face showed" in render(
        "risks", rows=[telling.Risk("stress_spike", "m", [one])]
    )


def test_evidence_that_is_gone_is_left_out() -> None:
    known = interviews.EVIDENCE[0]
    assert [one.id for one in findings.named("s", [known], ["gone", known.id])] == [known.id]


# Verdict


def test_every_answer_is_told_with_what_it_did() -> None:
    one = interview(0)
    rows = telling.moved("s", one.verdict, one.pairs, one.evidence)
    assert [row.delta for row in rows] == [point.delta for point in one.verdict.history]
    assert [row.place for row in rows] == list(range(1, len(rows) + 1))
    assert sum(len(row.evidence) for row in rows) == len(one.evidence)
    questions = {pair.id: pair.question for pair in one.pairs}
    assert all(row.question == questions[row.qa] for row in rows)


def test_requirements_are_told_by_their_weight() -> None:
    one = interview(0)
    rows = telling.met("s", one.verdict, one.job, one.evidence)
    weights = [row.weight or 0.0 for row in rows]
    assert weights == sorted(weights, reverse=True)
    assert {row.name for row in rows} == {each.name for each in one.verdict.requirements}
    assert telling.met("s", interviews.VERDICT, None, [])[0].kind is None


def test_every_number_of_the_verdict_leads_to_words_that_were_said() -> None:
    one = interview(1)
    html = "".join(verdict.sections(_seen_of(one)).values())
    said = {word.id for word in one.words}
    links = [parse_qs(urlsplit(link).query) for link in Links(html).found if "words=" in link]
    assert len(links) > 10
    assert all(set(link["words"][0].split(",")) <= said for link in links)


def _seen_of(one: Interview) -> verdict.Seen:
    return verdict.Seen("s", one.verdict, one.pairs, one.evidence, one.job, 300.0)


def test_each_risk_is_told_with_the_words_that_raised_it() -> None:
    one = interview(1)
    risks = telling.risks("s", one.verdict, one.evidence)
    assert {risk.flag for risk in risks} >= {"overclaiming", "contradiction"}
    html = verdict.sections(_seen_of(one))["risks"]
    for risk in risks:
        assert risk.evidence
        assert telling.MEANING[risk.flag] in html


def test_whoever_reads_a_verdict_reads_that_a_person_decides() -> None:
    html = verdict.sections(_seen_of(interview(0)))["summary"]
    assert "A person decides" in html
    assert "uncalibrated prior" in html
    assert "interview-scorer@1" in html


def test_behaviour_stands_beside_the_verdict_without_it() -> None:
    weighed = replace(
        interviews.VERDICT,
        behaviour_weight=0.05,
        without_behaviour=Outlook(0.6, (0.4, 0.8)),
    )
    told = render("summary", session="s", one=telling.summary(weighed))
    assert "0.63" in told
    assert "0.60" in told
    without = render("summary", session="s", one=telling.summary(interviews.VERDICT))
    assert "behaviour has no weight" in without


def test_too_little_evidence_gives_no_headline_figure() -> None:
    little = replace(interviews.VERDICT, state="insufficient_evidence")
    told = render("summary", session="s", one=telling.summary(little))
    assert "Insufficient evidence" in told
    assert "<strong>0.63" not in told


def test_markup_in_what_was_said_stays_text() -> None:
    evil = replace(interviews.EVIDENCE[0], quote="<img src=x onerror=alert(1)>")
    told = render("risks", rows=telling.risks("s", interviews.VERDICT, [evil]))
    assert "<img" not in told
    assert "&lt;img" in told


def test_nought_has_no_sign() -> None:
    assert [signed(value) for value in (0.004, -0.004, 0.005, -0.01)] == [
        "0.00",
        "0.00",
        "+0.01",
        "-0.01",
    ]


# Cover


def test_a_verdict_is_covered_until_its_examiner_has_rated(viewed: As) -> None:
    for view in (verdict, profile):
        assert view.look(viewed("covered")) == "covered"
    rows = {one.meta.session_id: one for one in viewed().listing.rows(User("Ada", "examiner"))}
    assert sessions.row(rows["covered"])["covered"] is True
    assert "outlook" not in sessions.row(rows["covered"])
    printed = printing.document(viewed("covered"))
    assert "Covered until the person who prints has rated" in printed
    assert interview(0).evidence[0].scorer not in printed


def test_a_rating_uncovers_for_who_gave_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store_interview(store, "chosen", 0, "selection")
    ratings.rate(store, "chosen", 4, "specific answers", who="Ada", at=NOW)
    listing, watch = Listing(store, lambda: NOW), Watch(store)
    seen = {
        name: verdict.look(
            Viewing(store, User(name, "examiner"), watch, listing, lambda: NOW, "chosen")
        )
        for name in ("Ada", "Bob")
    }
    assert isinstance(seen["Ada"], verdict.Seen)
    assert seen["Bob"] == "covered"


# Profile


def test_a_page_knows_when_profiling_was_off(viewed: As, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store_interview(store, "paused", 0)
    store.append("paused", "profiling", at=NOW, who="Ada", body={"on": False, "time": 30.0})
    found = profile.look(replace(viewed("paused"), store=store))
    assert isinstance(found, profile.Seen)
    assert found.switches == [Switch(30.0, False)]


# Compare


def test_candidates_of_one_job_stand_together_by_date(viewed: As) -> None:
    rows = viewed().listing.rows(User("Ada", "examiner"))
    jobs = comparing.jobs([compare.candidate(row) for row in rows])
    assert [len(job.candidates) for job in jobs] == [3, 1]
    begun = [one.begun for one in jobs[0].candidates]
    assert begun == sorted(begun)
    covered = [one for one in jobs[0].candidates if one.covered]
    assert [one.outlook for one in covered] == [None]


def test_only_verdicts_that_may_be_seen_are_compared(viewed: As) -> None:
    rows = viewed().listing.rows(User("Ada", "examiner"))
    job = comparing.jobs([compare.candidate(row) for row in rows])[0]
    pairs = comparing.shared(job.candidates)
    assert len(pairs) == 1
    assert not pairs[0].one.covered
    assert not pairs[0].other.covered
    assert 0 < pairs[0].area < 1


def test_two_scorers_stand_side_by_side() -> None:
    one = interview(0)
    verdicts = comparing.verdicts(one.again)
    assert verdicts.moved == pytest.approx(one.again.delta)
    assert one.again.after.scorer == OTHER
    differ = [abs(row.moved) for row in comparing.answers(one.again, one.pairs)]
    assert differ == sorted(differ, reverse=True)
    assert {row.name for row in comparing.dimensions(one.again)} >= {"technical depth", "clarity"}


# Frame, status, print


def test_the_navigation_marks_where_one_is() -> None:
    overall, own = frame.places("demo", "profile")
    assert [place.name for place in overall + own if place.here] == ["Profile"]
    assert [place.name for place in own] == ["Script", "Q/A", "Profile", "Verdict"]
    assert frame.places("", "sessions")[1] == []
    assert frame.titled("Sessions", "Sessions") == "Sessions · Interview workbench"


def test_a_status_is_told_by_a_word_and_a_mark(viewed: As) -> None:
    told = status.shown(viewed("one"))
    assert "✓ completed" in told
    assert "recorded and judged" in told


def test_what_is_printed_holds_all_that_was_said(viewed: As) -> None:
    printed = printing.document(viewed("two"))
    one = interview(1)
    assert printed.count('<p class="said"><time>') == len(one.turns)
    assert "unsupported" in printed or "overclaiming" in printed
    assert "by Ada" in printed
    assert "<script" not in printed
