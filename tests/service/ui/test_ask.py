"""Asking: the answer, its sources, and what stands beside it."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from playwright.sync_api import Page, expect

from service.knowledge_base import KnowledgeBase
from service.ui.address import read_place
from tests.service.ui.conftest import ask, until

QUESTION = "What share of lifetime cost goes to inference?"
DIFFERENT = "What does it cost to train a model?"
UNANSWERABLE = "How much does an RTX 5090 cost?"


def test_a_stranger_can_ask_at_once(page: Page) -> None:
    """The box has the focus that a key gives it, examples are links, and each has an answer."""
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask what the documents say")
    examples = page.locator("#examples .chip")
    expect(examples.first).to_be_visible()
    assert examples.count() >= 4
    words = examples.first.inner_text()
    examples.first.click()
    expect(page.locator("#answer h1")).to_have_text(words)
    expect(page.locator("#answer .cite").first).to_be_visible()


def test_an_answer_is_what_the_api_says(page: Page, base: str) -> None:
    """The same sentences, citations, facts and passages as `GET /v1/ask`."""
    said = httpx2.get(f"{base}/v1/ask", params={"question": QUESTION}, timeout=60).json()
    page.goto("/")
    ask(page, QUESTION)
    for statement in said["statements"]:
        expect(page.locator("#answer .answer")).to_contain_text(statement["text"])
    expect(page.locator("#answer .cite")).to_have_count(
        sum(len(statement["citations"]) for statement in said["statements"])
    )
    quotes = page.locator(".evidence blockquote").all_inner_texts()
    assert quotes == [" ".join(cited["quote"].split()) for cited in said["citations"]]
    expect(page.get_by_role("heading", name=f"Facts ({len(said['facts'])})")).to_be_visible()
    expect(page.locator("#answer")).to_contain_text(f"confidence {said['confidence']:.2f}")


def test_a_citation_opens_its_document_at_the_words(
    page: Page, knowledge_base: KnowledgeBase
) -> None:
    """Exactly the quoted words are marked, in view; the edge that they support lights up."""
    page.goto("/")
    ask(page, QUESTION)
    expect(page.locator("#answer-graph canvas").first).to_be_visible()
    chip = page.locator("#answer .cite").first
    place = read_place(chip.get_attribute("href"))
    assert place is not None
    chip.click()
    mark = page.locator("#source mark")
    expect(mark).to_be_in_viewport()
    text = knowledge_base.document(place.document).text
    assert mark.inner_text() == text[place.start : place.end].strip("\n")
    assert page.locator(".source-text").text_content() == text
    expect(page.locator("#source-title")).to_be_focused()
    assert lit(page, "#answer-graph") > 0


def lit(page: Page, graph: str) -> int:
    """How many edges of a drawing are drawn as those whose words are being read."""
    count: int = page.evaluate(
        """(graph) => document.querySelector(graph)._cyreg.cy.edges()
            .filter((edge) => parseFloat(edge.style('width')) === 4).length""",
        graph,
    )
    return count


def test_escape_closes_the_source_and_goes_back(page: Page) -> None:
    """To the citation that opened it."""
    page.goto("/")
    ask(page, QUESTION)
    chip = page.locator("#answer .cite").first
    chip.click()
    expect(page.locator("#source mark")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(chip).to_be_focused()
    assert "#" not in page.url


def test_the_address_brings_the_answer_and_the_words_back(page: Page) -> None:
    """A permalink of both, and the browser's way back."""
    page.goto("/")
    ask(page, QUESTION)
    assert parse_qs(urlsplit(page.url).query) == {"q": [QUESTION]}
    page.locator("#answer .cite").last.click()
    expect(page.locator("#source mark")).to_be_visible()
    words = page.locator("#source mark").inner_text()
    page.goto("about:blank")
    page.go_back()
    expect(page.locator("#answer h1")).to_have_text(QUESTION)
    expect(page.locator("#source mark")).to_have_text(words)
    expect(page).to_have_title(re.compile(re.escape(QUESTION)))


def test_a_conflict_stands_side_by_side(page: Page) -> None:
    """A column for each source, with its words."""
    page.goto("/")
    ask(page, DIFFERENT)
    sides = page.locator(".sides").first.locator(".side")
    assert sides.count() >= 2
    assert len(set(sides.locator("h3").all_inner_texts())) == sides.count()
    boxes = [sides.nth(n).bounding_box() for n in range(2)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] < boxes[1]["x"]


def test_the_evidence_shows_how_it_was_found(page: Page, base: str) -> None:
    """The scores of `GET /v1/search`, cited passages before those that were only near."""
    found = httpx2.get(f"{base}/v1/search", params={"q": DIFFERENT, "k": 1}, timeout=60).json()
    page.goto("/")
    ask(page, DIFFERENT)
    expect(page.get_by_role("heading", name="Near, but not cited")).to_be_visible()
    expect(page.get_by_role("heading", name="Cited", exact=True)).to_be_visible()
    best = found["passages"][0]
    shown = page.locator(".passages > li", has_text=f"total {best['fused']:.2f}").first
    expect(shown).to_contain_text(f"meaning {best['dense']:.2f}")
    expect(shown).to_contain_text(f"words {best['lexical']:.2f}")


def test_a_refusal_says_what_is_missing(page: Page, base: str) -> None:
    """And lists the nearest passages, and cites nothing."""
    said = httpx2.get(f"{base}/v1/ask", params={"question": UNANSWERABLE}, timeout=60).json()
    page.goto("/")
    ask(page, UNANSWERABLE)
    expect(page.locator("#answer .answer")).to_have_text(said["missing"])
    expect(page.get_by_role("heading", name="Nearest")).to_be_visible()
    expect(page.locator("#answer .cite")).to_have_count(0)


def test_an_answer_is_copied_with_its_citations(page: Page) -> None:
    """As Markdown with footnotes; and its link."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/")
    ask(page, QUESTION)
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.locator("#told")).to_have_text("Copied.")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith(f"**{QUESTION}**")
    marks = set(re.findall(r"\[\^\d+\](?!:)", text))
    notes = set(re.findall(r"^(\[\^\d+\]):", text, re.MULTILINE))
    assert marks == notes != set()
    page.get_by_role("button", name="Copy link").click()
    until(page, "url => navigator.clipboard.readText().then((text) => text === url)", arg=page.url)


@pytest.mark.parametrize(
    "question", ["<img src=x onerror=alert(1)>?", '"><script>document.title = "owned"</script>']
)
def test_words_of_a_user_stay_words(page: Page, question: str) -> None:
    """Whatever markup is typed is shown as it was typed."""
    page.goto("/")
    ask(page, question)
    assert page.locator("#view img, #view script").count() == 0
    assert page.title() != "owned"


def test_a_question_that_cannot_be_read_is_refused_kindly(page: Page) -> None:
    """Too long: what is wrong and what to do, on the page."""
    page.goto("/")
    box = page.get_by_label("Your question")
    box.fill("why " * 600)
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("2,000 are the limit")


def test_the_json_of_a_page_is_a_click_away(page: Page, base: str) -> None:
    """The call that made it."""
    page.goto("/")
    ask(page, QUESTION)
    address = page.locator("#answer .json").get_attribute("href")
    assert httpx2.get(f"{base}{address}", timeout=60).json()["question"] == QUESTION
