"""What "the company" or "each chip" means: the one that the sentences before have named."""

from collections.abc import Sequence

from kg.claim import MAKERS, Concept
from kg.extract.context import Context
from kg.extract.tools import Tools
from kg.language.clause import Clause, Range
from kg.language.grammar import word_list
from kg.language.phrases import base
from kg.language.syntax import BE
from kg.reading import Reading

_FIRMS = word_list("firms")
_CHIPS = word_list("chips")
_FIRM_NAMES = word_list("firm_names") | {"ai"}
_MODELS = frozenset({"model", "models"})
_TRAINED = frozenset({"trained", "pre-trained", "pretrained", "fine-tuned"})
_POINTING = frozenset({"the", "this", "that"})
_ONE_OF = frozenset({"each", "every"})
_ADDING = frozenset({"from", ","})


def meant(tools: Tools, reading: Reading, part: Range, context: Context) -> Concept | None:
    """The maker or product that a phrase stands for; None where that is not certain.

    Args:
        tools: The parts that extractors share.
        reading: The sentence.
        part: The phrase.
        context: What stands before the sentence.
    """
    row, (start, end) = reading.row, part
    if end - start < len(("the", "chip")):
        return None
    core = base(row, part)
    head = row[core[1] - 1].lower if core[0] < core[1] else ""
    while end > core[1] and row[end - 1].tag == "RB":
        end -= 1  # "the company still | holds"
    added = row[core[1]].lower if core[1] < end else "from"
    own = reading.concepts(core) and tools.is_particular(reading.concepts(core)[-1][1])
    opens = row[start].lower in _POINTING or (row[start].lower in _ONE_OF and head in _CHIPS)
    if not opens or own or added not in _ADDING:
        return None
    if head in _FIRMS:
        return _only(_firms(tools, context.previous), _firms(tools, context.seen))
    if head in _CHIPS:
        return _only(_chips(tools, context.previous), _chips(tools, context.seen))
    return None


def seen_after(tools: Tools, reading: Reading, context: Context) -> tuple[Concept, ...]:
    """What "the company" or "the chip" may mean after a sentence: of each sort the last named."""
    here = [c for _, c in reading.concepts(reading.whole)]
    firms = _firms(tools, here) or _firms(tools, context.seen)
    chips = _chips(tools, here) or _chips(tools, context.seen)
    models = _models(tools, here) or _models(tools, context.seen)
    return (*firms, *chips, *models)


def model_seen(tools: Tools, context: Context) -> Concept | None:
    """The one model that was named last."""
    return _only(_models(tools, context.previous), _models(tools, context.seen))


def of_kind(tools: Tools, reading: Reading, clause: Clause, context: Context) -> Concept | None:
    """What "it" is after a sentence about a firm, where only what the firm made can be that.

    "Acme finished Z2 in May. It is a model with 70 billion parameters, and was trained on ...".
    """
    if not context.begun or not all(map(_is_firm, context.previous)):
        return None
    row, last = reading.row, reading.row[clause.verb[1] - 1].lower
    if last in _TRAINED and any(t.lower in BE for t in row[slice(*clause.verb)]):
        return model_seen(tools, context)
    (a, b), core = clause.rest, base(row, clause.rest)
    if last not in BE or a >= b or row[a].lower not in {"a", "an", "the"}:
        return None
    head, named = row[core[1] - 1].lower, reading.concepts(core)
    kind = named[-1][1].type if named and named[-1][0][1] == core[1] else ""
    if kind == "model" or head in _MODELS:
        return model_seen(tools, context)
    made = kind == "hardware" or head in _CHIPS
    return _only((), _chips(tools, context.seen)) if made else None


def _is_firm(concept: Concept) -> bool:
    return concept.type in MAKERS or concept.label.split()[-1].lower() in _FIRM_NAMES


def _only(subjects: Sequence[Concept], seen: Sequence[Concept]) -> Concept | None:
    """The one subject of the sentence before, or else the one named last."""
    for found in (subjects, seen):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _firms(tools: Tools, found: Sequence[Concept]) -> list[Concept]:
    return list(dict.fromkeys(c for c in found if c.type in MAKERS and tools.is_particular(c)))


def _chips(tools: Tools, found: Sequence[Concept]) -> list[Concept]:
    kinds = {"HardwareModel", None}  # of one that the vocabulary lacks, none is known
    made = (c for c in found if c.type == "hardware" and tools.is_particular(c))
    models = (c for c in made if tools.ontology.classes.get(c.id) in kinds)
    return list(dict.fromkeys(c for c in models if not tools.is_assembly(c)))


def _models(tools: Tools, found: Sequence[Concept]) -> list[Concept]:
    named = (c for c in found if c.type == "model" and tools.is_particular(c))
    return list(dict.fromkeys(named))
