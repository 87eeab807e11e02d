"""`phasebook sparql` serves any RDF files, and `phasebook validate` judges them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from service.cli import run

COMMAND = [sys.executable, "-c", "from service.cli import main; main()"]
FILES = {
    "a.ttl": "@prefix x: <http://x/> . x:a x:in 'ttl' ; x:next [ x:in 'ttl' ] .",
    "b.nt": "<http://x/b> <http://x/in> 'nt' .\n_:b <http://x/in> 'nt' .\n".replace("'", '"'),
    "c.nq": '<http://x/c> <http://x/in> "nq" <http://x/graph> .\n',
    "d.trig": "@prefix x: <http://x/> . x:graph { x:d x:in 'trig' } x:e x:in 'trig' .",
    "e.rdf": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://x/">'
    '<r:Description r:about="http://x/e"><in>rdf</in></r:Description></r:RDF>',
    "f.jsonld": '{"@id": "http://x/f", "http://x/in": "jsonld"}',
    "empty.ttl": "",
}  # fmt: skip


@contextmanager
def serving(*arguments: str) -> Iterator[httpx2.Client]:
    """The command in a process of its own, until the block ends; then it has ended well."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PHASEBOOK_")}
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "sparql", *arguments, "--port", "0"], env=kept, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        address = process.stderr.readline().partition("http://")[2].partition(" ")[0]
        assert address, process.stderr.read()
        try:
            with httpx2.Client(base_url=f"http://{address}", timeout=60) as client:
                yield client
        finally:
            process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert "Traceback" not in rest


def rows(client: httpx2.Client, query: str, **dataset: str) -> list[dict[str, str]]:
    """The solutions' values."""
    reply = client.get("/sparql", params={"query": query, **dataset})
    assert reply.status_code == 200, reply.text
    found = reply.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of each suffix."""
    made = tmp_path_factory.mktemp("rdf")
    for name, text in FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def test_files_of_every_suffix_are_served(folder: Path) -> None:
    """Each as a graph called like the file; quads keep theirs; all make the default graph."""
    with serving(*(str(folder / name) for name in FILES)) as client:
        base = str(client.base_url).rstrip("/")
        found = rows(client, "SELECT ?in (COUNT(*) AS ?n) { ?s <http://x/in> ?in } GROUP BY ?in")
        assert {row["in"]: row["n"] for row in found} == {
            **dict.fromkeys(("ttl", "nt", "trig"), "2"),
            **dict.fromkeys(("nq", "rdf", "jsonld"), "1"),
        }
        graphs = {row["g"] for row in rows(client, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
        names = {f"{base}/{name}" for name in FILES if name not in {"c.nq", "empty.ttl"}}
        assert graphs == {*names, "http://x/graph"}
        ask = "SELECT ?in { ?s <http://x/in> ?in }"
        only = {"default-graph-uri": f"{base}/e.rdf"}
        assert rows(client, ask, **only) == [{"in": "rdf"}]
        assert rows(client, ask, **{"default-graph-uri": f"{base}/empty.ttl"}) == []
        refused = client.get("/sparql", params={"query": ask, "default-graph-uri": "http://x/no"})
        assert refused.status_code == 403


def test_a_file_can_be_given_its_graph(folder: Path) -> None:
    """As IRI=FILE, so that the data sets of test suites can be had under their own names."""
    name = "http://kasei.us/2009/09/sparql/data/data1.rdf"
    with serving(f"{name}={folder / 'a.ttl'}", str(folder / "b.nt")) as client:
        found = rows(client, "SELECT ?in { ?s <http://x/in> ?in }", **{"default-graph-uri": name})
        assert found == [{"in": "ttl"}] * 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("none.ttl", None, "none.ttl"),
        ("bad.ttl", "<http://x/a> nonsense", "bad.ttl"),
        ("bad.nt", "\xff", "bad.nt"),
        ("page.html", "<p>", "suffix"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str | None, said: str
) -> None:
    """Exit 2, in one line, before anything is served."""
    if text is not None:
        (tmp_path / name).write_text(text, encoding="latin-1")
    assert run(["sparql", str(tmp_path / name), "--port", "0"]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


# Validate


@pytest.fixture
def exported(small_index: Path, tmp_path: Path) -> Path:
    """The small index's graph as a file."""
    file = tmp_path / "graph.nt"
    assert run(["export", "-f", "ntriples", "-o", str(file), "--index", str(small_index)]) == 0
    return file


def test_the_index_conforms(small_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, and how much was checked."""
    assert run(["validate", "--index", str(small_index)]) == 0
    assert "conform" in capsys.readouterr().out


def test_an_export_conforms_under_its_own_base(
    exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its claims say which that is; without one nothing is asked of it."""
    assert run(["validate", str(exported)]) == 0
    moved = exported.with_name("moved.nt")
    text = exported.read_text(encoding="utf-8")
    moved.write_text(text.replace("http://127.0.0.1:8000/", "https://other.example/kb/"), "utf-8")
    assert "https://other.example/kb/id/" in moved.read_text(encoding="utf-8")
    assert run(["validate", str(moved), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.partition("\n")[2])["faults"] == []


def test_faults_are_reported_one_a_line(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1; each with its node, its property and what is asked for; no more than wanted."""
    lines = exported.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "prov#wasDerivedFrom>" not in line]
    exported.write_text("".join(kept), encoding="utf-8")
    assert run(["validate", str(exported), "--limit", "2"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert "faults" in said[0]
    assert len(said) == 4
    assert "id:c-" in said[1]
    assert "prov:wasDerivedFrom" in said[1]
    assert "at least one passage" in said[1]
    assert "more" in said[3]
    assert run(["validate", str(exported), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["conforms"] is False
    assert len(report["faults"]) == len(lines) - len(kept)
