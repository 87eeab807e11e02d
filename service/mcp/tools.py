"""The tools that agents are offered: their names, when to use which, and what they do."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import mcp_types as types
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from service.api import markdown, schema
from service.api.guard.need import Need
from service.api.turns import in_turn
from service.mcp import arguments, text, work
from service.mcp.arguments import Arguments
from service.mcp.results import ComparisonPage, ConceptPage, PathsPage, QueryResult
from service.mcp.served import Served

A = TypeVar("A", bound=Arguments)
R = TypeVar("R", bound=BaseModel)
Called = tuple[str, dict[str, object]]  # text for the model, and the same as JSON

READS = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
# Destructive, since the document that had the id is replaced.
WRITES = types.ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False
)
HINTS = {Need.READ: READS, Need.WRITE: WRITES}


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as it is described, and what it does.

    Attributes:
        described: What an agent is told of it.
        call: Checks arguments and does it.
        needed: What whoever uses it must be allowed.
    """

    described: types.Tool
    call: Callable[[Served, Mapping[str, object]], Awaitable[Called]]
    needed: Need


@dataclass(frozen=True, slots=True)
class _Words:
    """What a tool is called, and what an agent is told of it."""

    name: str
    title: str
    description: str


def _tool(
    told: _Words,
    takes: type[A],
    gives: type[R],
    run: Callable[[Served, A], Awaitable[R]],
    say: Callable[[R], str],
    needed: Need = Need.READ,
) -> Tool:
    async def call(served: Served, given: Mapping[str, object]) -> Called:
        result = await run(served, takes.model_validate(given))
        return say(result), result.model_dump(mode="json")

    described = types.Tool(
        name=told.name,
        title=told.title,
        description=told.description,
        input_schema=takes.model_json_schema(),
        output_schema=gives.model_json_schema(mode="serialization"),
        annotations=HINTS[needed],
    )
    return Tool(described, call, needed)


def _in_thread(run: Callable[[Served, A], R]) -> Callable[[Served, A], Awaitable[R]]:
    async def threaded(served: Served, given: A) -> R:
        return await run_in_threadpool(run, served, given)

    return threaded


def _in_turn(run: Callable[[Served, A], R]) -> Callable[[Served, A], Awaitable[R]]:
    async def waiting(served: Served, given: A) -> R:
        return await in_turn(partial(run, served, given))

    return waiting


_TOOLS = (
    _tool(
        _Words(
            "ask",
            "Ask the documents",
            "Answers one question about AI training and inference from the indexed documents: "
            "hardware, costs, batch sizes, latency, precision and what the documents say of them. "
            "Start here. Each sentence of the answer has numbers of the sources listed below it, "
            "with the exact words that it rests on: keep them when you pass it on. Where the "
            "documents do not say it, the answer says what is missing, with the nearest passages: "
            "tell that, and do not fill the gap yourself. It does not know earlier questions, so "
            "name the thing you ask about. For raw passages use search; for all that is said of "
            "one thing, concept.",
        ),
        arguments.Ask,
        schema.Answer,
        work.ask,
        markdown.answer,
    ),
    _tool(
        _Words(
            "search",
            "Search passages",
            "Gives the passages nearest to some words, whole, with document and offsets. Use it "
            "to read context, or where ask refuses although the topic is covered. It draws no "
            "conclusion.",
        ),
        arguments.Search,
        schema.SearchResult,
        _in_turn(work.search),
        text.search,
    ),
    _tool(
        _Words(
            "concept",
            "Show a concept",
            "Gives a thing of the knowledge graph by any of its names (a chip, a phase, a company, "
            "a technique): its other names, what kind of thing it is, and the facts that documents "
            "state of it, each quoted. Narrow it with predicate (an id from `predicates` in the "
            "result), page it with offset.",
        ),
        arguments.Show,
        ConceptPage,
        _in_thread(work.concept),
        text.concept,
    ),
    _tool(
        _Words(
            "path",
            "Connect two concepts",
            "Gives the shortest chains of facts from one concept to another, each hop with the "
            "words that state it. Use it to find out how two things are related.",
        ),
        arguments.Connect,
        PathsPage,
        _in_thread(work.path),
        text.paths,
    ),
    _tool(
        _Words(
            "compare",
            "Compare two concepts",
            "Sets two concepts side by side, property by property, with what documents say of "
            "either, quoted: training against inference unless you name others. Aspects that both "
            "sides have come first. Where the documents differ it shows both; nothing is settled.",
        ),
        arguments.Compare,
        ComparisonPage,
        _in_thread(work.compare),
        text.comparison,
    ),
    _tool(
        _Words(
            "sparql",
            "Query the graph",
            "Runs a SPARQL 1.1 query over the knowledge graph as RDF, for what the other tools "
            "cannot give: counts, filters over numbers, lists of all. The prefixes id, doc, kg, "
            "skos, schema, qudt, prov and oa are declared for you. A fact is a kg:Claim with "
            "kg:subject, kg:predicate, kg:value, kg:phase and prov:wasDerivedFrom; a value with a "
            "unit has qudt:numericValue or schema:minValue and schema:maxValue, qudt:unit and "
            "kg:asWritten. Most facts are plain triples, too: ?chip kg:suitedTo "
            "id:phase-inference. Names are skos:prefLabel and skos:altLabel; each document is a "
            "named graph. End with LIMIT.",
        ),
        arguments.Query,
        QueryResult,
        _in_thread(work.query),
        text.query,
    ),
    _tool(
        _Words(
            "add_document",
            "Add a document",
            "Puts a document among those that answers are drawn from, for everybody who asks here, "
            "and tells what it says, fact by fact, with the words of each. Use it when you are "
            "told to add something; give the source's own text, whole and unchanged, not your "
            "summary of it, since answers will quote it. A document of the same id is replaced, "
            "and what changed is told; one that is there already stays as it is.",
        ),
        arguments.Add,
        schema.Written,
        _in_thread(work.add_document),
        text.written,
        Need.WRITE,
    ),
)
TOOLS: Mapping[str, Tool] = {tool.described.name: tool for tool in _TOOLS}
