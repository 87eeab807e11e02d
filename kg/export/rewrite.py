"""RDF in one syntax in, the same statements in the same order in another out.

pyoxigraph reads and writes as the statements pass, where rdflib's writers sort and search: 100,000
triples take 0.15 s as Turtle instead of 5 s.
"""

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from corpus.errors import InvalidInputError
from kg.export.syntaxes import SYNTAXES


def rewritten(
    data: bytes, source: str, target: str, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """The same statements in `target`, which may be the same syntax: then they are tidied.

    Raises:
        InvalidInputError: Where the data are not in `source`.
    """
    try:
        read = ox.parse(data, format=SYNTAXES[source])
        written = ox.serialize(read, format=SYNTAXES[target], prefixes=dict(prefixes or {}))
    except (SyntaxError, ValueError) as error:
        message = f"this is no {source} ({error})"
        raise InvalidInputError(message, "correct the data") from error
    return written or b""


def statements(data: bytes, source: str) -> Iterator[tuple[str, str, str, str]]:
    """Each statement as its four terms in N-Quads; the last is empty in the default graph."""
    for quad in ox.parse(data, format=SYNTAXES[source]):
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
        yield str(quad.subject), str(quad.predicate), str(quad.object), graph
