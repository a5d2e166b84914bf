"""Two people who look at an interview that goes on, in real Chromium.

    python -m workbench.bench.viewers ADDRESS COOKIE SESSION

One has the script open, the other the verdict. It says a line when both have their page, and
after a line from stdin when everything first stood there, as JSON: Unix seconds by name.
"""

import json
import select
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from workbench.bench.browsers import FLAGS
from workbench.dashboard.access import COOKIE

VIEWS = ("script", "verdict")
_SCRIPT = Path(__file__).with_name("seeing.js")
_LOOK_MS = 200
_PATIENCE_MS = 60_000


def main(address: str, cookie: str, session: str) -> None:
    path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        pages = [_page(browser, address, cookie, f"{session}/{view}") for view in VIEWS]
        print("ready", flush=True)  # noqa: T201  # whoever started it reads it
        while not select.select([sys.stdin], [], [], 0)[0]:
            pages[0].wait_for_timeout(_LOOK_MS)
        print(json.dumps([page.evaluate("() => seen") for page in pages]))  # noqa: T201
        browser.close()


def _page(browser: Browser, address: str, cookie: str, path: str) -> Page:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
    context.add_init_script(path=_SCRIPT)
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(f"{address}/dashboard/session/{path}")
    page.wait_for_function("() => window.Bokeh?.documents.length")
    return page


if __name__ == "__main__":
    main(*sys.argv[1:])
