"""Whose "the run", "revenue" or "its V3" is: what only the words around could tell.

"Throughput rose by 60 %" and "the fine-tuning took six days" tell of one case, and said of all
throughput or fine-tuning they would be wrong. They are of the product or firm that the headings are
about, or of what their paragraph opens with ("FP8 quantization."); else of nobody.
"""

import re
from dataclasses import replace

from kg.claim import MAKERS, MEASURES, Concept
from kg.extract.context import Context
from kg.extract.subject.definite import model_seen
from kg.extract.tools import Tools
from kg.language.clause import Clause, Range
from kg.language.grammar import word_list
from kg.language.phrases import concept_for
from kg.predicates import lemma
from kg.reading import Reading
from kg.scope import time_of

STANDING = [[word] for word in sorted(word_list("processes"))]  # "The process runs on ..."
_DEICTIC = word_list("deictic")
_ADDING = word_list("adding")
_HANGING = word_list("hanging")
_DEFINITE = word_list("demonstratives") | {"the"}
_FIRMS = word_list("firms")
_MODELS = frozenset({"model"})
WORK = word_list("work")
_SOME_OF = re.compile(r"^\d[\d.,]* ?%? of (?:the )?")  # "64 % of data-centre revenue"
_RUNS = frozenset({"run", "runs"})
_PHASES = frozenset({"fine-tuning", "pre-training", "training"})
_WHOLE = word_list("of_runs")
_PAST = frozenset({"VBD", "VBN"})
_PAIR = 2


def of_owner(
    tools: Tools, reading: Reading, told: tuple[Clause, Range], context: Context
) -> tuple[Concept, ...] | None:
    """Who a clause is about whose subject alone does not tell; None where it does.

    Args:
        tools: The parts that extractors share.
        reading: The sentence.
        told: The clause, and its subject.
        context: What surrounds the sentence.
    """
    clause, part = told
    if context.lead:
        return None
    if _is_bare_measure(reading, clause, part):
        made = _owned(reading, part, context)
        return made or (() if context.begun or clause.start else None)
    if _is_episode(tools, reading, part, clause.verb):
        worked = reading.row[part[1] - 1].lower in _RUNS | _PHASES
        model = model_seen(tools, context) if worked and context.owner is None else None
        around = context if model is None else replace(context, owner=model)
        return _owned(reading, (part[0] + 1, part[1]), around)
    return None


def held(tools: Tools, reading: Reading, part: Range, concept: Concept) -> Concept:
    """A concept with its owner's name: "cost of its V3" where the sentence names one maker."""
    before = {c for _, c in reading.concepts((0, part[0])) if c.type in MAKERS}
    makers = [c for c in before if tools.is_particular(c)]
    if len(makers) != 1 or "its" not in concept.label.split():
        return concept
    label = re.sub(r"\bits\b", f"{makers[0].label}'s", concept.label, count=1)
    return concept_for(label) or concept


def is_of_market(tools: Tools, concept: Concept) -> bool:
    """Whether something is what a market asks for a thing, and no firm: "memory prices"."""
    *words, head = concept.label.split()
    return lemma(head) == "price" and bool(tools.find(" ".join(words)))


def is_hanging(tools: Tools, concept: Concept) -> bool:
    """Whether a thing is one of those that every product has: "the rack", "median latency"."""
    words = _SOME_OF.sub("", concept.label).split()
    head = next((words[i - 1] for i, w in enumerate(words) if i and w in _ADDING), words[-1])
    head = head.lower()  # "API"
    if is_of_market(tools, concept):
        return False
    if concept.type in MEASURES:
        return True
    lone = concept.type == "technique" and len(words) == 1
    made = (concept.type in {"hardware", "other"} and not tools.is_particular(concept)) or lone
    sized = head.removesuffix("s") in _MODELS and any(map(str.isdigit, concept.label))
    return made and head in _HANGING and not sized  # "a model with 70 billion parameters" is any


def _is_episode(tools: Tools, reading: Reading, part: Range, verb: Range) -> bool:
    """Whether "the fine-tuning took six days" tells of one that was spoken of before."""
    row, (a, b) = reading.row, part
    words = [t.lower for t in row[a:b]]
    words = words[:-1] if words[-1] == "itself" else words
    if words[-1] in _RUNS and words[0] in _DEFINITE and _WHOLE.issuperset(words[1:-1]):
        words = [words[0], words[-1]]  # "the final run"
    if len(words) != _PAIR or words[0] not in _DEFINITE or words[1:] in STANDING:
        return False
    if row[verb[0]].tag not in _PAST and words[1] not in _DEICTIC:
        return False
    found = tools.link(reading, (a, b if words[1] in _RUNS else a + _PAIR))
    return found is None or not tools.is_particular(found)


def _is_bare_measure(reading: Reading, clause: Clause, part: Range) -> bool:
    """Whether "latency improved" tells of something named elsewhere: of what, and by what."""
    found = reading.concepts(part)
    whole = len(found) == 1 and found[0][0] == part
    past = reading.row[clause.verb[0]].tag == "VBD" and clause.intro[0] == clause.intro[1]
    dated = time_of(reading.cut((clause.verb[0], clause.end)))
    return whole and found[0][1].type in MEASURES and past and not dated


def _owned(reading: Reading, part: Range, context: Context) -> tuple[Concept, ...]:
    """The thing that words name of the owner, or the owner itself: "the model"."""
    words, owner = reading.cut(part), context.owner
    if owner is None:
        return ()
    if words.lower() in (_FIRMS if owner.type in MAKERS else _MODELS):
        return (owner,)
    told = WORK if owner.type not in MAKERS else frozenset()
    run = owner.type == "model" and words.lower().split()[-1] in _RUNS
    measure = any(r == part and c.type in MEASURES for r, c in reading.concepts(part))
    made = (
        concept_for(f"{owner.label}'s {words}") if measure or run or words.lower() in told else None
    )
    return (made,) if made is not None else ()
