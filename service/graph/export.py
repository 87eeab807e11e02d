"""A knowledge base in, its whole graph as bytes out, in the format asked for."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from corpus.connections import remedy_for
from corpus.errors import IndexUnusableError, InvalidInputError
from kg.agreement.firsthand import self_reported
from kg.export import bulk, interchange, rdf
from kg.sparql.source import Source

if TYPE_CHECKING:
    from rdflib import Dataset, Graph

    from service.knowledge_base import KnowledgeBase

EACH = "documents"  # the folder of files that are a document each
LONGEST = 200  # characters of such a file's name

QUADS = {"trig", "nquads"}  # a named graph a document; JSON-LD readers expect one graph

# Format -> media type; Turtle leads, as the one to give where a client does not care.
FORMATS: Mapping[str, str] = {
    **{name: syntax.media_type for name, syntax in rdf.SYNTAXES.items()},
    **{name: form.media_type for name, form in interchange.FORMATS.items()},
}


class UnknownFormatError(InvalidInputError):
    """A format that the graph cannot be exported in."""


def checked_format(name: str) -> str:
    """The name, if there is such a format."""
    if name not in FORMATS:
        what = f"no export format {name!r}"
        raise UnknownFormatError(what, "use one of " + ", ".join(FORMATS))
    return name


def exported(kb: "KnowledgeBase", name: str, base: str) -> bytes:
    """Every concept and claim with its evidence, in one of `FORMATS`, its IRIs under `base`."""
    if name in interchange.FORMATS:
        return interchange.FORMATS[name].write(kb.graph, kb.documents(), _firsthand(kb))
    graph = dataset(kb, base) if name in QUADS else merged(kb, base)
    return rdf.serialise(graph, checked_format(name))


def _firsthand(kb: "KnowledgeBase") -> interchange.Firsthand:
    return lambda claim: self_reported(claim, kb.document(claim.source.document), kb.ontology)


def write_each(kb: "KnowledgeBase", base: str, folder: Path) -> int:
    """Everything as N-Quads: a file for what each document says, and `shared.nq`; the bytes.

    No more of the graph is in memory than a document or a subject has claims.

    Raises:
        IndexUnusableError: A file cannot be written.
    """
    parts = bulk.Bulk(kb.graph, kb.document, kb.ontology, base).parts(kb.each_document())
    size = 0
    try:
        (folder / EACH).mkdir(parents=True, exist_ok=True)
        for part in parts:
            with (folder / _file_of(part)).open("w", encoding="utf-8", newline="\n") as target:
                for line in part.lines:
                    target.write(line)
                size += target.tell()
    except OSError as error:
        what = f"{str(folder)!r} cannot be written ({error})"
        raise IndexUnusableError(what, remedy_for(error, "choose another folder")) from error
    return size


def _file_of(part: bulk.Part) -> Path:
    """Where a part is written: a name that every system takes, another for each document."""
    if part.document is None:
        return Path("shared.nq")
    name = quote(part.document, safe="")
    if len(name) > LONGEST:
        name = hashlib.sha256(part.document.encode()).hexdigest()
    return Path(EACH, f"{name}.nq")


def merged(kb: "KnowledgeBase", base: str) -> "Graph":
    """Everything in one graph."""
    return rdf.to_rdf(kb.graph.claims(), kb.documents(), kb.ontology, base)


def dataset(kb: "KnowledgeBase", base: str) -> "Dataset":
    """What each document says in a graph of its own."""
    return rdf.to_dataset(kb.graph.claims(), kb.documents(), kb.ontology, base)


def source(kb: "KnowledgeBase", base: str) -> Source:
    """The same, to be queried."""
    return Source(
        quads=rdf.serialise(dataset(kb, base), "nquads"),
        graphs=frozenset(str(rdf.graph_iri(base, document.id)) for document in kb.documents()),
        prefixes=rdf.prefixes(base),
    )
