"""The page where keys are asked for, and the policies that every page of ours works under."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, expect

from service.api.app import create_app
from service.api.guard.gate import Gate
from service.api.guard.keys import Keys
from service.knowledge_base import KnowledgeBase
from service.ui.app import install
from tests.service.ui.conftest import Watch, ask, opened
from tests.service.web import served


class Closed(NamedTuple):
    """A service that asks for keys, and a key that reads."""

    base: str
    key: str


@pytest.fixture(scope="module")
def closed(small: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Closed]:
    """The whole application over the small index."""
    keys = Keys(tmp_path_factory.mktemp("keys") / "keys.json")
    _, text = keys.add()
    app = create_app(small, gate=Gate(keys, required=True))
    install(app)
    with served(app) as client:
        yield Closed(str(client.base_url).rstrip("/"), text)


def test_a_person_gives_a_key_once(browser: Browser, closed: Closed) -> None:
    """Then the page works as it does without, and no script sees the key."""
    context = browser.new_context(base_url=closed.base)
    page = context.new_page()
    page.goto("/?view=documents")
    page.get_by_label("Your key").fill("not a key")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_be_visible()
    watch = Watch(context, closed.base)
    page.get_by_label("Your key").fill(closed.key)
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{closed.base}/?view=documents")
    expect(page.locator("#view")).to_contain_text("Accelerators")
    page.goto("/")
    ask(page, "How much memory does the H200 have?")
    expect(page.locator("#answer")).to_contain_text("141 GB")
    assert page.evaluate("document.cookie") == ""
    assert watch.faults == []
    context.close()


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/docs", "POST /v1/ask"),
        ("/page/hw-h200", "141 GB"),
        ("/ns.html", "vocabulary"),
    ],
)
def test_pages_work_under_their_policies(
    browser: Browser, closed: Closed, path: str, seen: str
) -> None:
    """No script or style of theirs is blocked: the console would say so."""
    headers = {"Authorization": f"Bearer {closed.key}"}
    with opened(browser, closed.base, extra_http_headers=headers) as page:
        page.goto(path)
        expect(page.locator("body")).to_contain_text(seen)
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"
