"""What everybody can read: contrast, labels, widths; on every page, light and dark."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open

FAINT = """() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
    const part = c[at] / 255;
    return sum + weight * (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);
  const over = (a, b) => a.slice(0, 3).map((v, at) => (v * a[3] + b[at] * (255 - a[3])) / 255);
  const behind = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentNode ?? at.host) {
      if (!(at instanceof Element)) { if (at.host) { at = { parentNode: at.host }; } continue; }
      layers.push(rgba(getComputedStyle(at).backgroundColor));
    }
    return layers.reverse().reduce((under, layer) => [...over(layer, under), 255], [255, 255, 255]);
  };
  const all = (root) => [...root.querySelectorAll("*")].flatMap(
    (node) => [node, ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
  const faint = [];
  for (const node of all(document)) {
    const own = [...node.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim());
    if (!own || !node.checkVisibility() || node.matches("style, script, option")) continue;
    if (node.closest("svg, .screen") || node.disabled) continue;
    const back = behind(node);
    const front = over(rgba(getComputedStyle(node).color), back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    const text = node.textContent.trim().slice(0, 30);
    if (contrast < 4.5) faint.push([node.className, text, contrast]);
  }
  return faint;
}"""


NAMELESS = """(fields) => fields.filter((node) => node.checkVisibility() && !node.labels?.length
  && !node.getAttribute("aria-label") && !node.textContent.trim()).map((node) => node.outerHTML)"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", ["script", "qa", "profile", "verdict"])
def test_all_text_stands_out_and_all_fields_have_names(visit: Open, view: str, theme: str) -> None:
    page = visit(f"/dashboard/session/told/{view}", theme=theme)
    expect(
        page.get_by_role("button", name="Play (space)").or_(page.locator("canvas")).first
    ).to_be_visible()
    if view == "script":
        expect(page.locator(".turn").first).to_be_visible()
        for name in ("Confidence", "Correct"):
            page.get_by_role("button", name=name, exact=True).click()
        page.locator(".word").first.click()
    assert page.evaluate(FAINT) == []
    fields = page.locator("input, select, textarea, button")
    assert fields.evaluate_all(NAMELESS) == []


@pytest.mark.parametrize("view", ["script", "qa"])
def test_nothing_is_cut_off_on_a_tablet(visit: Open, view: str) -> None:
    page = visit(f"/dashboard/session/told/{view}", viewport={"width": 820, "height": 1180})
    expect(page.get_by_role("button", name="Play (space)")).to_be_visible()
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= 820
