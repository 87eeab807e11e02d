"""Data: exports and SPARQL."""

import csv

import httpx2
import pytest
from playwright.sync_api import Page, expect

from service.graph.export import FORMATS
from service.ui.queries import worked

SLOW = 60_000  # the first query waits for the processes that answer it


def test_every_format_has_a_button(page: Page) -> None:
    """And each gives a file."""
    page.goto("/?view=data")
    expect(page.locator(".formats a")).to_have_count(len(FORMATS))
    with page.expect_download() as download:
        page.get_by_role("link", name="GraphML").click()
    assert download.value.suggested_filename == "phasebook.graphml"
    assert b"<graphml" in download.value.path().read_bytes()


def test_a_query_gives_a_table(page: Page, base: str) -> None:
    """The same as `GET /sparql`, also as CSV."""
    page.goto("/?view=data")
    query = page.get_by_label("Query").input_value()
    page.get_by_role("button", name="Run").click()
    rows = page.locator("#sparql-result tbody tr")
    expect(rows.first).to_be_visible(timeout=SLOW)
    known = httpx2.get(
        f"{base}/sparql", params={"query": query}, headers={"Accept": "text/csv"}, timeout=60
    ).text
    assert rows.all_inner_texts() == known.splitlines()[1:]
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    with download.value.path().open(encoding="utf-8", newline="") as file:
        assert [row[0] for row in csv.reader(file)] == known.splitlines()


def test_a_worked_query_is_chosen(page: Page) -> None:
    """And stands in the box."""
    page.goto("/?view=data")
    page.get_by_role("textbox", name="Start from").click()
    page.get_by_role("option", name="Who makes what?").click()
    expect(page.get_by_label("Query")).to_have_value(worked(f"{_base(page)}/")[3].text)


def _base(page: Page) -> str:
    return str(page.evaluate("location.origin"))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT nothing", "cannot be read"),
        ("SELECT * { SERVICE <http://x.invalid/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_what_is_wrong_with_a_query_is_said(page: Page, query: str, words: str) -> None:
    """On the page, with a remedy."""
    page.goto("/?view=data")
    page.get_by_label("Query").fill(query)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#sparql-result").get_by_role("alert")).to_contain_text(words, timeout=SLOW)


def test_every_worked_query_has_a_result(base: str) -> None:
    """Over the packaged documents."""
    for one in worked(f"{base}/"):
        reply = httpx2.get(f"{base}/sparql", params={"query": one.text}, timeout=60)
        assert reply.json()["results"]["bindings"], one.title
