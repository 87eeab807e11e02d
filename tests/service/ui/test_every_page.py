"""What holds for every page: axe-core finds no fault in light or dark, and a phone shows it all."""

import pytest
from playwright.sync_api import Page, expect

from tests.service.ui.conftest import PHONE, until

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """(rules) => axe.run(document, { runOnly: rules }).then(({ violations }) => violations.map(
    ({ impact, id, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html).join(" | ")}`))"""
PAGES = [
    "/",
    "/?q=What+does+it+cost+to+train+a+model%3F",
    "/?q=What+is+inference%3F#003_8b5dc4bc32eec5d1:900-960",
    "/?view=compare",
    "/?view=figures",
    "/?view=graph",
    "/?view=graph&from=hw-h100&to=phase-inference",
    "/?view=documents",
    "/?view=documents&document=003_8b5dc4bc32eec5d1",
    "/?view=data",
]


@pytest.mark.parametrize("path", PAGES)
def test_everyone_can_use_it(page: Page, axe: str, path: str) -> None:
    """Contrast, labels, roles, names and order; and nothing is wider than a phone."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(path)
    expect(page.locator("#view h1").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.evaluate(axe)
    assert page.evaluate(RUN, RULES) == []
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    assert page.evaluate(RUN, RULES) == []
    page.set_viewport_size(PHONE)
    until(page, "(width) => document.documentElement.scrollWidth <= width", arg=PHONE["width"])
