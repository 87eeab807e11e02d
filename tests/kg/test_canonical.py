"""Every syntax of one export is one graph: the same RDFC-1.0 hash, by parsers that are not ours."""

import hashlib
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyld import jsonld  # type: ignore[import-untyped]  # it ships no types

from kg.export.rdf import SYNTAXES, serialise, to_dataset, to_rdf, vocabulary
from tests.kg.packaged import packaged
from tests.kg.sample import CLAIMS, DOCUMENTS, ONTOLOGY

OXIGRAPH = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "json-ld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
RAPPER = {"turtle": "turtle", "ntriples": "ntriples", "rdfxml": "rdfxml"}
SERDI = {"turtle": "turtle", "ntriples": "ntriples", "nquads": "nquads", "trig": "trig"}
N3_MODULES = "N3_MODULES"  # the `node_modules` that has n3; where it is named, it must be there
N3_SCRIPT = Path(__file__).with_name("n3.mjs")
N3 = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "nquads": "application/n-quads",
    "trig": "application/trig",
}
QUADS = {"trig", "nquads"}
EXPORTS = ["sample", "packaged", "vocabulary"]
PROCESSORS = {"rapper": "raptor2-utils", "serdi": "serdi", "node": "nodejs"}


@cache
def export(name: str, syntax: str, *, quads: bool = False) -> bytes:
    """One of the exports in a syntax."""
    if name == "vocabulary":
        return serialise(vocabulary(), syntax)
    claims, documents = packaged() if name == "packaged" else (CLAIMS, DOCUMENTS)
    convert = to_dataset if quads else to_rdf
    return serialise(convert(claims, documents, ONTOLOGY), syntax)


def digest(data: bytes, form: ox.RdfFormat = ox.RdfFormat.N_QUADS) -> str:
    """The RDFC-1.0 hash of RDF in a syntax; with `data` from another parser, of what it read."""
    dataset = ox.Dataset(ox.parse(data, format=form))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{line} .\n" for line in map(str, dataset))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@cache
def expected(name: str, *, quads: bool = False) -> str:
    """The hash that all have."""
    return digest(export(name, "nquads", quads=quads))


def processed(tool: str, *arguments: str, data: bytes) -> bytes:
    """What another program reads from the data, as N-Quads."""
    path = shutil.which(tool)
    if path is None:
        pytest.skip(f"{tool} is not installed (Debian: {PROCESSORS[tool]})")
    done = subprocess.run(  # noqa: S603 - our own arguments
        [path, *arguments], input=data, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("name", EXPORTS)
def test_oxigraph(name: str, syntax: str) -> None:
    """All six."""
    assert digest(export(name, syntax), OXIGRAPH[syntax]) == expected(name)


@pytest.mark.parametrize("syntax", RAPPER)
@pytest.mark.parametrize("name", EXPORTS)
def test_rapper(name: str, syntax: str) -> None:
    """Raptor, in C, reads the same, without a warning."""
    arguments = ("-q", "-i", RAPPER[syntax], "-o", "ntriples", "-", "http://x/")
    assert digest(processed("rapper", *arguments, data=export(name, syntax))) == expected(name)


@pytest.mark.parametrize("syntax", SERDI)
@pytest.mark.parametrize("name", EXPORTS)
def test_serdi(name: str, syntax: str) -> None:
    """Serd, in C, reads the same, graph by graph."""
    quads = syntax in QUADS and name != "vocabulary"
    arguments = ("-i", SERDI[syntax], "-o", "nquads", "-")
    found = processed("serdi", *arguments, data=export(name, syntax, quads=quads))
    assert digest(found) == expected(name, quads=quads)


@pytest.mark.parametrize("syntax", N3)
@pytest.mark.parametrize("name", EXPORTS)
def test_n3(name: str, syntax: str) -> None:
    """N3.js, in JavaScript, reads the same, graph by graph."""
    if N3_MODULES not in os.environ:
        pytest.skip(f"N3.js is not there: npm install n3, and name its folder in {N3_MODULES}")
    quads = syntax in QUADS and name != "vocabulary"
    data = export(name, syntax, quads=quads)
    found = processed("node", str(N3_SCRIPT), N3[syntax], data=data)
    assert digest(found) == expected(name, quads=quads)


@pytest.mark.parametrize("name", EXPORTS)
def test_pyld(name: str) -> None:
    """The reference processor of JSON-LD reads the same, and needs no remote context."""
    document = json.loads(export(name, "json-ld"))
    found = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert digest(found.encode()) == expected(name)


def test_pyld_canonicalizes_to_the_same_lines() -> None:
    """Two implementations of RDFC-1.0 agree; so the hash is the specification's."""
    document = json.loads(export("sample", "json-ld"))
    options = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    canonical = jsonld.normalize(document, options)
    assert hashlib.sha256(canonical.encode()).hexdigest() == expected("sample")
    lines = export("sample", "nquads")
    assert hashlib.sha256(lines).hexdigest() == expected("sample")
