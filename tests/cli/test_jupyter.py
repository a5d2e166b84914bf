"""A session as a notebook has it."""

import io
import math
import re
import subprocess
import sys
import wave
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import panel
import pytest

import workbench
from interview.errors import BadInput, NoSuchSession, NotMade, Refused
from interview.model import SAMPLE_RATE, AffectSample, Leaning, Span
from interview.ports import Samples
from interview.store import Store
from tests import interviews
from tests.cli.conftest import derive, land
from workbench import tables
from workbench.jupyter import NotebookSession
from workbench.playing import Playable, Voice
from workbench.running import RunFailed

STEP = 1 / 2**15
"""Of 16-bit sound, by half of which it may be off."""


@pytest.fixture
def session(demo: str, root: Path) -> NotebookSession:
    return workbench.load_session(demo, root)


def played(session: NotebookSession, what: Playable, voice: Voice = "both") -> Samples:
    audio = session.audio(what, voice)
    assert audio.mimetype == "audio/wav"
    with wave.open(io.BytesIO(audio.data)) as file:
        assert (file.getframerate(), file.getnchannels()) == (SAMPLE_RATE, 1)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return np.asarray(samples / 2**15, np.float32)


def test_a_voice_is_played_sample_for_sample(session: NotebookSession) -> None:
    span = Span(1.0, 1.25)
    own = session.samples("candidate_audio", span)
    np.testing.assert_allclose(played(session, (1.0, 1.25), "candidate"), own, atol=STEP)


def test_both_voices_are_heard_at_once(session: NotebookSession) -> None:
    span = Span(1.0, 1.25)
    candidate, interviewer = (session.samples(track, span) for track in session.tracks)
    both = np.clip(candidate + interviewer, -1, 1)
    np.testing.assert_allclose(played(session, span), both, atol=STEP)


def test_all_that_has_times_can_be_played(session: NotebookSession) -> None:
    words = session.frame("words")
    row: Any = words.iloc[3]
    things: list[tuple[Playable, Span]] = [
        (session.words[3], session.words[3].span),
        (session.turns[0], session.turns[0].span),
        (session.pairs[0], session.pairs[0].span),
        (session.evidence[0], interviews.ANSWER.span),
        (row, session.words[3].span),
        (next(words.itertuples()), session.words[0].span),
    ]
    for thing, span in things:
        assert len(played(session, thing)) == pytest.approx(span.duration * SAMPLE_RATE, abs=1)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ((5.0, 3.0), "a start before an end"),
        ((float("nan"), 3.0), "a start before an end"),
        ((90.0, 91.0), "lasts 8.0 s"),
        ("i-0008000-0", "has no time"),
        (replace(interviews.EVIDENCE[0], times=()), "has no time"),
    ],
)
def test_what_cannot_be_heard_says_what_to_give(
    what: Playable, says: str, session: NotebookSession
) -> None:
    with pytest.raises(BadInput, match=says):
        session.audio(what)


def test_a_voice_that_was_not_recorded_is_named(store: Store) -> None:
    store.create(replace(interviews.META, session_id="one", behaviour="off"), at=0.0, who="test")
    with store.land_audio("one", "candidate_audio", interviews.SYNC["candidate_audio"]) as writer:
        writer.write(np.full(SAMPLE_RATE, 0.25, np.float32), 0.0)
    session = NotebookSession(store, "one")
    np.testing.assert_allclose(played(session, (0.0, 1.0)), 0.25, atol=STEP)
    with pytest.raises(BadInput, match="interviewer_audio"):
        session.audio((0.0, 1.0), "interviewer")


def test_a_page_tells_what_there_is_and_is_no_markup(demo: str, store: Store) -> None:
    job = replace(interviews.JOB, title="<script>alert(1)</script>")
    store.write(demo, "job_description", job, version="test@1")
    page = NotebookSession(store, demo)._repr_html_()
    assert "hire probability 0.63 (0.41-0.81), judged" in page
    assert "2, of which 1 answered" in page
    assert "A person decides" in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_page_of_a_new_session_says_what_to_do(store: Store) -> None:
    land(store, "new")
    page = NotebookSession(store, "new")._repr_html_()
    assert page.count("workbench run new") == 7


@pytest.mark.parametrize("name", ["profile", "outlook", "history", "contributions"])
def test_a_figure_is_a_page_that_needs_nothing_else(name: str, session: NotebookSession) -> None:
    assert panel.__version__  # once it is loaded Bokeh's own pages link to files of its
    shown = getattr(session.figures, name)()._repr_html_()
    told = re.search(r'srcdoc="([^"]*)"', shown)
    assert told is not None
    page = unescape(told[1])
    assert "Bokeh" in page
    assert not re.search("<(script|link)[^>]+(src|href)=", page)


def test_a_figure_of_what_is_not_made_says_so(session: NotebookSession) -> None:
    with pytest.raises(NotMade, match="behaviour"):
        session.figures.behaviour()


def test_scores_stay_covered_until_rated(covered: str, root: Path) -> None:
    session = workbench.load_session(covered, root)
    page = session._repr_html_()
    assert page.count("is covered until rated: workbench rate chosen") == 3
    assert "0.63" not in page
    for table in ("evidence", "profile", "history", "requirements"):
        with pytest.raises(Refused, match="workbench rate chosen"):
            session.frame(table)
    for show in (session.figures.profile, session.figures.outlook, session.figures.history):
        with pytest.raises(Refused, match="workbench rate chosen"):
            show()
    with pytest.raises(Refused, match="workbench rate chosen"):
        session.rescore("interview-scorer@2")


def test_a_session_that_grows_is_read_again_when_asked(store: Store, root: Path) -> None:
    land(store, "live")
    session = workbench.load_session("live", root)
    with pytest.raises(NotMade, match="workbench run live"):
        session.frame("words")
    store.write("live", "words", interviews.WORDS[:2], version="test@1")
    store.write("live", "turns", interviews.TURNS[:1], version="test@1")
    assert len(session.words) == 2
    derive(store, "live")
    assert len(session.words) == 2
    assert len(session.fresh().words) == len(interviews.WORDS)


def test_every_frame_has_its_declared_columns(session: NotebookSession) -> None:
    types = {"float": "float64", "bool": "bool", "strs": "object", "str": "str"}
    for table, columns in tables.COLUMNS.items():
        if table != "behaviour":
            frame = session.frame(table)
            assert dict(frame.dtypes.astype(str)) == {
                name: types[kind] for name, kind in columns.items()
            }


def test_the_verdict_after_each_answer_and_each_requirement_is_a_row(
    session: NotebookSession,
) -> None:
    (after,) = session.frame("history").to_dict("records")
    assert after == {
        "t": interviews.ANSWER.span.end,
        "after": interviews.QUESTION.id,
        "hire_probability": 0.63,
        "low": 0.41,
        "high": 0.81,
        "delta": 0.13,
        "leave_one_out": 0.11,
    }
    rows = session.frame("requirements").to_dict("records")
    python, teamwork = (
        next(r for r in rows if r["name"] == name) for name in ("python", "teamwork")
    )
    assert [python[name] for name in ("kind", "met", "low", "high")] == ["must", 0.7, 0.4, 0.9]
    assert list(python["evidence"]) == list(interviews.FOUND)
    assert math.isnan(teamwork["met"])


def test_behaviour_has_a_row_for_each_measure_and_says_what_was_not_seen() -> None:
    sample = interviews.BEHAVIOUR[0]
    stress = Leaning(0.55, 0.2, 0.8)
    rows = tables.behaviour([sample], [AffectSample(34.2, stress, stress, stress)])
    made = {row["measure"]: row for row in tables.arrow("behaviour", rows).to_pylist()}
    assert set(made) == {*tables.MEASURES, *tables.LEANINGS, "AU06", "AU12"}
    assert all(row["time"] == 34.2 for row in made.values())
    shown = {name: [row[n] for n in ("value", "low", "high")] for name, row in made.items()}
    assert shown["gaze_stability"] == [0.8, 0.6, 0.9]
    assert shown["stress"] == [0.55, 0.2, 0.8]
    assert shown["AU06"] == shown["head_roll"] == [None, None, None]


def test_a_rerun_follows_the_process_and_gives_the_session_as_it_is_then(
    session: NotebookSession, child: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    child.write_text(
        "import os, sys\n"
        "from pathlib import Path\n"
        """(folder,) = Path(os.environ["INTERVIEW_DATA"]).glob("session=*/pairs")\n"""
        "for path in folder.iterdir(): path.unlink()\n"
        """print('{"asset": "pairs", "state": "done", "note": "%s"}' % sys.argv[1:])\n"""
    )
    assert len(session.pairs) == 2
    again = session.rerun("pairs+")
    assert "✓ pairs" in (said := capsys.readouterr().out)
    assert "['demo', '--select', 'pairs+']" in said
    with pytest.raises(NotMade):
        again.pairs  # noqa: B018
    child.write_text("""import sys\nprint('{"error": "no disk"}')\nsys.exit(1)\n""")
    with pytest.raises(RunFailed, match="no disk"):
        session.rerun()


def test_no_session_of_that_name_says_so(root: Path) -> None:
    with pytest.raises(NoSuchSession, match="nobody"):
        workbench.load_session("nobody", root)


def test_the_package_is_imported_at_little_cost() -> None:
    heavy = "{'numpy', 'pandas', 'pyarrow', 'IPython', 'bokeh', 'panel'} & set(sys.modules)"
    code = f"import sys, workbench; print({heavy} or callable(workbench.load_session))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
