"""Who a clause is about: its own noun phrases, or those that a pronoun stands for."""

from collections.abc import Sequence

from kg.claim import MADE, MAKERS, MARKETED, Concept
from kg.extract.context import Context
from kg.extract.subject.definite import meant, of_kind
from kg.extract.subject.owner import STANDING, held, of_owner
from kg.extract.subject.pointing import is_past, verb_after
from kg.extract.tools import Tools
from kg.language.clause import Clause, Link, Range
from kg.language.grammar import word_list
from kg.language.phrases import base, concept_for, is_list, items, phrase
from kg.language.syntax import Token, can_be_verb
from kg.predicates import lemma
from kg.reading import Reading

_IT = frozenset({"it", "they", "this", "these", "that", "those"})
_NOBODY = word_list("nobody")
_RUNNING = word_list("running")
_PERSONS = MAKERS | {"other"}
_MANY = word_list("plural_verbs") | {"do"}
_POSSESSIVE = {"its": "it", "their": "they"}
_PAIR = 2
_OWN = frozenset({"our"})
_HOLDING = frozenset({"its", "their", "his", "her", "my"})
_THEIRS = frozenset({"her", "his", "my"})
_VAGUE = word_list("vague")
_PRAISING = word_list("vague_adjectives")
_DEICTIC = word_list("deictic")  # which one, only the sentences around could tell
_REFERRING = frozenset({"such", "these", "those", "both", "this", "that"})
_LINKING = frozenset({"of", "for", "in", "on", "with", "at", "from", "that", "to", "per", "by"})
_TOPICS = MARKETED | {"phase"}
_EXAMPLES = frozenset({"like", "including", "especially"})
_MOVING = word_list("moving")
_ADOPTING = word_list("adopting")
_EFFECTS = word_list("effects")
_ADOPTED = MADE | {"technique"}
_NAMES = word_list("names")
_MEANING = word_list("meaning")
_NOT_DENYING = word_list("not_denying")
_LIMITING = frozenset({"CD", "JJ", "JJR", "JJS", "RB"})
_OBJECT_TAGS = frozenset({"DT", "PRP$", "CD"})


def subjects(
    tools: Tools, reading: Reading, clause: Clause, before: Sequence[Concept], context: Context
) -> tuple[Concept, ...]:
    """The concepts that a clause speaks of; none where that is not certain.

    Args:
        tools: The parts that extractors share.
        reading: The sentence.
        clause: The clause.
        before: Subjects of the clause before it in the sentence.
        context: What surrounds the sentence.
    """
    part = _of_none(reading.row, _trimmed(reading, clause.subject))
    if clause.link in {Link.SHARED, Link.PARTICIPLE} or part[0] >= part[1]:
        return _shared(reading.row, clause, before, context)
    if reading.row[part[1] - 1].lower in {"we", "i", "he", "she"}:
        part = (part[1] - 1, part[1])  # "In October 2024 we"
    part = _named_by(reading, clause, part)
    words = [t.lower for t in reading.row[slice(*part)]]
    definite = meant(tools, reading, part, context)
    owned = of_owner(tools, reading, (clause, part), context)
    if definite is None and owned is not None:
        return owned
    # "X yields good features, which": whose, only the words before could tell
    praised = bool(words[:-1]) and _PRAISING.issuperset(words[:-1])
    remote = clause.link is Link.RELATIVE and (
        praised or _is_remote(reading.row, part[0], clause.verb[0])
    )
    if lemma(reading.row[clause.verb[1] - 1].text) in _EFFECTS:
        moved = _moved(tools, reading, part)
        if moved is not None:
            return (moved,)
    if (len(words) > 1 or words[0] not in _IT) and (remote or _is_rate(reading, part)):
        return ()
    made = of_kind(tools, reading, clause, context) if words == ["it"] and not before else None
    return _named(tools, reading, part, before if made is None else (made,), context)


def _named_by(reading: Reading, clause: Clause, part: Range) -> Range:
    """The name that "the term X" is, where the verb tells what it means."""
    (a, b), row = part, reading.row
    a += a < b and row[a].tag == "DT"
    means = lemma(row[clause.verb[1] - 1].text) in _MEANING
    named = any(r == (a + 1, b) for r, _ in reading.concepts((a, b)))
    return (a + 1, b) if means and named and row[a].lower in _NAMES else part


def _of_none(row: Sequence[Token], part: Range) -> Range:
    """What "no X1", "none of the X1s" or "neither X1 nor X2" tells something of: that it is not.

    Nothing is told of what is only limited, as in "no single X1" and "no two X1s".
    """
    a, b = part
    first = row[a].lower if a < b else ""
    if first == "no" and a + 1 < b and row[a + 1].lower not in _NOT_DENYING:
        return (b, b) if row[a + 1].tag in _LIMITING else (a + 1, b)
    if first in {"neither", "none"} and b - a > _PAIR and row[a + 1].lower == "of":
        return a + _PAIR, b
    return (a + (first == "neither" and a + 1 < b), b)


def _is_rate(reading: Reading, part: Range) -> bool:
    """Whether words begin with a number of each of something: "| 0.3 Wh each, a service"."""
    ends = (b for (a, b), _ in reading.amounts(part) if a == part[0])
    end = next(ends, part[1])
    return end < part[1] and reading.row[end].lower in {"each", "apiece"}


def _named(
    tools: Tools, reading: Reading, part: Range, before: Sequence[Concept], context: Context
) -> tuple[Concept, ...]:
    """What the words of a subject name, or stand for."""
    words = [t.lower for t in reading.row[slice(*part)]]
    if words[0] in _IT and len(words) == 1:
        return _antecedents(tools, words[0], before, context)
    if words[0] == "the" and words[1:] in STANDING:
        return _antecedents(tools, "it", before, context)
    if words[0] in _POSSESSIVE and len(words) > 1:
        owners = _antecedents(tools, _POSSESSIVE[words[0]], before, context)
        return _owned(tools, reading, part, owners)
    definite = meant(tools, reading, part, context)
    return (definite,) if definite else tuple(dict.fromkeys(_own(tools, reading, part, words)))


def _is_remote(row: Sequence[Token], start: int, verb: int) -> bool:
    """Whether ", which" may as well speak of more than the noun before it: "X on Y, which"."""
    singular = row[verb].tag in {"VBZ", "VBD", "MD"} and row[verb].lower not in _MANY
    if not singular or row[verb - 1].lower != "which" or row[verb - 2].text != ",":
        return False
    while start > 1 and row[start - 1].text == "/":
        start -= 2  # "computes in FP32/FP16, which"
    if start > 0 and row[start - 1].tag == "IN" and row[start - 1].lower != "by":
        return True  # "a computer in Memphis, which was set up"
    if row[verb - 3].text[:1].isupper() and row[start - 1].lower != "by":
        return False  # "Nvidia, which bought Mellanox"
    before = next((i for i in range(start - 1, -1, -1) if row[i].is_finite), None)
    return before is not None and any(t.is_noun or t.tag == "CD" for t in row[before + 1 : start])


def _owned(
    tools: Tools, reading: Reading, part: Range, owners: Sequence[Concept]
) -> tuple[Concept, ...]:
    """Who "its total compute" is about: a thing with a name, else that of the one spoken of."""
    if any(t.tag == "CD" for t in reading.row[slice(*part)]):
        return ()  # "its first 100,000 H100" are not the H100
    named = [c for c in linked_parts(tools, reading, part) if tools.is_particular(c)]
    several = reading.row[part[0]].lower == "their"
    if named or len(owners) != 1 or (several and not _is_plural(owners[0])):
        return tuple(named)
    words = reading.cut(phrase(reading.row, part))
    made = concept_for(f"{owners[0].label}'s {words}") if words else None
    return (made,) if made is not None else ()


def _shared(
    row: Sequence[Token], clause: Clause, before: Sequence[Concept], context: Context
) -> tuple[Concept, ...]:
    """Who a clause without a subject is about: the clause's before, or a glossary's term."""
    if context.defined and context.topic and not before and clause.verb[0] == 0:
        return (context.topic,)  # "Comes from Acme.": of the term that it stands below
    shares = clause.link in {Link.SHARED, Link.PARTICIPLE}
    broken = clause.link is Link.SHARED and row[clause.verb[0] - 1].text == ","
    since = next((i for i in range(clause.verb[0] - 1, 0, -1) if row[i].is_finite), 0)
    broken = broken or any(t.text == ";" for t in row[since : clause.verb[0]])  # whose verb is lost
    return tuple(before) if shares and not broken else ()  # "buyers, not labs, will ..."


def _own(tools: Tools, reading: Reading, part: Range, words: Sequence[str]) -> list[Concept]:
    """The concepts that a clause's own subject names, but for those that nobody could tell."""
    if len(words) > _PAIR and words[0] == "all" and words[1] in _OWN:
        return _own(tools, reading, (part[0] + 1, part[1]), words[1:])
    if words[0] in _OWN and len(words) > 1:
        own = concept_for(reading.cut(part))
        return [own] if own is not None and not is_vague(own) else []
    each = words[0] == "each" and len(words) > 1 and words[1] != "of"
    each = each or (words[0] == "one" and len(words) > 1 and _is_any(tools, reading, part))
    if (words[0] in _NOBODY and not each) or words[0] in _THEIRS:
        return []
    if _commands(tools, reading, part) or _is_amount(reading, part):
        return []
    found = linked_parts(tools, reading, part)
    if (words[0] in _REFERRING or "same" in words[:2]) and len(
        words
    ) > 1:  # "such models": of which sort, it does not say
        process = words[0] != "such"  # "such training": of which sort, the sentence before says
        found = [c for c in found if (process and c.type == "phase") or tools.is_particular(c)]
    found = [held(tools, reading, part, c) for c in found]
    names = (reading.row[a:b] for (a, b), _ in reading.concepts(part))
    long = any(t.tag in {"IN", "TO"} for name in names for t in name)  # "time to first token"
    sized = (reading.row[a - 1].lower == "of" for (a, _), _ in reading.amounts(part) if a > part[0])
    long = long or any(sized)  # "answer of 200 tokens"
    return [c for c in found if tools.is_known(c) or not _is_untold(c, long=long)]


def _is_untold(concept: Concept, *, long: bool) -> bool:
    """Whether only the words around could tell which is meant: "the rival", "my prompts"."""
    words = {*concept.label.split()}
    return (is_vague(concept) and not long) or concept.label in _DEICTIC or bool(_HOLDING & words)


def _is_any(tools: Tools, reading: Reading, part: Range) -> bool:
    """Whether "one X1" is any piece of a product, "one answer" any: what holds of it, of all."""
    named = [c for r, c in reading.concepts(part) if r == (part[0] + 1, part[1])]
    made = bool(named) and named[0].type in MADE
    if made and tools.is_particular(named[0]):
        return True
    of = reading.row[part[0] + 1].lower == "of"
    measured = bool(reading.amounts((part[1], len(reading.row))))
    return measured and not (of or is_past(verb_after(reading, part)))


def is_vague(concept: Concept) -> bool:
    """Whether a phrase names nothing that a reader elsewhere could tell: "the boss", "mine"."""
    words = concept.label.split()
    head = next((i for i, w in enumerate(words) if w in _LINKING), len(words)) - 1
    return words[max(head, 0)] in _VAGUE or words[0] in _NOBODY - _OWN


def _commands(tools: Tools, reading: Reading, part: Range) -> bool:
    """Whether words are an imperative or the author's gerund: "Repeat this", "Knowing that"."""
    row, (a, b) = reading.row, part
    known = any(r[0] == a for r, _ in reading.concepts(part))
    if known or b - a == 1:
        return False
    found = _gerund(tools, reading, part) or tools.link(reading, part)
    acting = row[a].lower.endswith("ing") and row[a + 1].tag in {"DT", "PRP$"}
    gerund = (acting or row[a].tag == "VBG") and (found is None or not tools.is_known(found))
    bare = can_be_verb(row[a].lower) and not row[a].lower.endswith(("s", "ing"))
    return gerund or (bare and a == 0 and row[a + 1].tag in {"DT", "PRP", "PRP$"})


def _is_amount(reading: Reading, part: Range) -> bool:
    """Whether a number, not what it counts, is the subject: "95 % of requests", "8 x 256 GB"."""
    for (a, b), quantity in reading.amounts(part):
        if quantity.unit == "%" and b < part[1] and reading.row[b].lower == "of":
            return False  # "64 % of revenue"
        rate = "/" in (quantity.unit or "/")
        counts = not rate and reading.row[b - 1].is_noun
        if a <= part[0] and (part[1] <= b or not counts):
            return True
    return False


def linked_parts(tools: Tools, reading: Reading, part: Range) -> list[Concept]:
    """The concepts of a noun phrase, of each part of a coordination; none of its examples."""
    gerund = _gerund(tools, reading, part)
    if gerund is not None:
        return [gerund]
    head = _before_examples(reading, part)
    parts = items(reading.row, head, reading.asides)
    whole = [base(reading.row, p)[1] == p[1] for p in parts[:-1]]
    if not (is_list(reading.row, parts) and all(whole)) or _modifies(reading, parts):
        parts = [head]
    joints = [i for i in range(*head) if reading.row[i].lower == "or"]
    either = len(joints) == 1 and len(parts) == _PAIR and reading.row[joints[0] - 1].text != ","
    if either and (whole_of_both := concept_for(reading.cut(phrase(reading.row, head)))):
        return [whole_of_both]  # "a GPU or another accelerator is required": one of them
    found = [c for p in parts if (c := tools.subject(reading, p)) is not None]
    if len(found) > 1 and not any(t.tag == "CC" for t in reading.row[slice(*head)]):
        # "Groq, a startup founded in 2016," is Groq; "its first model, X1," is X1
        named = [c for c in found if tools.is_known(c) and tools.is_particular(c)]
        found = (named or found)[:1]
    if len(found) == 1 and head[1] < part[1] and reading.row[head[1] - 1].tag == "NNS":
        like = concept_for(reading.cut((base(reading.row, part)[0], part[1])))
        return [like or found[0]]  # "firms such as Acme and others" are not all firms
    if len(found) == 1 and head[1] < part[1] and not tools.is_known(found[0]):
        found = [concept_for(reading.cut(phrase(reading.row, (part[0], part[1])))) or found[0]]
    return found


def _modifies(reading: Reading, parts: list[Range]) -> bool:
    """Whether "training and inference workloads" are workloads of both, not training itself."""
    core = base(reading.row, parts[-1])
    phases = [r for r, c in reading.concepts(core) if c.type == "phase"]
    last = bool(phases) and phases[0][0] == core[0] and phases[0][1] < core[1]
    first = reading.concepts(parts[0])
    return last and len(first) == 1 and first[0][1].type == "phase" and first[0][0] == parts[0]


def _trimmed(reading: Reading, part: Range) -> Range:
    a, b = part
    while a < b and reading.row[a].text in {",", '"', "“", "—", "–", ":"}:
        a += 1
    return a, b


def _antecedents(
    tools: Tools, word: str, before: Sequence[Concept], context: Context
) -> tuple[Concept, ...]:
    """What a pronoun stands for: the subjects last spoken of, else the topic of the section."""
    if context.stage is not None and not before and word in {"it", "this"}:
        return (context.stage,)
    process = len(context.previous) == 1 and context.previous[0].type == "phase"
    if word in {"this", "that", "those"} and not process:
        return ()  # what was said, as often as who it was said of
    if word == "they" and any(c.type in _PERSONS and not _is_plural(c) for c in context.previous):
        return ()
    told = [c for c in before or context.previous if word != "it" or not _is_plural(c)]
    known = tuple(told) if before else tuple(filter(tools.is_known, told)) or tuple(told)
    lost = context.begun and not context.previous  # who the sentence before is about
    topic = context.topic if word in {"it", "they", "these"} and not lost else None
    if word != "it" and topic is not None and topic.type == "phase":
        topic = None  # one phase is no "they"
    if not known and topic is not None and topic.type in _TOPICS:
        known = (topic,)
    return () if word == "it" and len(known) > 1 else known


def _is_plural(concept: Concept) -> bool:
    label = concept.label.lower()
    return label.endswith("s") and not label.endswith(("ss", "us", "is", "ics"))


def _before_examples(reading: Reading, part: Range) -> Range:
    """The phrase up to ", like Samsung," or "such as ..."."""
    row = reading.row
    for i in range(part[0] + 1, part[1]):
        word = row[i].lower
        such = word == "such" and i + 1 < part[1] and row[i + 1].lower == "as"
        if such or (word in _EXAMPLES and row[i - 1].text == ","):
            return part[0], i
    return part


def _gerund(tools: Tools, reading: Reading, part: Range) -> Concept | None:
    """Who "Training a frontier model" is about: training; "Running a model": the model."""
    row, (a, b) = reading.row, part
    if b - a == 1 or not row[a].lower.endswith("ing"):
        return None
    found = reading.concepts((a, a + 1))
    first = found[0][1] if found and found[0][0] == (a, a + 1) else None
    after = row[a + 1]
    takes_object = after.tag in _OBJECT_TAGS or _names_model(reading, a + 1)
    if first is not None and first.type == "phase":
        return (
            _of_object(tools, reading, part, first) if takes_object or after.tag == "JJ" else None
        )
    if row[a].tag != "VBG" or not takes_object:
        return None
    thing = tools.subject(reading, (a + 1, b))
    known = thing if thing is not None and tools.is_known(thing) else None
    known = known if row[a].lower in _RUNNING else None
    return known or concept_for(reading.cut((a, phrase(row, (a + 1, b))[1])))


def _moved(tools: Tools, reading: Reading, part: Range) -> Concept | None:
    """What has the effect in "Switching from A to B halves": B; in "Adding a cache", the cache."""
    row, (a, b) = reading.row, part
    word = row[a].lower
    to = next((i for i in range(b - 1, a, -1) if row[i].lower == "to"), None)
    if word in _MOVING and to is not None and to + 1 < b:
        return tools.subject(reading, (to + 1, b))
    if word in _ADOPTING and a + 1 < b:
        start = a + 1 + (row[a + 1].lower == "on")
        found = tools.subject(reading, (start, b)) if start < b else None
        return found if found is not None and found.type in _ADOPTED else None
    return None


def _of_object(tools: Tools, reading: Reading, part: Range, phase: Concept) -> Concept | None:
    """A phase, where its object is any model; "training a LoRA" is not all of training."""
    (a, b), row = part, reading.row
    thing = tools.subject(reading, (a + 1, b))
    if thing is not None and thing.type == "model" and tools.is_known(thing):
        return phase
    return concept_for(reading.cut((a, phrase(row, (a + 1, b))[1]))) or phase


def _names_model(reading: Reading, i: int) -> bool:
    return any(r[0] == i and c.type == "model" for r, c in reading.concepts((i, len(reading.row))))
