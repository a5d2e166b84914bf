"""Figures show what the objects say, and are brought up to date by what changed alone."""

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from bokeh.document import Document
from bokeh.document.events import ColumnsPatchedEvent, ColumnsStreamedEvent
from bokeh.models import ColumnDataSource
from hypothesis import given
from hypothesis import strategies as st

from interview.judgement import LogOdds, _outlook
from interview.model import Outlook
from interview.settling import Switch
from tests import interviews
from tests.dashboard.judged import interview
from workbench import figures
from workbench.figures import columns, compared, density, judged, shown
from workbench.figures.renewing import renew
from workbench.figures.theme import DARK, LIGHT, Theme

Table = dict[str, list[Any]]


def luminance(colour: str) -> float:
    """By WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize(
    "name", ["ink", "quiet", "accent", "candidate", "interviewer", "good", "bad", "warn"]
)
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_whatever_is_written_stands_out(theme: Theme, name: str, ground: str) -> None:
    both = sorted((luminance(getattr(theme, one)) for one in (name, ground)), reverse=True)
    assert (both[0] + 0.05) / (both[1] + 0.05) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_marked_words_stand_out(theme: Theme) -> None:
    both = sorted((luminance(theme.ink), luminance(theme.mark)), reverse=True)
    assert (both[0] + 0.05) / (both[1] + 0.05) >= 4.5


@given(st.floats(-3, 3), st.floats(0.1, 2))
def test_the_density_is_the_one_that_the_judgement_believes(mean: float, sd: float) -> None:
    held = density.of(_outlook(LogOdds(mean, sd)))
    assert held.mean == pytest.approx(mean, abs=0.01)
    assert held.sd == pytest.approx(sd, abs=0.01)


def test_a_density_holds_all_of_the_probability_and_eighty_percent_within_the_interval() -> None:
    held = Outlook(0.58, (0.36, 0.78))
    shape = density.of(held).density()
    assert np.trapezoid(shape, density.GRID) == pytest.approx(1.0, abs=0.005)
    inside = compared.outlook_columns(held)["inside"]
    told = np.trapezoid(np.array(inside["density"]), np.array(inside["p"]))
    assert told == pytest.approx(0.8, abs=0.02)


def test_overlap_is_one_with_itself_and_nothing_far_away() -> None:
    low, high = Outlook(0.1, (0.05, 0.15)), Outlook(0.9, (0.85, 0.95))
    assert density.overlap(low, low) == pytest.approx(1.0, abs=0.01)
    assert density.overlap(low, high) < 0.001
    assert density.overlap(low, high) == density.overlap(high, low)


def test_each_answer_moves_the_stairs_of_each_dimension() -> None:
    one = interview(0)
    called = columns.numbers(one.pairs)
    held = columns.profile(one.profile, called, 300.0)
    assert set(held) == set(one.profile[0].beliefs)
    for name, rows in held.items():
        assert rows["t"] == [snapshot.t for snapshot in one.profile]
        assert rows["end"] == [*rows["t"][1:], 300.0]
        assert rows["mean"] == [snapshot.beliefs[name].mean for snapshot in one.profile]  # type: ignore[index]
        moved = [float(str(value)) for value in rows["moved"]]
        means = [float(str(value)) for value in rows["mean"]]
        assert means[0] + math.fsum(moved) == pytest.approx(means[-1])


def test_what_is_not_judged_is_said_to_be_so() -> None:
    shown = judged.titles(interviews.PROFILE)
    assert shown["technical_depth"] == "technical depth: 0.70 (80 % in 0.57 to 0.83)"
    assert shown["clarity"] == "clarity: insufficient evidence"
    assert judged.titles([])["clarity"] == "clarity: no answer yet"
    rows = columns.profile(interviews.PROFILE, {}, 10.0)
    assert rows["technical_depth"]["state"] == ["judged"]
    assert rows["clarity"]["state"] == ["insufficient evidence"]


def test_profiling_that_is_off_at_the_end_is_off_until_then() -> None:
    switches = [Switch(10.0, False), Switch(20.0, True), Switch(50.0, False)]
    assert columns.off(switches, 60.0) == {"start": [10.0, 50.0], "end": [20.0, 60.0]}
    assert columns.off([], 60.0) == {"start": [], "end": []}


def test_contributions_bear_the_numbers_of_the_script() -> None:
    one = interview(1)
    rows = columns.contributions(one.verdict, columns.numbers(one.pairs))
    assert rows["delta"] == [each.delta for each in one.verdict.history]
    order = [int(str(answer)[1:]) for answer in rows["answer"]]
    assert order == sorted(order)


def test_what_could_not_be_measured_has_no_value() -> None:
    rows = columns.behaviour(interviews.BEHAVIOUR)
    assert rows["AU12"]["value"] == [0.7]
    assert math.isnan(float(str(rows["AU25+26"]["value"][0])))
    assert (rows["gaze_stability"]["low"], rows["gaze_stability"]["high"]) == ([0.6], [0.9])


@given(st.lists(st.floats(0, 3600), max_size=80).map(sorted))
def test_names_on_an_axis_never_touch(times: list[float]) -> None:
    shown = columns.labels(times, [f"Q{place}" for place in range(len(times))], 3600.0)
    at = [time for time, name in zip(times, shown, strict=True) if name]
    assert all(b - a >= columns.ROOM * 3600 for a, b in pairwise(at))
    assert bool(at) == bool(times)


tables = st.integers(0, 6).flatmap(
    lambda rows: st.fixed_dictionaries(
        {
            "a": st.lists(st.integers(0, 3), min_size=rows, max_size=rows),
            "b": st.lists(st.sampled_from(["x", "y"]), min_size=rows, max_size=rows),
        }
    )
)


@given(tables, tables)
def test_a_source_that_is_renewed_holds_what_is_new(before: Table, after: Table) -> None:
    source = ColumnDataSource({name: list(values) for name, values in before.items()})
    renew(source, {name: list(values) for name, values in after.items()})
    assert {name: list(values) for name, values in source.data.items()} == after


def test_only_what_differs_is_sent() -> None:
    document, source = Document(), ColumnDataSource({"t": [1, 2], "v": [0.1, math.nan]})
    document.add_root(source)
    sent: list[Any] = []
    document.on_change(sent.append)
    renew(source, {"t": [1, 2], "v": [0.1, math.nan]})
    assert sent == []
    renew(source, {"t": [1, 2, 3], "v": [0.2, math.nan, 0.3]})
    patched, streamed = sent
    assert isinstance(patched, ColumnsPatchedEvent)
    assert patched.patches == {"v": [(0, 0.2)]}
    assert isinstance(streamed, ColumnsStreamedEvent)
    assert streamed.data == {"t": [3], "v": [0.3]}


def test_a_profile_that_grows_streams_a_row_to_each_dimension() -> None:
    one = interview(0)
    called = columns.numbers(one.pairs)
    chart = figures.profile(one.profile[:4], one.pairs, until=400.0)
    document = Document()
    document.add_root(chart.layout)
    sent: list[Any] = []
    document.on_change(sent.append)
    chart.renew(columns.profile(one.profile[:5], called, 400.0), judged.titles(one.profile[:5]))
    streamed = [event for event in sent if isinstance(event, ColumnsStreamedEvent)]
    assert len(streamed) == 6
    assert all(len(event.data["t"]) == 1 for event in streamed)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_figure_can_be_shown_in_a_notebook(theme: Theme) -> None:
    one = interview(0)
    charts = [
        figures.outlook(one.verdict.outlook, theme=theme),
        figures.outlooks({"a": one.verdict.outlook, "b": Outlook(0.3, (0.1, 0.5))}, theme=theme),
        figures.history(one.verdict, one.pairs, theme=theme),
        figures.contributions(one.verdict, one.pairs, theme=theme),
        figures.profile(one.profile, one.pairs, theme=theme),
        figures.behaviour(interviews.BEHAVIOUR, theme=theme),
        figures.dimensions(one.again, theme=theme),
    ]
    for chart in charts:
        document = Document()
        document.add_root(chart.layout)
        document.validate()
        assert theme.ink in str(document.to_json())


def test_figures_of_nothing_are_empty_and_grow() -> None:
    one = interview(0)
    empty = figures.profile([], [], until=10.0)
    assert empty.sources["clarity"].data["t"] == []
    empty.renew(columns.profile(one.profile, columns.numbers(one.pairs), 300.0), until=300.0)
    assert len(empty.sources["clarity"].data["t"]) == len(one.profile)
    assert empty.time is not None
    assert empty.time.end == 300.0
    nothing = replace(one.verdict, history=(), contributions=())
    assert figures.contributions(nothing, []).sources["contributions"].data["qa"] == []
    assert shown.series([])["AU12"]["t"] == []
