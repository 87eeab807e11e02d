"""The page as a person meets it: the real application over the packaged documents, in Chromium.

A page under test fails on any error in the browser's console, on any answer of the server that is
an error, and on any request that leaves the machine.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from service.api.app import create_app
from service.knowledge_base import KnowledgeBase
from service.serving.serve import listen, reached_at
from service.settings import Settings
from service.ui.app import install
from service.ui.examples import examples

CHROMIUM = which("chromium")
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE = 30_000  # milliseconds; a machine that does other work too is slow

expect.set_options(timeout=PATIENCE)


@contextmanager
def served(kb: KnowledgeBase) -> Iterator[str]:
    """The address of the whole application over a knowledge base."""
    with listen("127.0.0.1", 0) as socket:
        base = reached_at(socket)
        app = create_app(kb, Settings(base=f"{base}/"))
        install(app)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = Thread(target=server.run, kwargs={"sockets": [socket]})
        thread.start()
        try:
            yield base
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def base(knowledge_base: KnowledgeBase) -> Iterator[str]:
    """The address of the page over the packaged documents, warm as `phasebook serve` makes it."""
    knowledge_base.warm()
    examples(knowledge_base)
    with served(knowledge_base) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where it is absent the tests are skipped, but not in CI."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("there is no chromium, which .ci/run installs")
        pytest.skip("needs Debian's chromium")
    # Ended with each module, since Playwright keeps an event loop in this thread meanwhile.
    with TemporaryDirectory() as home, sync_playwright() as playwright:
        options: dict[str, str | float | bool] = {**os.environ, "HOME": home}
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env=options)
        yield launched
        launched.close()


class Watch:
    """What goes wrong behind a page, in words."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.faults: list[str] = []
        self._base = urlsplit(base).netloc
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self._base:
            self.faults.append(f"left the machine: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")


@contextmanager
def opened(browser: Browser, base: str, **options: object) -> Iterator[Page]:
    """A page that must have had no fault when it is closed."""
    settings = {"viewport": DESKTOP, "base_url": base, "accept_downloads": True} | options
    context = browser.new_context(**settings)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    watch = Watch(context, base)
    page = context.new_page()
    yield page
    page.wait_for_load_state("networkidle")
    context.close()
    assert watch.faults == []


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    """A page of a desktop's size, in light."""
    with opened(browser, base, color_scheme="light") as page:
        yield page


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core; where it is absent the tests are skipped, but not in CI."""
    if not AXE.is_file():
        if os.environ.get("CI"):
            pytest.fail("there is no axe-core, which .ci/run installs")
        pytest.skip("needs axe-core: npm install --no-save axe-core")
    return AXE.read_text(encoding="utf-8")


def until(page: Page, expression: str, arg: object = None) -> None:
    """Wait until it is so; Playwright's own wait evaluates text in the page, which no page may."""
    late = monotonic() + PATIENCE / 1000
    while not page.evaluate(expression, arg):
        assert monotonic() < late, expression
        page.wait_for_timeout(20)


def ask(page: Page, question: str) -> None:
    """Type a question and press Enter; wait for its answer."""
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")
    expect(page.locator("#answer h1")).to_have_text(question)


def numbers(text: str) -> list[str]:
    """The numbers in a text."""
    return re.findall(r"\d[\d,.]*", text)
