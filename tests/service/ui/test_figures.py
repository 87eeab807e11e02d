"""Figures: what is drawn is what the sources give, and leads back to their words."""

import httpx2
from playwright.sync_api import Page, expect

from service.ui.address import read_place


def bars(page: Page) -> list[dict[str, list[object]]]:
    """What Plotly has drawn."""
    drawn: list[dict[str, list[object]]] = page.evaluate(
        """document.querySelector('.js-plotly-plot').data
            .map(({ x, customdata }) => ({ x, customdata }))"""
    )
    return drawn


def test_the_bars_are_the_figures_of_the_api(page: Page, base: str) -> None:
    """A bar from bound to bound for each claim with a figure."""
    address = f"{base}/v1/claims?predicate=batchSize"
    claims = httpx2.get(address, timeout=60).json()["claims"]
    given = [claim["object"] for claim in claims if claim["object"].get("unit")]
    page.goto("/?view=figures&predicate=batchSize")
    expect(page.locator(".js-plotly-plot .plot-container")).to_be_visible()
    drawn = bars(page)
    assert sorted(bar["x"][0] for bar in drawn) == sorted(value["min"] for value in given)  # type: ignore[type-var]
    ends = {bar["x"][1] for bar in drawn}
    assert {value["max"] for value in given if value["max"] is not None} <= ends


def test_a_click_on_a_bar_opens_its_words(page: Page) -> None:
    """The words that the bar stands for are marked."""
    page.goto("/?view=figures&predicate=batchSize")
    expect(page.locator(".js-plotly-plot .plot-container")).to_be_visible()
    points = page.locator(".js-plotly-plot .scatterlayer .point")
    box = points.first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".hovertext")).to_contain_text("samples")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#source mark")).to_be_in_viewport()
    expect(page.locator("#source mark")).to_contain_text("samples")


def test_the_table_says_the_same_without_a_mouse(page: Page) -> None:
    """As written, converted, hedged, and with its source."""
    page.goto("/?view=figures&predicate=batchSize")
    row = page.get_by_role("row", name="32-512+ samples")
    expect(row).to_contain_text("32 or more")
    link = row.get_by_role("link", name="read")
    assert read_place(link.get_attribute("href")) is not None
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source mark")).to_contain_text("32-512+ samples")


def test_another_property_is_chosen(page: Page) -> None:
    """Each property that has figures is offered; the address follows."""
    page.goto("/?view=figures")
    page.get_by_role("textbox", name="Property").click()
    page.get_by_role("option", name="memory capacity").click()
    expect(page.locator("#view h2").first).to_have_text("memory capacity (gigabyte)")
    assert "predicate=memoryCapacity" in page.url
