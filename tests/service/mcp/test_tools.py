"""What agents are offered and what they get, through the SDK's own client in this process."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TypeVar

import mcp_types as types
import pytest
from mcp import Client, MCPError

from service.api import markdown, schema, views
from service.graph.endpoint import Endpoint, over
from service.indexing.live import Live
from service.knowledge_base import KnowledgeBase
from service.mcp.results import ComparisonPage, ConceptPage, PathsPage, QueryResult
from service.mcp.served import Served, always
from service.mcp.server import server
from service.settings import Settings
from tests.copies import copied
from tests.service.conftest import PAGES

QUESTION = "How much memory does the H200 have?"
Given = Mapping[str, object]
T = TypeVar("T")
SETTINGS = Settings()


@pytest.fixture(scope="module")
def endpoint(small: KnowledgeBase) -> Iterator[Endpoint]:
    """What answers queries over the small index."""
    found = over(lambda: nullcontext(small), SETTINGS)
    yield found
    found.close()


@pytest.fixture(scope="module")
def served(small: KnowledgeBase, endpoint: Endpoint) -> Served:
    """The small index, without a language model; only to be read."""
    pool = endpoint.pool
    return Served(lambda: nullcontext(small), SETTINGS, lambda: pool, lambda: None, unwritten)


@pytest.fixture(scope="module")
def written(
    small_index: Path, endpoint: Endpoint, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A copy of it, to be written."""
    folder = tmp_path_factory.mktemp("agents") / "index"
    copied(small_index, folder)
    with Live.open(folder) as live:
        yield Served(live.snapshot, SETTINGS, lambda: endpoint.pool, lambda: None, lambda: live)


def unwritten() -> Live:
    """No index to be written."""
    pytest.fail("nothing is to be written")


def talk(served: Served, work: Callable[[Client], Awaitable[T]]) -> T:
    """What comes of a conversation with the server."""

    async def whole() -> T:
        async with Client(server(always(served))) as client:
            try:
                return await work(client)
            except MCPError as error:
                failure = error  # raised here, it would come out in a group
        raise failure

    return asyncio.run(whole())


def call(served: Served, name: str, given: Given) -> types.CallToolResult:
    """What a tool gives."""
    return talk(served, lambda client: client.call_tool(name, dict(given)))


def text(result: types.CallToolResult) -> str:
    """What a language model reads of it."""
    (block,) = result.content
    assert isinstance(block, types.TextContent)
    return block.text


def used(served: Served, name: str, /, **given: object) -> types.CallToolResult:
    """What a tool gives that goes well."""
    result = call(served, name, given)
    assert not result.is_error, text(result)
    return result


def refused(served: Served, name: str, /, **given: object) -> str:
    """What an agent is told of a call that goes wrong."""
    result = call(served, name, given)
    assert result.is_error
    assert result.structured_content is None
    assert "Traceback" not in text(result)
    return text(result)


def test_every_tool_is_described(served: Served) -> None:
    """When to use it, what each argument is, what it gives; and what it changes."""
    tools = talk(served, lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == [
        *("ask", "search", "concept", "path", "compare", "sparql", "add_document"),
    ]
    for tool in tools:
        assert tool.title
        assert tool.description
        assert tool.annotations
        reads = tool.name != "add_document"
        assert tool.annotations.read_only_hint is reads
        assert tool.annotations.destructive_hint is not reads
        assert tool.annotations.idempotent_hint
        assert tool.annotations.open_world_hint is False
        assert tool.input_schema["additionalProperties"] is False
        for given in tool.input_schema["properties"].values():
            assert given["description"]
        assert tool.output_schema
        assert tool.output_schema["type"] == "object"


def test_an_agent_is_told_what_this_is(served: Served) -> None:
    """Name, version, and how to go about it."""

    async def told(client: Client) -> tuple[str, str | None]:
        assert client.server_info
        return client.server_info.name, client.instructions

    name, instructions = talk(served, told)
    assert name == "phasebook"
    assert instructions
    assert "cites" in instructions


def test_an_answer_is_that_of_the_http_call(served: Served, small: KnowledgeBase) -> None:
    """As JSON; the text is for reading, with its sources."""
    result = used(served, "ask", question=QUESTION, documents=["chips"], top_k=2)
    found = schema.Answer.model_validate(result.structured_content)
    asked = views.asked(small, SETTINGS, QUESTION, documents=["chips"], top_k=2)
    plain = views.ask(small, asked)
    assert found.model_dump(exclude={"took_ms"}) == plain.model_dump(exclude={"took_ms"})
    assert text(result) == markdown.answer(found)
    assert "141 GB" in text(result)
    for cited in found.citations:
        assert PAGES[f"{cited.document}.md"][cited.start : cited.end] == cited.quote


def test_what_is_not_said_is_no_error(served: Served) -> None:
    """It says what is missing."""
    result = used(served, "ask", question="Who founded the city of Rome?")
    found = schema.Answer.model_validate(result.structured_content)
    assert not found.answered
    assert found.missing
    assert text(result).startswith(markdown.plain(found.missing))


def test_an_answer_can_be_explained(served: Served) -> None:
    """Where it is asked for."""
    result = used(served, "ask", question=QUESTION, explain=True)
    assert schema.Answer.model_validate(result.structured_content).explanation


def test_a_list_may_be_written_as_text(served: Served) -> None:
    """Some agents do."""
    for written in ('["chips"]', "chips"):
        result = used(served, "ask", question=QUESTION, documents=written)
        found = schema.Answer.model_validate(result.structured_content)
        assert {passage.document for passage in found.passages} == {"chips"}


def test_passages_are_whole(served: Served) -> None:
    """With their places."""
    result = used(served, "search", query="latency of inference", k=2)
    found = schema.SearchResult.model_validate(result.structured_content)
    assert len(found.passages) == 2
    for hit in found.passages:
        assert PAGES[f"{hit.document}.md"][hit.start : hit.end] == hit.text
        assert " ".join(hit.text.split()) in text(result)


def test_a_concept_is_shown_in_pages(served: Served, small: KnowledgeBase) -> None:
    """The pages, put together, are all facts; a property narrows them."""
    whole = views.concept(small, "H200")
    pages = [
        ConceptPage.model_validate(
            used(served, "concept", name="H200", limit=1, offset=offset).structured_content
        )
        for offset in range(len(whole.claims) + 1)
    ]
    assert [fact for page in pages for fact in page.claims] == whole.claims
    assert {page.total for page in pages} == {len(whole.claims)}
    assert sum(pages[0].predicates.values()) == len(whole.claims)
    narrowed = used(served, "concept", name="H200", predicate="memoryCapacity")
    (fact,) = ConceptPage.model_validate(narrowed.structured_content).claims
    assert "141 GB" in text(narrowed)
    assert f"{fact.citation.start}-{fact.citation.end}" in text(narrowed)


def test_a_path_has_its_words(served: Served) -> None:
    """Every hop is quoted, or is the vocabulary's."""
    result = used(served, "path", source="H200", target="inference", limit=1)
    found = PathsPage.model_validate(result.structured_content)
    assert len(found.paths) == 1 <= found.total
    for hop in found.paths[0].hops:
        for fact in hop.claims:
            assert fact.citation.quote in text(result)
        assert hop.claims or "by the vocabulary" in text(result)
    none = used(served, "path", source="H200", target="H100", max_hops=1)
    assert "No path" in text(none)


def test_a_comparison_has_both_sides(served: Served) -> None:
    """By default of the two phases, an aspect each."""
    result = used(served, "compare", predicate="batchSize")
    found = ComparisonPage.model_validate(result.structured_content)
    (aspect,) = found.aspects
    assert (found.left.label, found.right.label, found.total) == ("training", "inference", 1)
    assert aspect.left
    assert aspect.right
    assert "256-512" in text(result)
    assert "1-8" in text(result)


def test_a_comparison_comes_in_pages(served: Served, small: KnowledgeBase) -> None:
    """What is left out of an aspect is counted."""
    whole = views.compare(small, "training", "inference")
    facts = 0
    for offset in range(len(whole.aspects)):
        result = used(served, "compare", limit=1, offset=offset)
        page = ComparisonPage.model_validate(result.structured_content)
        assert page.aspects[0].predicate == whole.aspects[offset].predicate
        facts += len(page.aspects[0].left) + len(page.aspects[0].right) + page.left_out
    assert facts == sum(len(a.left) + len(a.right) for a in whole.aspects)


def test_queries_give_tables_truths_and_graphs(served: Served, small: KnowledgeBase) -> None:
    """The service's prefixes need no declaration, and may have one."""
    select = "SELECT ?claim { ?claim a kg:Claim }"
    result = used(served, "sparql", query=select, limit=2)
    table = QueryResult.model_validate(result.structured_content)
    assert (table.form, table.columns, len(table.rows)) == ("table", ["claim"], 2)
    assert table.total == len(small.graph.claims())
    assert str(table.rows[0][0]) in text(result)
    declared = f"PREFIX kg: <{SETTINGS.iri_base}ns#> {select}"
    again = used(served, "sparql", query=declared, limit=2)
    assert again.structured_content == result.structured_content
    truth = used(served, "sparql", query="ASK { ?claim a kg:Claim }")
    assert text(truth) == "true"
    made = used(served, "sparql", query="CONSTRUCT { ?c a kg:Claim } WHERE { ?c a kg:Claim }")
    graph = QueryResult.model_validate(made.structured_content)
    assert graph.form == "graph"
    assert graph.total == table.total
    unbound = used(served, "sparql", query="SELECT ?a ?b { BIND(1 AS ?a) OPTIONAL { ?a ?a ?b } }")
    assert QueryResult.model_validate(unbound.structured_content).rows == [["1", None]]


def test_results_are_valid_by_their_schema(served: Served) -> None:
    """The SDK's client checks what a tool gives against what was announced."""
    calls: dict[str, dict[str, object]] = {
        "ask": {"question": QUESTION, "explain": True},
        "search": {"query": "memory"},
        "concept": {"name": "inference"},
        "path": {"source": "H200", "target": "inference"},
        "compare": {},
        "sparql": {"query": "SELECT * { ?s ?p ?o } LIMIT 3"},
    }
    for name, given in calls.items():
        assert json.dumps(used(served, name, **given).structured_content)


def test_what_is_wrong_is_told_with_the_remedy(served: Served) -> None:
    """As a result that an agent can read, and better."""
    assert "ask one of" in refused(served, "ask", question="?")
    assert "shorter" in refused(served, "ask", question="long " * 1000)
    assert re.search(r"nothing.*: ", refused(served, "ask", question=QUESTION, documents="nothing"))
    assert re.search(r"nonesuch.*: ", refused(served, "concept", name="nonesuch"))
    assert "SERVICE" in refused(served, "sparql", query="SELECT * { SERVICE <http://a/> { } }")
    assert "correct its syntax" in refused(served, "sparql", query="SELEC * { ?s ?p ?o }")
    told = refused(served, "ask", question=QUESTION, top_k=0, more=1)
    assert "top_k: Input should be greater than or equal to 1" in told
    assert "more: Extra inputs are not permitted" in told
    assert "correct the arguments" in told
    assert "question: Field required" in refused(served, "ask")


def test_a_document_is_added_and_answers_cite_it(written: Served) -> None:
    """What it says is told fact by fact; the same again changes nothing, another text replaces."""
    words = "# Power\n\nThe NVIDIA H200 draws up to 700 W.\n"
    result = used(written, "add_document", text=words, id="power")
    found = schema.Written.model_validate(result.structured_content)
    assert (found.id, found.title, found.status) == ("power", "Power", "added")
    told = text(result)
    assert told.startswith("“Power” (power): added; 1 passages, ")
    for one in found.changes.added:
        assert words[one.start : one.end] == one.quote
        assert f"“{one.quote}” (power, {one.start}-{one.end})" in told
    assert "700 W" in text(used(written, "ask", question="How much power does the H200 draw?"))
    assert "unchanged" in text(used(written, "add_document", text=words, id="power"))
    less = used(written, "add_document", text=words.replace("700", "600"), id="power")
    assert re.search(r"^- .*700 W.*\n\+ .*600 W", text(less), re.MULTILINE)
    assert "600 W" in text(used(written, "ask", question="How much power does the H200 draw?"))


def test_what_is_no_document_is_not_added(written: Served) -> None:
    """With the remedy."""
    assert "id: " in refused(written, "add_document", text="A text.", id="../chips")
    assert "no words" in refused(written, "add_document", text="...")
    assert "text: " in refused(written, "add_document", text="")


def test_a_crash_tells_nothing_of_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    """The log has it; the agent hears that it was not its fault."""

    def crash() -> AbstractContextManager[KnowledgeBase]:
        message = "secret"
        raise RuntimeError(message)

    broken = Served(crash, SETTINGS, lambda: pytest.fail("no query"), lambda: None, unwritten)
    told = refused(broken, "search", query="memory")
    assert "the service failed" in told
    assert "secret" not in told
    assert "secret" in caplog.text


def test_an_unknown_tool_is_named(served: Served) -> None:
    """An error of the protocol: no tool could tell of it."""
    with pytest.raises(MCPError, match="no tool 'fetch': use one of ask, search"):
        call(served, "fetch", {})


def test_documents_and_concepts_can_be_read(served: Served, small: KnowledgeBase) -> None:
    """Those listed, and any by its address."""

    async def read(client: Client) -> dict[str, str]:
        listed = await client.list_resources()
        templates = await client.list_resource_templates()
        assert [t.name for t in templates.resource_templates] == ["document", "concept"]
        found = {}
        for uri in [*(r.uri for r in listed.resources), "phasebook://concept/NVIDIA%20H200"]:
            (content,) = (await client.read_resource(uri)).contents
            assert isinstance(content, types.TextResourceContents)
            found[uri] = content.text
        return found

    found = talk(served, read)
    assert found["phasebook://document/chips"] == PAGES["chips.md"]
    assert found["phasebook://document/phases"] == PAGES["phases.md"]
    shown = schema.ConceptDetail.model_validate_json(found["phasebook://concept/NVIDIA%20H200"])
    assert shown == views.concept(small, "H200")


@pytest.mark.parametrize(
    "uri",
    [
        "phasebook://document/nothing",
        "phasebook://document/..%2Fchips",
        "phasebook://concept/nonesuch",
        "phasebook://passage/1",
        "file:///etc/hostname",
    ],
)
def test_what_is_no_resource_is_said(served: Served, uri: str) -> None:
    """Nothing but documents and concepts can be reached."""
    with pytest.raises(MCPError, match=": "):
        talk(served, lambda client: client.read_resource(uri))


def test_a_page_that_is_none_is_said(served: Served) -> None:
    """A cursor is ours, or refused."""

    async def turn(client: Client) -> None:
        for cursor in ("x", "-1", "9" * 200):
            with pytest.raises(MCPError, match="start without a cursor"):
                await client.list_resources(cursor=cursor)

    talk(served, turn)
