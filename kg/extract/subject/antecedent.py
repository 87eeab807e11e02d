"""What a pronoun takes over from what it stands for: "Training a large model is slow. It needs".

The process that "it" stands for is told of one sort of model, or of one case, and so is what
follows. Takes a clause and what stands before it; gives the scopes, as claims have them.
"""

from kg.circumstance import trained
from kg.extract.case import case_of
from kg.extract.context import Context
from kg.extract.subject.owner import STANDING
from kg.extract.tools import Tools
from kg.language.clause import Clause, Link
from kg.reading import Reading

_STANDING_FOR = frozenset({"it", "this"})
_OF_A_SORT = "case/For "


def carried(tools: Tools, reading: Reading, clause: Clause, context: Context) -> tuple[str, ...]:
    """What a clause about "it" or "the process" is limited to by the words that this stands for."""
    if not _stands_for_another(reading, clause):
        return ()
    before = [c for c in reading.clauses if c.start < clause.start and _has_own(reading, c)]
    return _limits(tools, reading, before[-1]) if before else context.held


def carried_on(tools: Tools, reading: Reading, context: Context) -> tuple[str, ...]:
    """What a pronoun of the next sentence takes over from this one."""
    told = [c for c in reading.clauses if c.link is Link.MAIN and c.subject[0] < c.subject[1]]
    if not told:
        return ()
    same = _stands_for_another(reading, told[0])
    return context.held if same else _limits(tools, reading, told[0])


def _stands_for_another(reading: Reading, clause: Clause) -> bool:
    words = [t.lower for t in reading.row[slice(*clause.subject)]]
    pronoun = len(words) == 1 and words[0] in _STANDING_FOR
    return pronoun or (words[:1] == ["the"] and words[1:] in STANDING)


def _has_own(reading: Reading, clause: Clause) -> bool:
    own = clause.subject[0] < clause.subject[1] and clause.link is not Link.RELATIVE
    return own and not _stands_for_another(reading, clause)


def _limits(tools: Tools, reading: Reading, clause: Clause) -> tuple[str, ...]:
    """The models whose training a clause is about, and the sort that it opens with."""
    subject = reading.concepts(clause.subject)
    if not subject or subject[0][1].type != "phase":
        return ()
    words = reading.cut((clause.subject[0], clause.end))
    models = trained(subject[0][1], words, tools.find, tools.ontology)
    sorts = (case for case in case_of(reading, clause, tools) if case.startswith(_OF_A_SORT))
    return (*sorted(models), *sorts)
