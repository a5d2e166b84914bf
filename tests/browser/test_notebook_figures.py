"""Figures as a notebook shows them: in a frame of their own, without the network."""

import pytest
from playwright.sync_api import Browser

from tests import interviews
from workbench import figures
from workbench.figures import Chart

CHARTS = {
    "profile": figures.profile(interviews.PROFILE, interviews.PAIRS),
    "outlook": figures.outlook(interviews.OUTLOOK),
    "history": figures.history(interviews.VERDICT, interviews.PAIRS),
    "contributions": figures.contributions(interviews.VERDICT, interviews.PAIRS),
    "behaviour": figures.behaviour(interviews.BEHAVIOUR),
}


@pytest.mark.browser
@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_a_figure_draws_itself_and_makes_room(chart: Chart, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 900})
    said, asked = list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_content(f"<body>{chart._repr_html_()}</body>")
    frame = page.frame_locator("iframe")
    frame.locator("canvas").first.wait_for()
    page.wait_for_function(
        "() => { const f = document.querySelector('iframe');"
        " const inside = f.contentDocument.body.scrollHeight;"
        " return inside > 60 && Math.abs(f.clientHeight - inside) < 40 }"
    )
    assert said == []
    assert [url for url in asked if url.startswith("http")] == []
    page.close()
