"""A knowledge base in, its whole graph as bytes out, in the format asked for."""

from collections.abc import Mapping

from corpus.errors import InvalidInputError
from kg import interchange, rdf
from service.knowledge_base import KnowledgeBase

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


def exported(kb: KnowledgeBase, name: str) -> bytes:
    """Every concept and claim with its evidence, in one of `FORMATS`."""
    documents = kb.documents()
    if name in interchange.FORMATS:
        return interchange.FORMATS[name].write(kb.graph, documents)
    convert = rdf.to_dataset if name in QUADS else rdf.to_rdf
    return rdf.serialise(convert(kb.graph.claims(), documents, kb.ontology), checked_format(name))
