"""Comparing: what is in the table, what a filter leaves, and what a download holds."""

import csv

import httpx2
from playwright.sync_api import Page, expect

from service.ui.address import read_place

ONLY = "Training and Inference Requirements, Costs and Hardware Compared"


def test_every_aspect_has_its_row(page: Page, base: str) -> None:
    """As `GET /v1/compare` gives them, in its order, with sources and what they agree in."""
    found = httpx2.get(f"{base}/v1/compare", timeout=60).json()
    page.goto("/?view=compare")
    rows = page.locator(".comparison tbody tr")
    expect(rows).to_have_count(len(found["aspects"]))
    names = page.locator(".comparison .aspect").all_inner_texts()
    assert names == [aspect["predicate"]["label"] for aspect in found["aspects"]]
    expect(page.locator(".comparison .tag-differ").first).to_be_visible()
    expect(page.locator(".comparison .tag-agree").first).to_be_visible()


def test_a_number_opens_the_words_of_its_claim(page: Page) -> None:
    """The cell's claim, in the document with that number."""
    page.goto("/?view=compare")
    cite = page.locator(".comparison .cite").first
    place = read_place(cite.get_attribute("href"))
    assert place is not None
    cite.click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    expect(page.locator("#source")).to_contain_text(f"characters {place.start:,} to {place.end:,}")


def test_what_is_folded_away_comes_when_asked_for(page: Page) -> None:
    """As many as were announced."""
    page.goto("/?view=compare")
    cell = page.locator(".comparison td", has=page.locator("details")).first
    summary = cell.locator("summary")
    more = int(summary.inner_text().split()[0])
    before = cell.locator(".fact").count()
    summary.click()
    expect(cell.locator(".fact")).to_have_count(before + more)


def test_a_document_can_be_read_alone(page: Page) -> None:
    """Then the others' claims are gone, and the address says so."""
    page.goto("/?view=compare")
    page.get_by_role("textbox", name="Only in").click()
    page.get_by_role("option", name=ONLY).click()
    expect(page.locator(".comparison .row-name", has_text="2 sources")).to_have_count(0)
    expect(page.locator(".comparison .cite", has_not_text="4")).to_have_count(0)
    expect(page.locator(".comparison .cite", has_text="4")).not_to_have_count(0)
    assert "document=003_8b5dc4bc32eec5d1" in page.url


def test_any_two_can_be_compared(page: Page) -> None:
    """Chosen by a part of their names."""
    page.goto("/?view=compare&left=hw-h100-sxm")
    field = page.get_by_role("textbox", name="against")
    field.click()
    field.fill("H100 NV")
    page.get_by_role("option", name="NVIDIA H100 NVL").click()
    expect(page.locator(".comparison thead")).to_contain_text("NVIDIA H100 NVL")
    assert "right=hw-h100-nvl" in page.url


def test_the_table_is_downloaded_as_csv(page: Page, base: str) -> None:
    """A line for each claim of the comparison, its words as they stand in the document."""
    found = httpx2.get(f"{base}/v1/compare", timeout=60).json()
    page.goto("/?view=compare")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    with download.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert download.value.suggested_filename == "training against inference.csv"
    claims = [fact for row in found["aspects"] for side in ("left", "right") for fact in row[side]]
    assert len(rows) == len(claims)
    places = {(f["citation"]["document"], str(f["citation"]["start"])) for f in claims}
    assert {(row["document"], row["start"]) for row in rows} == places
