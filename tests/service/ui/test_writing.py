"""Documents added and deleted on the page, by a person who may, over an index of their own."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import httpx2
import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from service.api.app import create_app
from service.api.guard.gate import Gate
from service.api.guard.keys import Keys
from service.indexing.live import Live
from service.ui.app import install
from tests.copies import copied
from tests.service.ui.conftest import PHONE, ask, opened, until
from tests.service.ui.test_every_page import RULES, RUN
from tests.service.web import served

POWER = "# Power\n\nThe NVIDIA H200 draws up to 700 W.\n"
LESS = "# Power\n\nThe NVIDIA H200 draws up to 600 W.\n"
LATENCY = b"<title>Waiting</title><h1>Waiting</h1><p>Inference on an MI325X takes 20 ms.</p>"
HOSTILE = "<img src=x onerror=alert(1)>"
LONG = "".join(f"The NVIDIA H{n} draws up to {n} W during inference.\n\n" for n in range(300, 350))
RECORD = """() => {
    window.seen = [];
    const look = () => window.seen.push(document.querySelector("#uploads").textContent);
    const all = { childList: true, subtree: true, characterData: true };
    new MutationObserver(look).observe(document.querySelector("#uploads"), all);
}"""
DROP = """([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    for (const kind of ["dragover", "drop"])
        document.querySelector(".drop").dispatchEvent(
            new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


class Service(NamedTuple):
    """A service that asks for keys: its index, its address, a key that reads, one that writes."""

    live: Live
    base: str
    reader: str
    writer: str


@pytest.fixture(scope="module")
def service(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The whole application over a copy of the small index."""
    folder = tmp_path_factory.mktemp("writing")
    copied(small_index, folder / "index")
    keys = Keys(folder / "keys.json")
    reader, writer = keys.add("reader")[1], keys.add("writer", write=True)[1]
    with Live.open(folder / "index") as live:
        app = create_app(live, gate=Gate(keys, required=True))
        install(app)
        with served(app) as client:
            yield Service(live, str(client.base_url).rstrip("/"), reader, writer)


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    """The list of documents, for who may write; only the first two are there afterwards."""
    headers = {"Authorization": f"Bearer {service.writer}"}
    with opened(browser, service.base, color_scheme="light", extra_http_headers=headers) as page:
        page.goto("/?view=documents")
        expect(rows(page)).to_have_count(2)
        yield page
    with httpx2.Client(base_url=service.base, headers=headers) as client:
        for one in client.get("/v1/documents").json()["documents"]:
            if one["id"] not in {"chips", "phases"}:
                client.delete(f"/v1/documents/{one['id']}")


def rows(page: Page) -> Locator:
    """The documents in the list."""
    return page.locator("#document-list tbody tr")


def choose(page: Page, files: Mapping[str, bytes | str]) -> None:
    """Choose files, by their names, in the browser's own dialog."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    contents = {name: t if isinstance(t, bytes) else t.encode() for name, t in files.items()}
    payloads = [FilePayload(name=n, mimeType="", buffer=data) for n, data in contents.items()]
    chooser.value.set_files(payloads)


def dropped(page: Page, name: str, text: str) -> None:
    """Drop a file on the page."""
    page.evaluate(DROP, [name, text])


def results(page: Page) -> Locator:
    """What became of the files."""
    return page.locator("#uploads .work li")


def test_two_files_are_added_and_asked_about(page: Page) -> None:
    """What each became is told, the list has both, and an answer cites one at once."""
    choose(page, {"power.md": POWER, "waiting.html": LATENCY})
    expect(page.locator("#uploads strong")).to_have_text("2 added")
    expect(page.locator("#told")).to_have_text("2 added")
    expect(results(page).first).to_have_text(
        re.compile(r"power\.md: added, \d+ facts? added · Power")
    )
    expect(results(page).last).to_contain_text("waiting.html: added, ")
    expect(page.locator("#uploads progress")).to_have_count(0)
    expect(rows(page)).to_have_count(4)
    expect(rows(page).filter(has_text="waiting")).to_contain_text("Waiting")
    results(page).first.get_by_role("link", name="Power").click()
    expect(page.locator("#view h1")).to_have_text("Power")
    page.goto("/")
    ask(page, "How much power does the H200 draw?")
    expect(page.locator("#answer")).to_contain_text("700 W")


def test_progress_is_shown_by_stage(page: Page) -> None:
    """How many files are through each, while they are; then what became of them."""
    page.evaluate(RECORD)
    choose(page, {"long.txt": LONG, "power.md": POWER})
    expect(page.locator("#uploads strong")).to_have_text("2 added")
    seen = page.evaluate("window.seen")
    assert any(
        re.search(r"read \d/2 · extract \d/2 · embed \d/2 · store \d/2", one) for one in seen
    )


def test_what_is_under_way_can_be_cancelled(page: Page) -> None:
    """What is written stays, and the rest is not begun."""
    choose(page, {f"long{n}.txt": f"{n}. {LONG}" for n in range(12)})
    page.get_by_role("button", name="Cancel: Adding 12 files").click()
    expect(page.locator("#uploads strong")).to_have_text(re.compile(r"^cancelled: .*\d not begun$"))
    expect(page.get_by_role("button", name=re.compile("^Cancel:"))).to_have_count(0)


def test_a_file_dropped_is_added_replaced_or_left_as_it_is(page: Page) -> None:
    """With the facts that changed."""
    dropped(page, "power.md", POWER)
    expect(results(page)).to_have_count(1)
    page.get_by_role("button", name="Dismiss").click()
    expect(results(page)).to_have_count(0)
    dropped(page, "power.md", LESS)
    expect(results(page)).to_contain_text(re.compile(r"replaced, \d facts? changed|added"))
    page.get_by_role("button", name="Dismiss").click()
    dropped(page, "power.md", LESS)
    expect(results(page)).to_have_text("power.md: unchanged · Power")
    expect(rows(page)).to_have_count(3)


def test_a_file_that_is_no_document_is_told(page: Page) -> None:
    """With the remedy, and nothing of it is in the list; what it is called is text."""
    choose(page, {f"{HOSTILE}.xls": b"\x00", "power.md": POWER})
    expect(page.locator("#uploads strong")).to_have_text("1 failed, 1 added")
    expect(results(page).first).to_contain_text(f"{HOSTILE}.xls: ")
    expect(results(page).first).to_contain_text("give a file that ends in .txt, .md")
    expect(rows(page)).to_have_count(3)
    assert page.locator("#uploads img").count() == 0


def test_what_is_deleted_can_be_put_back(page: Page, service: Service) -> None:
    """By the keyboard alone; the index is then exactly what it was, also of what was HTML."""
    choose(page, {"waiting.html": LATENCY})
    expect(rows(page)).to_have_count(3)
    with service.live.snapshot() as kb:
        before, kept = kb.fingerprint, [kb.document(name) for name in ("chips", "waiting")]
    for document in kept:
        page.get_by_role("button", name=f"Delete {document.title}").press("Enter")
        undo = page.get_by_role("button", name=f"Undo: put back {document.title}")
        expect(undo).to_be_focused()
        expect(rows(page).filter(has_text=document.title)).to_have_count(0)
        expect(page.locator("#told")).to_contain_text("is deleted. Undo puts it back.")
        with service.live.snapshot() as kb:
            assert document.id not in {one.id for one in kb.documents()}
            assert kb.fingerprint != before
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.locator("#view h1")).to_have_text("Data")
    page.get_by_role("link", name="Documents", exact=True).click()
    for document in kept:
        page.get_by_role("button", name=f"Undo: put back {document.title}").press("Enter")
        expect(rows(page).filter(has_text=document.title)).to_have_count(1)
        expect(page.locator("#told")).to_have_text(f"“{document.title}” is back, as it was.")
    expect(page.locator("#removed li")).to_have_count(0)
    with service.live.snapshot() as kb:
        assert [kb.document(one.id) for one in kept] == kept
        assert kb.fingerprint == before


def test_what_was_written_meanwhile_is_not_lost_by_undoing(page: Page) -> None:
    """The newer one stays until it is deleted, too."""
    dropped(page, "power.md", POWER)
    page.get_by_role("button", name="Delete Power").click()
    expect(rows(page)).to_have_count(2)
    dropped(page, "power.md", LESS)
    expect(rows(page)).to_have_count(3)
    page.get_by_role("button", name="Undo: put back Power").click()
    expect(page.locator("#uploads .wrong")).to_contain_text("delete it first")
    page.get_by_role("button", name="Delete Power").click()
    expect(page.locator("#removed li")).to_have_count(2)
    page.get_by_role("button", name="Undo: put back Power").first.click()
    expect(rows(page)).to_have_count(3)
    rows(page).get_by_role("link", name="Power").click()
    expect(page.locator(".reader")).to_contain_text("700 W")


def test_everyone_can_use_it(page: Page, axe: str) -> None:
    """While something was added, refused and deleted: in light, in dark, on a phone."""
    page.emulate_media(reduced_motion="reduce")
    choose(page, {"power.md": POWER, "table.xls": b"\x00"})
    expect(page.locator("#uploads strong")).to_have_text("1 added, 1 failed")
    page.get_by_role("button", name="Delete Power").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.evaluate(axe)
    assert page.evaluate(RUN, RULES) == []
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    assert page.evaluate(RUN, RULES) == []
    page.set_viewport_size(PHONE)
    until(page, "(width) => document.documentElement.scrollWidth <= width", arg=PHONE["width"])


def test_who_only_reads_sees_no_controls(browser: Browser, service: Service) -> None:
    """Just the list; and the calls behind the controls refuse such a key."""
    headers = {"Authorization": f"Bearer {service.reader}"}
    with opened(browser, service.base, extra_http_headers=headers) as page:
        page.goto("/?view=documents")
        expect(rows(page)).to_have_count(2)
        assert page.locator("#document-actions, [data-delete]").count() == 0
    refused = httpx2.delete(f"{service.base}/v1/documents/chips", headers=headers)
    assert refused.status_code == httpx2.codes.FORBIDDEN
