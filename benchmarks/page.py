"""An index on disk in; how long the page takes to be there and to show an answer, in Chromium, out.

Beside each answer on the page stands the same answer over HTTP alone, asked next: what lies between
the two is the page's own. Every question is asked once, so nothing is remembered for it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import urlopen

from benchmarks.questions import packaged
from benchmarks.start import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAINTS = 5
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
WATCH = """(question) => {
    let start = 0;
    document.getElementById("question").addEventListener(
        "keydown", () => { start = performance.now(); }, { once: true });
    window.waited = new Promise((told) => new MutationObserver((_, watch) => {
        const title = document.querySelector("#answer h1");
        if (!title || title.textContent !== question) return;
        told(performance.now() - start);
        watch.disconnect();
    }).observe(document.body, { subtree: true, childList: true, characterData: true }));
}"""


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured, in milliseconds.

    Attributes:
        paint: Median of several loads of `/` until the first paint; the first of them included.
        first: Until the first paint of the very first load.
        waited: From Enter until each answer was on the page, sorted.
        alone: How long the same questions took over HTTP, sorted.
        load: The machine's load average, of the minute before.
    """

    paint: float
    first: float
    waited: tuple[float, ...]
    alone: tuple[float, ...]
    load: float


def measure(index: Path) -> Report | None:
    """Ask each of the packaged questions on the page; None where there is no Chromium."""
    chromium = which("chromium")
    if chromium is None:
        return None
    load = os.getloadavg()[0]
    questions = packaged()
    with serving(index) as server, _launched(chromium) as browser:
        page = browser.new_page()
        paints = [_painted(page, server.url) for _ in range(PAINTS)]
        page.get_by_label("Your question").wait_for()
        page.wait_for_load_state("networkidle")
        waited = [until_answered(page, question) for question in questions]
        alone = [_over_http(server.url, f"{question} ") for question in questions]
    return Report(median(paints), paints[0], tuple(sorted(waited)), tuple(sorted(alone)), load)


def until_answered(page: "Page", question: str) -> float:
    """Milliseconds from Enter to the answer on the page."""
    box = page.get_by_label("Your question")
    box.fill(question)
    page.evaluate(WATCH, question)
    box.press("Enter")
    waited: float = page.evaluate("window.waited")
    page.wait_for_load_state("networkidle")
    return waited


@contextmanager
def _launched(chromium: str) -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - heavy

    with TemporaryDirectory() as home, sync_playwright() as playwright:
        options: dict[str, str | float | bool] = {**os.environ, "HOME": home}
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS], env=options)
        yield browser
        browser.close()


def _painted(page: "Page", url: str) -> float:
    page.goto(url)
    page.get_by_label("Your question").wait_for()
    painted: float = page.evaluate(PAINTED)
    return painted


def _over_http(url: str, question: str) -> float:
    began = perf_counter()
    asked = urlencode({"question": question, "top_k": 4})  # the page asked for 5: not remembered
    with urlopen(f"{url}/v1/ask?{asked}") as answer:  # noqa: S310 - our own server
        answer.read()
    return (perf_counter() - began) * 1e3
