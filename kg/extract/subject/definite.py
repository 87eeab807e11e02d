"""What "the company" or "each chip" means: the one that the sentences before have named."""

from collections.abc import Sequence

from kg.claim import MAKERS, Concept
from kg.extract.context import Context
from kg.extract.tools import Tools
from kg.language.clause import Range
from kg.language.grammar import word_list
from kg.language.phrases import base
from kg.reading import Reading

_FIRMS = word_list("firms")
_CHIPS = word_list("chips")
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
    return (*firms, *chips)


def _only(subjects: Sequence[Concept], seen: Sequence[Concept]) -> Concept | None:
    """The one subject of the sentence before, or else the one named last."""
    for found in (subjects, seen):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _firms(tools: Tools, found: Sequence[Concept]) -> list[Concept]:
    return list(dict.fromkeys(c for c in found if c.type in MAKERS and tools.is_particular(c)))


def _chips(tools: Tools, found: Sequence[Concept]) -> list[Concept]:
    models = (c for c in found if tools.ontology.classes.get(c.id) == "HardwareModel")
    return list(dict.fromkeys(c for c in models if not tools.is_assembly(c)))
