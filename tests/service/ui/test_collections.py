"""One page, several collections: what it shows and what it calls is of the one that is chosen."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

from retrieval.embed import Encoder
from service.api.app import create_app
from service.indexing.build import build
from service.indexing.live import Live
from service.knowledge_base import KnowledgeBase
from service.settings import Settings
from service.ui.app import install
from tests.service.ui.conftest import PHONE, ask, opened, until
from tests.service.ui.test_every_page import RULES, RUN
from tests.service.ui.test_writing import choose, results
from tests.service.web import served

WORD = "Zephyrion"
TEXT = (
    f"# The {WORD} chip\n\nThe {WORD} chip has 71 GB of memory. Inference on the {WORD} chip takes "
    f"20 ms.\n\n## How much memory does the {WORD} chip have?\n\nThe {WORD} chip has 71 GB.\n"
)
ELSEWHERE = re.compile("H100|H200|chips|phases")  # what only the default collection speaks of
HOME = "/collections/north/"
QUESTION = f"How much memory does the {WORD} chip have?"
VIEWS = ["Compare", "Figures", "Graph", "Documents", "Data"]


class Served(NamedTuple):
    """An address, and the folder of the collections beside the default one."""

    base: str
    folder: Path


@pytest.fixture(scope="module")
def service(
    small: KnowledgeBase, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The small index, and a collection of one document beside it."""
    folder = tmp_path_factory.mktemp("collections")
    (folder / "zephyrion.md").write_text(TEXT, encoding="utf-8")
    build([folder / "zephyrion.md"], folder / "north", encoder)
    with Live(small) as live:
        app = create_app(live, Settings(collections=folder, sparql_workers=1))
        install(app)
        with served(app) as client:
            yield Served(str(client.base_url).rstrip("/"), folder)


@pytest.fixture
def page(browser: Browser, service: Served) -> Iterator[Page]:
    """A page of a desktop's size."""
    with opened(browser, service.base, color_scheme="light") as page:
        yield page


def chooser(page: Page) -> Locator:
    """The field that names the collection shown."""
    return page.get_by_role("combobox", name="Collection").or_(
        page.get_by_role("textbox", name="Collection")
    )


def test_another_collection_is_chosen_and_asked(page: Page) -> None:
    """What is in the box is asked there; the address says so, and brings it back."""
    page.goto("/")
    expect(chooser(page)).to_have_value("Default documents")
    ask(page, QUESTION)
    expect(page.locator("#answer")).not_to_contain_text("71 GB")
    chooser(page).click()
    page.get_by_role("option", name="north").click()
    expect(page.locator("#answer")).to_contain_text("71 GB")
    expect(chooser(page)).to_have_value("north")
    assert urlsplit(page.url).path == HOME
    page.locator("#answer .cite").first.click()
    expect(page.locator("#source mark")).to_contain_text("71 GB")
    page.reload()
    expect(page.locator("#source mark")).to_contain_text("71 GB")
    page.go_back()
    page.go_back()
    expect(chooser(page)).to_have_value("Default documents")
    expect(page.locator("#answer")).not_to_contain_text("71 GB")


def test_every_view_is_of_that_collection(page: Page) -> None:
    """Its words, its addresses, and nothing of the other's."""
    asked: list[str] = []

    def called(request: Request) -> None:
        asked.append(urlsplit(request.url).path)

    page.on("request", called)
    page.goto(HOME)
    expect(page.locator("#examples a").first).to_be_visible()
    _check_links(page)
    for name in VIEWS:
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(page.locator("#view h1, #view [role=alert]").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        _check_links(page)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#sparql-result")).to_contain_text("row")
    _check_links(page)
    assert urlsplit(page.url).path == HOME
    assert not [path for path in asked if path.startswith("/v1") and HOME not in f"{path}/"]


def _check_links(page: Page) -> None:
    """Each leads to this collection, or to what all have."""
    assert not ELSEWHERE.search(page.locator("#view").inner_text())
    for href in page.eval_on_selector_all("#view a[href]", "all => all.map(a => a.href)"):
        assert urlsplit(href).path.removeprefix("/v1").startswith(HOME), href


def test_what_is_written_goes_to_that_collection(page: Page, service: Served) -> None:
    """Added, deleted and put back; the default one never sees it."""
    page.goto(f"{HOME}?view=documents")
    expect(page.locator("#document-list tbody tr")).to_have_count(1)
    choose(page, {"later.md": f"# Later\n\nThe {WORD} costs $900.\n"})
    expect(results(page)).to_contain_text("later.md: added")
    expect(page.locator("#document-list tbody tr")).to_have_count(2)
    names = [one["id"] for one in _documents(service, "/v1")]
    assert sorted(names) == ["chips", "phases"]
    page.get_by_role("button", name="Delete Later").click()
    expect(page.locator("#document-list tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Undo: put back Later").click()
    expect(page.locator("#document-list tbody tr")).to_have_count(2)
    assert len(_documents(service, "/v1/collections/north")) == 2
    results_link = page.locator("#document-list").get_by_role("link", name="Later")
    results_link.click()
    expect(page.locator("#view h1")).to_have_text("Later")
    assert urlsplit(page.url).path == HOME
    httpx2.delete(f"{service.base}/v1/collections/north/documents/later")


def _documents(service: Served, root: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = httpx2.get(f"{service.base}{root}/documents").json()["documents"]
    return found


def test_a_collection_that_is_not_there_says_so(browser: Browser, service: Served) -> None:
    """With the status of what is missing, and a way to those that are."""
    where = f"{service.base}/collections/nothing/?view=documents"
    assert httpx2.get(where).status_code == httpx2.codes.NOT_FOUND
    context = browser.new_context(base_url=service.base)
    page = context.new_page()
    page.goto(where)
    expect(page.get_by_role("alert").first).to_contain_text("no collection 'nothing'")
    chooser(page).click()
    page.get_by_role("option", name="north").click()
    expect(page.locator("#document-list")).to_contain_text(WORD)
    context.close()


def test_its_page_may_be_the_first_that_is_asked_for(service: Served, small: KnowledgeBase) -> None:
    """With all that the page is made of, though Dash looks for that at `/`."""
    with Live(small) as live:
        app = create_app(live, Settings(collections=service.folder, sparql_workers=1))
        install(app)
        with served(app) as client:
            assert "/assets/page.js" in client.get(HOME).text


def test_an_address_without_its_slash_is_that_of_the_page(service: Served) -> None:
    """As people type it."""
    reply = httpx2.get(f"{service.base}/collections/north", follow_redirects=True)
    assert (reply.status_code, reply.url.path) == (httpx2.codes.OK, HOME)
    assert 'action="/v1/collections/north/ask"' in reply.text


def test_everyone_can_choose(page: Page, axe: str) -> None:
    """The chooser has its name, also for those who do not see it, and room on a phone."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(HOME)
    expect(page.locator("#examples a").first).to_be_visible()
    page.evaluate(axe)
    assert page.evaluate(RUN, RULES) == []
    page.set_viewport_size(PHONE)
    until(page, "(width) => document.documentElement.scrollWidth <= width", arg=PHONE["width"])


def test_where_there_is_one_there_is_nothing_to_choose(browser: Browser, base: str) -> None:
    """The page is as it was."""
    with opened(browser, base) as page:
        page.goto("/")
        expect(page.locator("#examples a").first).to_be_visible()
        expect(page.locator("#collection")).to_have_count(0)
