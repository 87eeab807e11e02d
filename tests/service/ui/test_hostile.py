"""Documents full of markup: on every page their words are words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from retrieval.embed import Encoder
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase
from tests.service.ui.conftest import ask, opened, served

MARKUP = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
TEXT = f"""{MARKUP} chips

The <b>Zeta</b> X1 {MARKUP} has 64 GB of memory. The NVIDIA H100 has 80 GB of memory {MARKUP}.
The NVIDIA H200 has 141 GB of memory. Training runs on the NVIDIA H100.
"""
PAGES = [
    "/?view=compare&left=hw-h100&right=hw-h200",
    "/?view=figures&predicate=memoryCapacity",
    "/?view=graph&concept=hw-h100",
    "/?view=documents",
    "/?view=documents&document=%3Ci%3Ezeta",
    "/?view=graph&concept=%3Cimg+src%3Dx%3E",
    "/?view=%3Cscript%3E",
    "/#%3Ci%3Ezeta:0-40",
]


@pytest.fixture(scope="module")
def hostile(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page over such a document."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    (folder / "<i>zeta.txt").write_text(TEXT, encoding="utf-8")
    build([folder / "<i>zeta.txt"], folder / "index", encoder)
    with KnowledgeBase.open(folder / "index") as kb, served(kb) as base:
        yield base


def test_markup_is_shown_and_not_obeyed(browser: Browser, hostile: str) -> None:
    """No element of a document's making, no script run, on any page."""
    with opened(browser, hostile) as page:
        page.goto("/")
        ask(page, f"How much memory does the NVIDIA H100 have {MARKUP}?")
        for path in PAGES:
            page.goto(path)
            expect(page.locator("#view > *").first).to_be_visible()
            page.wait_for_load_state("networkidle")
            assert page.locator("#view img, #source img, #view script, #source script").count() == 0
            assert "owned" not in page.title()
        expect(page.locator("#source mark")).to_contain_text("<img src=x")
