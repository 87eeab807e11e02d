"""The packaged vocabulary is sound, and a broken one is refused by the name of the broken term."""

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph

from kg.naming.unseen import PREFIXES
from kg.ontology import BASE, Ontology, OntologyError, default_ontology

ONTOLOGY = Path(__file__).parents[2] / "kg" / "ontology.ttl"
TYPES = {
    *("phase", "hardware", "cost", "vendor", "organization"),
    *("technique", "metric", "model", "other"),
}
VALID = ONTOLOGY.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    """The packaged vocabulary."""
    return default_ontology()


def test_a_name_means_one_concept(ontology: Ontology) -> None:
    """No surface form is claimed by two concepts."""
    meant: dict[str, set[str]] = defaultdict(set)
    for concept, names in ontology.names.items():
        for name in names:
            meant[name if name in ontology.cased else name.lower()].add(concept)
    assert {name: ids for name, ids in meant.items() if len(ids) > 1} == {}


def test_broader_concepts_never_come_round(ontology: Ontology) -> None:
    """No concept is broader than itself."""
    assert [c for c in ontology.concepts if c in ontology.ancestors(c)] == []


def test_every_concept_has_a_known_type_that_its_id_shows(ontology: Ontology) -> None:
    """An id begins as its type does."""
    wrong = [c for c in ontology.concepts.values() if not c.id.startswith(PREFIXES[c.type] + "-")]
    assert wrong == []
    assert {c.type for c in ontology.concepts.values()} == TYPES


def test_links_lead_to_what_they_should(ontology: Ontology) -> None:
    """Makers are companies, phases are phases, cues belong to the two phases."""
    makers = {ontology.concepts[m].type for m in ontology.maker.values()}
    assert makers <= {"vendor", "organization"}
    assert {ontology.concepts[p].type for p in ontology.phase.values()} == {"phase"}
    assert set(ontology.phase_cues) == {"phase-training", "phase-inference"}
    assert set(ontology.type_words) <= TYPES


def test_predicates_expect_values_that_exist(ontology: Ontology) -> None:
    """Each kind of value is a dimension, a concept type, a date or text."""
    dimensions = {unit.dimension for unit in ontology.units.values()}
    allowed = dimensions | {"text", "date"} | {f"concept:{t}" for t in TYPES}
    for predicate in ontology.predicates.values():
        assert predicate.label == predicate.names[0]
        parts = {part for kind in predicate.expects for part in kind.split("/")}
        assert parts <= allowed, predicate.id


def test_units_have_positive_factors_and_well_formed_iris(ontology: Ontology) -> None:
    """Every unit can be written, converted and published."""
    for unit in ontology.units.values():
        assert unit.factor > 0
        assert unit.names, unit.id
        form = r"http://qudt\.org/vocab/unit/[A-Z][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*"
        assert unit.qudt is None or re.fullmatch(form, unit.qudt), unit.id


def test_a_unit_is_written_as_no_other_unit_is(ontology: Ontology) -> None:
    """A written unit is one unit."""
    written: dict[str, set[str]] = defaultdict(set)
    for unit in ontology.units.values():
        for name in unit.names:
            written[name].add(unit.id)
    assert {name: ids for name, ids in written.items() if len(ids) > 1} == {}


def test_another_parser_reads_as_many_triples() -> None:
    """The file is Turtle, not only what rdflib forgives."""
    ours = len(Graph().parse(data=VALID, format="turtle"))
    other = len(set(pyoxigraph.parse(VALID.encode(), pyoxigraph.RdfFormat.TURTLE)))
    assert ours == other > 5000


@pytest.mark.parametrize(
    "concept",
    [
        *("phase-training", "phase-inference", "phase-pre-training", "phase-fine-tuning"),
        *("phase-rlhf", "hw-h100-sxm", "hw-h100-nvl", "hw-h200", "hw-gb300", "hw-gaudi3"),
        *("hw-trainium2", "hw-tpu-v5p", "hw-mi325x", "hw-wse3", "tech-vllm", "tech-kv-cache"),
        *("tech-fp8", "tech-lora", "org-epoch", "org-iea", "model-gpt-4"),
    ],
)
def test_the_field_is_known(ontology: Ontology, concept: str) -> None:
    """What the next articles will name is there."""
    assert concept in ontology.concepts


def test_the_same_order_under_any_hash_seed() -> None:
    """Two processes see the vocabulary in one order."""
    code = "from kg.ontology import default_ontology as o; print(o().names, o().units, o().hedges)"
    shown = [
        subprocess.run(  # noqa: S603  our own interpreter and code
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ONTOLOGY.parents[1])},
        ).stdout
        for seed in ("1", "2")
    ]
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("broken", "term"),
    [
        (VALID + "id:hw-nameless a kg:HardwareModel .", "hw-nameless"),
        (VALID + 'id:hw-x a kg:HardwareModel ; skos:prefLabel "X" , "Y" .', "hw-x"),
        (VALID + 'id:hw-x a kg:HardwareModel ; skos:prefLabel "X" ; skos:broader id:no .', "hw-x"),
        (VALID + 'id:unit-q a kg:Unit ; kg:symbol "q" ; rdfs:label "q" .', "unit-q"),
        (VALID + "kg:mute a rdf:Property .", "mute"),
    ],
)
def test_a_broken_term_is_named(tmp_path: Path, broken: str, term: str) -> None:
    """The error says which term to correct."""
    file = tmp_path / "o.ttl"
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(OntologyError, match=term):
        Ontology.load(file)


def test_a_file_that_is_no_turtle_is_refused(tmp_path: Path) -> None:
    """An unreadable or foreign file is refused with its fault."""
    file = tmp_path / "o.ttl"
    file.write_text("id:x a ;;; nothing", encoding="utf-8")
    with pytest.raises(OntologyError, match="no valid Turtle"):
        Ontology.load(file)
    with pytest.raises(OntologyError, match="cannot read"):
        Ontology.load(tmp_path / "missing.ttl")
    file.write_text(f"<{BASE}id/x> <{BASE}ns#y> 1 .", encoding="utf-8")
    with pytest.raises(OntologyError, match="WordList"):
        Ontology.load(file)
