"""The graph: from a neighbourhood outwards, what supports it, paths, and what can be taken away."""

import json
from xml.etree import ElementTree

import httpx2
from playwright.sync_api import Locator, Page, expect

from tests.service.ui.conftest import until

HUB = "/?view=graph&concept=hw-h100"


def nodes(page: Page) -> list[str]:
    """The ids of the nodes drawn and not hidden."""
    found: list[str] = page.evaluate(
        """document.querySelector('#graph')._cyreg.cy.nodes()
            .filter((node) => node.style('display') !== 'none').map((node) => node.id())"""
    )
    return sorted(found)


def drawn(page: Page, address: str) -> None:
    """Open a graph and wait until it is drawn."""
    page.goto(address)
    expect(page.locator("#graph canvas").first).to_be_visible()
    expect(page.locator("#graph-panel .card").first).to_be_visible()


def tap(page: Page, element: str) -> None:
    """Click on a node, or on the middle of an edge, where it is drawn."""
    place = page.evaluate(
        """(id) => {
            const one = document.querySelector('#graph')._cyreg.cy.getElementById(id);
            const box = document.querySelector('#graph').getBoundingClientRect();
            const at = one.isNode() ? one.renderedPosition() : one.renderedMidpoint();
            return { x: box.x + at.x, y: box.y + at.y };
        }""",
        element,
    )
    page.mouse.click(place["x"], place["y"])


def panel(page: Page) -> Locator:
    """What is known of what is chosen."""
    return page.locator("#graph-panel")


def test_it_starts_from_a_neighbourhood(page: Page, base: str) -> None:
    """That of `GET /v1/concepts/{id}/neighbors`."""
    call = f"{base}/v1/concepts/hw-h100/neighbors?limit=40"
    known = httpx2.get(call, timeout=60).json()
    drawn(page, HUB)
    assert nodes(page) == sorted(node["id"] for node in known["nodes"])
    expect(panel(page).locator("h2").first).to_have_text("NVIDIA H100")


def test_a_node_is_chosen_expanded_and_taken_out(page: Page) -> None:
    """Its panel shows what is said of it; the graph grows by its neighbours and shrinks by it."""
    drawn(page, HUB)
    before = nodes(page)
    tap(page, "phase-training")
    expect(panel(page).locator("h2").first).to_have_text("training")
    assert nodes(page) == before
    panel(page).get_by_role("link", name="Expand").click()
    until(
        page,
        "(n) => document.querySelector('#graph')._cyreg.cy.nodes().length > n",
        arg=len(before),
    )
    panel(page).get_by_role("link", name="Take out").click()
    until(
        page, "document.querySelector('#graph')._cyreg.cy.getElementById('phase-training').empty()"
    )
    assert "hide=phase-training" in page.url


def test_a_link_shows_the_sentence_behind_it(page: Page) -> None:
    """Chosen in the list by the keyboard; its words open beside it, and it lights up."""
    drawn(page, HUB)
    page.get_by_text("As a list:").click()
    link = page.get_by_role("link", name="GPU example NVIDIA H100")
    link.focus()
    page.keyboard.press("Enter")
    expect(panel(page).locator("blockquote").first).to_have_text(
        "high-end GPUs such as NVIDIA H100s"
    )
    panel(page).get_by_role("link", name="read").first.click()
    expect(page.locator("#source mark")).to_have_text("high-end GPUs such as NVIDIA H100s")
    until(
        page,
        """document.querySelector('#graph')._cyreg.cy.edges()
            .filter((edge) => parseFloat(edge.style('width')) === 4).length === 1""",
    )


def test_types_are_switched_off(page: Page) -> None:
    """And on again."""
    drawn(page, HUB)
    before = nodes(page)
    page.locator(".types").get_by_text("vendor").click()
    expect(page.locator(".types input:checked")).not_to_have_count(0)
    until(
        page,
        "document.querySelector('#graph')._cyreg.cy.getElementById('org-nvidia')"
        ".style('display') === 'none'",
    )
    assert nodes(page) == [name for name in before if name != "org-nvidia"]


def test_a_path_has_evidence_for_every_hop(page: Page, base: str) -> None:
    """Each hop of `GET /v1/paths` with its words, or as the vocabulary's."""
    address = f"{base}/v1/paths?source=hw-h100&target=phase-inference"
    known = httpx2.get(address, timeout=60).json()["paths"]
    drawn(page, HUB)
    for name, typed, option in (
        ("Path from", "H100", "NVIDIA H100"),
        ("to", "inference", "inference"),
    ):
        field = page.get_by_role("textbox", name=name, exact=True)
        field.click()
        field.fill(typed)
        page.get_by_role("option", name=option, exact=True).click()
    expect(page.locator(".paths > li")).to_have_count(len(known))
    for n, path in enumerate(known):
        shown = page.locator(".paths > li").nth(n)
        expect(shown.locator(".hop")).to_have_count(len(path["hops"]))
        for hop in path["hops"]:
            words = hop["claims"][0]["citation"]["quote"] if hop["claims"] else "by the vocabulary"
            expect(shown).to_contain_text(" ".join(words.split()))
    assert {"hw-h100", "phase-inference"} <= set(nodes(page))


def test_a_concept_is_searched_for(page: Page) -> None:
    """By another of its names."""
    drawn(page, HUB)
    field = page.get_by_role("textbox", name="Around")
    field.click()
    field.fill("instinct")
    page.get_by_role("option", name="AMD MI300X").click()
    expect(panel(page).locator("h2").first).to_have_text("AMD MI300X")


def test_it_is_laid_out_and_zoomed(page: Page) -> None:
    """By buttons and a choice."""
    drawn(page, HUB)
    look = "document.querySelector('#graph')._cyreg.cy.zoom()"
    place = "document.querySelector('#graph')._cyreg.cy.getElementById('hw-h100').position('x')"
    zoom, at = page.evaluate(look), page.evaluate(place)
    page.get_by_role("button", name="Zoom out").click()
    until(page, f"{look} < {zoom}")
    page.get_by_role("textbox", name="Laid out").click()
    page.get_by_role("option", name="in a grid").click()
    until(page, f"{place} !== {at}")


def test_what_is_shown_is_taken_away(page: Page) -> None:
    """As a picture, and as Cytoscape reads it."""
    drawn(page, HUB)
    with page.expect_download() as picture:
        page.get_by_role("button", name="PNG: save it as a picture").click()
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as enlarged:
        page.get_by_role("button", name="SVG: save it as a drawing").click()
    svg = ElementTree.parse(enlarged.value.path()).getroot()  # noqa: S314 - our own drawing
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert "NVIDIA H100" in "".join(svg.itertext())
    with page.expect_download() as data:
        page.get_by_role("button", name="Cytoscape JSON: save what is shown").click()
    saved = json.loads(data.value.path().read_text(encoding="utf-8"))["elements"]
    assert sorted(node["data"]["id"] for node in saved["nodes"]) == nodes(page)
    assert saved["edges"]
