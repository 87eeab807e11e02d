"""What is known of a thing in, a plain page about it out, for people."""

from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from itertools import groupby
from string import Template

from rdflib import OWL, RDF, RDFS, Graph, URIRef

from kg.export.triples import Base
from service.describe import Described, Row

_NAMES = ("prefLabel", "label", "name")


def page(known: Described, base: Base, data: Mapping[str, str]) -> str:
    """A page of properties and facts.

    Args:
        known: What to show.
        base: Links to IRIs under it lead to this service.
        data: Media type -> address of the same as RDF.
    """
    named = [row["value"] for name in _NAMES for row in known.properties if _local(row) == name]
    title = named[0] if named else known.iri.rpartition("/")[2]
    rows = "".join(_property(list(rows), base) for _, rows in groupby(known.properties, _edge))
    facts = "".join(_fact(row, base) for row in known.facts)
    return _filled(title, known.iri, data, f"<table>{rows}</table>{_listed(facts)}")


def vocabulary_page(graph: Graph, base: Base) -> str:
    """A page of the classes and properties; each has its own place in it."""
    kinds = (OWL.Class, RDF.Property)
    terms = [
        str(term) for kind in kinds for term in sorted(graph.subjects(RDF.type, kind), key=str)
    ]
    body = "".join(_term(graph, URIRef(term), base) for term in terms)
    data = {
        "text/turtle": "/ns.ttl",
        "application/ld+json": "/ns.jsonld",
        "application/rdf+xml": "/ns.rdf",
        "application/n-triples": "/ns.nt",
    }
    return _filled("The vocabulary", f"{base.root}ns", data, body)


def _filled(title: str, iri: str, data: Mapping[str, str], body: str) -> str:
    template = Template((files("service.api") / "page.html").read_text(encoding="utf-8"))
    head = [
        f'<link rel="alternate" type="{media_type}" href="{escape(address)}">'
        for media_type, address in data.items()
    ]
    links = [
        f'<a href="{escape(address)}">{escape(address.rpartition(".")[2])}</a>'
        for address in data.values()
    ]
    return template.substitute(
        title=escape(title),
        iri=escape(iri),
        head="\n".join(head),
        links=" ".join(links),
        body=body,
    )


def _property(rows: list[Row], base: Base) -> str:
    values = ", ".join(_value(row["value"], row.get("name"), base) for row in rows)
    return f"<tr><th>{_link(rows[0]['edge'], _local(rows[0]), base)}</th><td>{values}</td></tr>\n"


def _listed(facts: str) -> str:
    return f"<h2>What the documents say</h2>\n<ul>{facts}</ul>" if facts else ""


def _fact(row: Row, base: Base) -> str:
    said = (
        _link(row["subject"], row["subjectName"], base),
        _link(row["claim"], row["predicateName"], base) + ":",
        "not" if "negated" in row else "",
        escape(row.get("hedge", "")),
        _value(row["value"], row.get("valueName"), base),
        escape("".join(_scope(row))),
    )
    source = _link(row["document"], row["title"], base)
    quoted = f"<blockquote>{escape(row['quote'])}<footer>{source}</footer></blockquote>"
    return f"<li><p>{' '.join(part for part in said if part)}</p>{quoted}</li>\n"


def _scope(row: Row) -> Iterator[str]:
    for key, words in (("phaseName", "in {}"), ("time", "{}"), ("by", "according to {}")):
        if key in row:
            yield f" ({words.format(row[key])})"


def _term(graph: Graph, term: URIRef, base: Base) -> str:
    name = str(term).rpartition("#")[2]
    label, comment = graph.value(term, RDFS.label), graph.value(term, RDFS.comment)
    above = (
        f"{words} {_link(str(other), str(other).rpartition('#')[2] or str(other), base)}"
        for words, edge in (("is a", RDFS.subClassOf), ("of", RDFS.domain), ("gives", RDFS.range))
        for other in sorted(graph.objects(term, edge), key=str)
    )
    return (
        f'<section id="{escape(name)}"><h2>{escape(name)}</h2><p>{escape(str(label or ""))}. '
        f"{escape(str(comment or ''))} {', '.join(above)}</p></section>\n"
    )


def _value(value: str, name: str | None, base: Base) -> str:
    if value.startswith(("http://", "https://")):
        return _link(value, name or _tail(value), base)
    return escape(name or value)


def _link(iri: str, name: str, base: Base) -> str:
    """A link; to an IRI of ours by its path, whatever the address that the reader came by."""
    if not iri.startswith(("http://", "https://")):
        return escape(name)
    href = "/" + iri.removeprefix(base.root) if iri.startswith(base.root) else iri
    return f'<a href="{escape(href)}">{escape(name)}</a>'


def _edge(row: Row) -> str:
    return row["edge"]


def _local(row: Row) -> str:
    return _tail(row["edge"])


def _tail(iri: str) -> str:
    return iri.replace("#", "/").rstrip("/").rpartition("/")[2]
