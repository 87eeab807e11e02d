"""The arguments of tools in, their results out: the same calls that HTTP makes."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack

from starlette.concurrency import run_in_threadpool

from corpus.errors import InvalidInputError
from kg.sparql import source
from kg.sparql.pool import Result
from service.api import changes, schema, views, worded
from service.indexing.upload import Upload, read_upload
from service.mcp import arguments
from service.mcp.results import ComparisonPage, ConceptPage, PathsPage, QueryResult
from service.mcp.served import Served

FACTS = 3  # of one hop, or of one side of an aspect
MAX_RESULT_BYTES = 2_000_000  # of a query: no agent reads more


async def ask(served: Served, asked: arguments.Ask) -> schema.Answer:
    """What the documents say to a question."""
    async with AsyncExitStack() as stack:
        rewriter = await run_in_threadpool(served.rewriter)
        kb = await run_in_threadpool(lambda: stack.enter_context(served.snapshot()))
        put = views.asked(
            kb,
            served.settings,
            asked.question,
            top_k=asked.top_k,
            documents=asked.documents,
            explain=asked.explain,
        )
        return await worded.ask(kb, put, rewriter)


def search(served: Served, asked: arguments.Search) -> schema.SearchResult:
    """The passages nearest to words."""
    with served.snapshot() as kb:
        return views.search(kb, served.settings, asked.query, asked.k)


def concept(served: Served, asked: arguments.Show) -> ConceptPage:
    """A concept and a page of its facts."""
    with served.snapshot() as kb:
        found = views.concept(kb, asked.name)
    counts = Counter(fact.predicate.id for fact in found.claims)
    facts = [f for f in found.claims if asked.predicate in {None, f.predicate.id}]
    whole = dict(found)
    whole["claims"] = facts[asked.offset : asked.offset + asked.limit]
    return ConceptPage(**whole, total=len(facts), predicates=dict(counts.most_common()))


def path(served: Served, asked: arguments.Connect) -> PathsPage:
    """The shortest paths between two concepts, the first facts of each hop."""
    with served.snapshot() as kb:
        found = views.paths(kb, asked.source, asked.target, asked.max_hops)
    shown = [
        schema.Path(
            hops=[hop.model_copy(update={"claims": hop.claims[:FACTS]}) for hop in path.hops]
        )
        for path in found.paths[: asked.limit]
    ]
    return PathsPage(**{**dict(found), "paths": shown}, total=len(found.paths))


def compare(served: Served, asked: arguments.Compare) -> ComparisonPage:
    """A page of a comparison, the first facts of either side."""
    with served.snapshot() as kb:
        found = views.compare(kb, asked.left, asked.right)
    aspects = [a for a in found.aspects if asked.predicate in {None, a.predicate.id}]
    page = aspects[asked.offset : asked.offset + asked.limit]
    shown = [a.model_copy(update={"left": a.left[:FACTS], "right": a.right[:FACTS]}) for a in page]
    return ComparisonPage(
        left=found.left,
        right=found.right,
        aspects=shown,
        total=len(aspects),
        left_out=_facts_of(page) - _facts_of(shown),
    )


def query(served: Served, asked: arguments.Query) -> QueryResult:
    """What a SPARQL query gives."""
    base = f"{served.settings.iri_base}sparql"
    pool = served.queries()
    text = _declared(asked.query, pool.source.prefixes)
    result = pool.run(source.Query(text=text, base=base))
    if result.size > MAX_RESULT_BYTES:
        with result.body:
            what = f"the result has {result.size:,} bytes, {MAX_RESULT_BYTES:,} are the limit"
        raise InvalidInputError(what, "add LIMIT to the query, or ask for fewer columns")
    if result.format in source.TRIPLES:
        turtle = result.read().decode()
        return QueryResult(
            form="graph", turtle=turtle, total=result.rows, truncated=result.truncated
        )
    return _table(result, asked.limit)


def add_document(served: Served, sent: arguments.Add) -> schema.Written:
    """A document into the index, as `POST /v1/documents` writes it."""
    live = served.live()
    upload = Upload.of_text(sent.text, sent.title, sent.id)
    done = live.put(read_upload(upload, served.settings.max_file_bytes))
    return changes.written(done, live.ontology)


def _declared(query: str, prefixes: Mapping[str, str]) -> str:
    """The query with what it abbreviates but does not declare; on its first line, as errors count.

    >>> _declared("SELECT * { ?s kg:price ?o }", {"kg": "http://k/", "id": "http://i/"})
    'PREFIX kg: <http://k/> SELECT * { ?s kg:price ?o }'
    """
    missing = [
        f"PREFIX {name}: <{iri}> "
        for name, iri in prefixes.items()
        if re.search(rf"\b{name}:", query)
        and not re.search(rf"\bprefix\s+{name}\s*:", query, re.IGNORECASE)
    ]
    return "".join(missing) + query


def _table(result: Result, limit: int) -> QueryResult:
    """Solutions in SPARQL's JSON, cell by cell."""
    found = json.loads(result.read())
    if "boolean" in found:
        return QueryResult(form="boolean", boolean=found["boolean"], total=1, truncated=False)
    columns, bindings = found["head"]["vars"], found["results"]["bindings"]
    return QueryResult(
        form="table",
        columns=columns,
        rows=[
            [row[name]["value"] if name in row else None for name in columns]
            for row in bindings[:limit]
        ],
        total=result.rows,
        truncated=result.truncated,
    )


def _facts_of(aspects: Iterable[schema.Aspect]) -> int:
    return sum(len(aspect.left) + len(aspect.right) for aspect in aspects)
