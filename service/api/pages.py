"""What is known of a thing in, a plain page about it out, for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from itertools import groupby
from string import Template

from rdflib import OWL, RDF, RDFS, Graph, URIRef

from kg.export.triples import Base
from service.graph.describe import Described, Row


@dataclass(frozen=True, slots=True)
class Site:
    """Where things are found.

    Attributes:
        base: Their IRIs; links to IRIs under it lead to this service.
        at: What the paths of their addresses start with.
    """

    base: Base
    at: str = ""

    def address(self, path: str) -> str:
        """A link within the service."""
        return f"{self.at}/{path}"


_NAMES = ("prefLabel", "label", "name")


def page(known: Described, site: Site, data: Mapping[str, str]) -> str:
    """A page of properties and facts.

    Args:
        known: What to show.
        site: Where it is found.
        data: Media type -> address of the same as RDF.
    """
    named = [row["value"] for name in _NAMES for row in known.properties if _local(row) == name]
    title = named[0] if named else known.iri.rpartition("/")[2]
    rows = "".join(_property(list(rows), site) for _, rows in groupby(known.properties, _edge))
    facts = "".join(_fact(row, site) for row in known.facts)
    return _filled(site, title, known.iri, data, f"<table>{rows}</table>{_listed(facts)}")


def vocabulary_page(graph: Graph, site: Site) -> str:
    """A page of the classes and properties; each has its own place in it."""
    kinds = (OWL.Class, RDF.Property)
    terms = [
        str(term) for kind in kinds for term in sorted(graph.subjects(RDF.type, kind), key=str)
    ]
    body = "".join(_term(graph, URIRef(term), site) for term in terms)
    data = {
        "text/turtle": site.address("ns.ttl"),
        "application/ld+json": site.address("ns.jsonld"),
        "application/rdf+xml": site.address("ns.rdf"),
        "application/n-triples": site.address("ns.nt"),
    }
    return _filled(site, "The vocabulary", f"{site.base.root}ns", data, body)


def _filled(site: Site, title: str, iri: str, data: Mapping[str, str], body: str) -> str:
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
        home=escape(site.address("")),
        title=escape(title),
        iri=escape(iri),
        head="\n".join(head),
        links=" ".join(links),
        vocabulary=escape(site.address("ns")),
        body=body,
    )


def _property(rows: list[Row], site: Site) -> str:
    values = ", ".join(_value(row["value"], row.get("name"), site) for row in rows)
    return f"<tr><th>{_link(rows[0]['edge'], _local(rows[0]), site)}</th><td>{values}</td></tr>\n"


def _listed(facts: str) -> str:
    return f"<h2>What the documents say</h2>\n<ul>{facts}</ul>" if facts else ""


def _fact(row: Row, site: Site) -> str:
    said = (
        _link(row["subject"], row["subjectName"], site),
        _link(row["claim"], row["predicateName"], site) + ":",
        "not" if "negated" in row else "",
        escape(row.get("hedge", "")),
        _value(row["value"], row.get("valueName"), site),
        escape("".join(_scope(row))),
    )
    source = _link(row["document"], row["title"], site)
    quoted = f"<blockquote>{escape(row['quote'])}<footer>{source}</footer></blockquote>"
    return f"<li><p>{' '.join(part for part in said if part)}</p>{quoted}</li>\n"


def _scope(row: Row) -> Iterator[str]:
    for key, words in (("phaseName", "in {}"), ("time", "{}"), ("by", "according to {}")):
        if key in row:
            yield f" ({words.format(row[key])})"


def _term(graph: Graph, term: URIRef, site: Site) -> str:
    name = str(term).rpartition("#")[2]
    label, comment = graph.value(term, RDFS.label), graph.value(term, RDFS.comment)
    above = (
        f"{words} {_link(str(other), str(other).rpartition('#')[2] or str(other), site)}"
        for words, edge in (("is a", RDFS.subClassOf), ("of", RDFS.domain), ("gives", RDFS.range))
        for other in sorted(graph.objects(term, edge), key=str)
    )
    return (
        f'<section id="{escape(name)}"><h2>{escape(name)}</h2><p>{escape(str(label or ""))}. '
        f"{escape(str(comment or ''))} {', '.join(above)}</p></section>\n"
    )


def _value(value: str, name: str | None, site: Site) -> str:
    if value.startswith(("http://", "https://")):
        return _link(value, name or _tail(value), site)
    return escape(name or value)


def _link(iri: str, name: str, site: Site) -> str:
    """A link; to an IRI of ours by its path, whatever the address that the reader came by."""
    if not iri.startswith(("http://", "https://")):
        return escape(name)
    root = site.base.root
    href = site.address(iri.removeprefix(root)) if iri.startswith(root) else iri
    return f'<a href="{escape(href)}">{escape(name)}</a>'


def _edge(row: Row) -> str:
    return row["edge"]


def _local(row: Row) -> str:
    return _tail(row["edge"])


def _tail(iri: str) -> str:
    return iri.replace("#", "/").rstrip("/").rpartition("/")[2]
