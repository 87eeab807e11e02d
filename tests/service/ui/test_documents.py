"""Documents: the list, and reading one with its mentions and claims."""

import httpx2
from playwright.sync_api import Page, expect

from service.knowledge_base import KnowledgeBase

NAME = "003_8b5dc4bc32eec5d1"


def test_all_documents_are_listed(page: Page, base: str) -> None:
    """Those of `GET /v1/documents`, with how much each says."""
    known = httpx2.get(f"{base}/v1/documents", timeout=60).json()["documents"]
    page.goto("/?view=documents")
    rows = page.locator(".list tbody tr")
    expect(rows).to_have_count(len(known))
    for document in known:
        row = rows.filter(has_text=document["id"])
        expect(row).to_contain_text(document["title"])
        expect(row).to_contain_text(f"{document['characters']:,}")


def test_a_document_is_read_with_its_claims_beside_it(
    page: Page, knowledge_base: KnowledgeBase
) -> None:
    """Its lines as they are; mentions lead to the graph, claims to their words."""
    page.goto("/?view=documents")
    page.get_by_role("link", name=knowledge_base.document(NAME).title).click()
    lines = page.locator(".reader .line > p")
    expect(lines.first).to_be_visible()
    text = knowledge_base.document(NAME).text
    assert lines.all_text_contents() == [line for line in text.split("\n") if line.strip()]
    notes = page.locator(".note")
    assert notes.count() == len(knowledge_base.graph.claims(document=NAME))
    notes.first.click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    mention = page.locator(".mention").first
    mention.click()
    expect(page.locator("#view h1")).to_have_text("Graph")
