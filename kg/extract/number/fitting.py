"""Whether a number can be what its unit suggests of the thing it is said of, and what else it is.

A unit alone does not tell: 40 GB are the capacity of a card, but what a cache takes up.
"""

from collections.abc import Sequence

from kg.claim import MAKERS, Concept, Quantity
from kg.extract.stated import Stated
from kg.extract.tools import Tools
from kg.language.clause import Range
from kg.language.grammar import word_list
from kg.language.syntax import BE, Token
from kg.predicates import lemma

_CHANGING = word_list("change")
_FALLING = word_list("falling")
_GROWING = word_list("growing")
_HAPPENING = word_list("happening")
_CHARGING = word_list("charging")
_TAKING = word_list("taking_up")
_PAYING = word_list("paying")
_REACHING = word_list("reaching")
_HOLDING = word_list("holding")
_REMAINING = word_list("remaining")
_STORES = word_list("stores")
_DEGREES = word_list("comparatives")
_COUNTS = frozenset({"deviceCount", "requestVolume", "userCount"})
_FIRMS = word_list("operators")
_MACHINES = word_list("assemblies") | word_list("pieces")
_OF_MACHINES = frozenset(
    {
        "computePerformance",
        "energyConsumption",
        "interconnect",
        "memoryBandwidth",
        "power",
    }
)
_TOGETHER = tuple(sorted(word_list("together")))
_ONE = 1
_STEPS = 20  # of training; fewer are the parts of a procedure
_NEAR = 4


def settled(
    tools: Tools, stated: Stated, part: Range, quantity: Quantity, owner: Concept, predicate: str
) -> str | None:
    """The property that a number is a value of, given whose it is; None where it is none of its."""
    linked = _is_link(tools, owner)
    memory = tools.predicates.dimension(quantity) == "memory"
    own: str | None = predicate
    idle = _is_idle(predicate, quantity) or (predicate == "deviceCount" and linked)
    idle = idle or (predicate == "dataVolume" and _is_manner(stated.row[part[1] :]))
    if idle or _is_of_others(stated, quantity, owner, predicate, memory=memory):
        own = None
    elif predicate == "computeNeed" and _performs(tools, stated, quantity, owner):
        own = "computePerformance"
    elif memory and predicate == "dataVolume" and stated.verb in _TAKING:
        own = "memoryUse"
    elif predicate in {"memoryCapacity", "memoryUse"}:
        own = _memory(stated, part, owner)
    elif predicate == "memoryBandwidth" and linked:
        own = "interconnect"
    elif predicate == "frequency" and quantity.unit == "time":
        own = predicate if stated.verb in _HAPPENING else None
    return own


def fits(stated: Stated, predicate: str, owner: Concept, hint: str | None) -> bool:
    """Whether a thing can have such a property: only models have parameters."""
    if predicate == "growthRate":  # "twice the size" is no growth, nor is what something falls by
        return stated.verb not in _FALLING and (
            hint in {"growthRate", "scaling"} or stated.verb in _GROWING
        )
    if hint != predicate and not _holds(stated, predicate, hint):
        return False
    if predicate == "userCount":  # "runs for millions of users": they are its service's
        return owner.type not in {"phase", "hardware"} and stated.verb in _REACHING
    if predicate == "price":  # "raised $400 million" is no price, nor is what somebody pays
        firm = owner.type in MAKERS or owner.label.split()[-1] in _FIRMS
        charges = not firm or hint == "price" or stated.verb in _CHARGING
        return charges and stated.verb not in {*_CHANGING, *_PAYING}
    return predicate != "parameterCount" or owner.type == "model" or "model" in owner.label


def _holds(stated: Stated, predicate: str, hint: str | None) -> bool:
    """As not in "could close 15 % of the market", and "scales to 8 GPUs"."""
    if predicate == "marketPosition":
        return stated.verb in _HOLDING
    return predicate != "deviceCount" or hint != "scaling"


def is_degree(stated: Stated, end: int) -> bool:
    """Whether a number only measures a comparative: "30% better", "15 % faster"."""
    if end >= len(stated.row):
        return False
    after = stated.row[end]
    return after.tag in {"JJR", "RBR"} or after.lower in _DEGREES


def is_baseline(stated: Stated, start: int) -> bool:
    """Whether a number is what another has changed from: "58 %, up from 41 % in 2023"."""
    words = [t.lower for t in stated.row[max(stated.rest[0], start - 2) : start]]
    return words[-1:] == ["from"] and words[0] in {"up", "down"}


def _is_of_others(
    stated: Stated, quantity: Quantity, owner: Concept, predicate: str, *, memory: bool
) -> bool:
    """Whether it is a machine's, and the owner none: "the institute arrived at 0.3 watt-hours"."""
    if memory and quantity.unit == "bit":
        return True  # "suffers little at 8 bits"
    uses = predicate in _OF_MACHINES and stated.verb in _TAKING
    return (memory or predicate in _OF_MACHINES) and _is_owner_of_machines(owner) and not uses


def _is_owner_of_machines(owner: Concept) -> bool:
    """Whether it is a firm, which has no watts of its own, nor any memory."""
    return owner.type in MAKERS or owner.label.split()[-1] in _FIRMS


def _is_idle(predicate: str, quantity: Quantity) -> bool:
    """Whether a number hardly counts anything: "one server", "has three steps"."""
    if predicate == "trainingSteps":
        return quantity.unit == "step" and (quantity.minimum or 0) < _STEPS
    return predicate in _COUNTS and quantity.minimum == quantity.maximum == _ONE


def _is_manner(after: Sequence[Token]) -> bool:
    """Whether it tells how many are handled together: "one token | at a time"."""
    words = " ".join(t.lower for t in after[:_NEAR])
    return words.startswith(_TOGETHER)


def _performs(tools: Tools, stated: Stated, quantity: Quantity, owner: Concept) -> bool:
    """Whether operations a second are what a machine does: "delivers 1.4 EFLOPS of compute"."""
    rate = tools.predicates.dimension(quantity) == "compute"
    machine = owner.type == "hardware" or owner.label.split()[-1] in _MACHINES
    return rate and machine and stated.verb not in _TAKING


def _is_link(tools: Tools, owner: Concept) -> bool:
    above = {owner.id, *tools.ontology.ancestors(owner.id)}
    return "hw-interconnect" in above or tools.predicates.by_name(owner.label) == "interconnect"


def _memory(stated: Stated, part: Range, owner: Concept) -> str | None:
    after = {t.lower for t in stated.row[part[1] : min(part[1] + _NEAR, stated.rest[1])]}
    if after & _STORES or stated.row[min(part[1], stated.rest[1] - 1)].lower in _REMAINING:
        return (
            None  # "30 GB free" is what is left; "240 GB of system memory" is none of the GPU's own
        )
    verbs = {lemma(t.text) for t in stated.row[slice(*stated.clause.verb)] if t.lower not in BE}
    holds = (
        owner.type == "hardware"
        or owner.label.split()[-1] in _MACHINES
        or any(
            c.type == "hardware" and c.label.lower() in owner.label.lower()
            for _, c in stated.reading.concepts(stated.clause.subject)
        )
    )
    return "memoryCapacity" if holds and not verbs & _TAKING else "memoryUse"
