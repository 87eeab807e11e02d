"""A clause whose verb states no property: what its subject is, how it compares, what it does."""

from collections.abc import Iterator

from kg.claim import MADE, MAKERS, Claim, Concept
from kg.extract.stated import Stated
from kg.extract.tools import Tools, text_of
from kg.language.clause import Link, Range
from kg.language.grammar import word_list
from kg.language.phrases import items, phrase
from kg.language.syntax import BE, HAVE, SAYING
from kg.predicates import STATES, lemma

_AUXILIARIES = frozenset({"do", "does", "did", "can", "will", "may", "must", "would", "could"})
_VAGUE = word_list("vague")
_NOT = frozenset({"not", "n't", "n’t", "never"})
_AFTER_ADJECTIVE = frozenset({"DT", "IN", "CD", "TO", ","})
_OWN_WORDS = 2
_BARE = 3  # words that say nothing but that somebody said something
_SPEAKING = frozenset({"us", "me", "i", "my"})
_POINTING = frozenset({"it", "them", "this", "that", "these", "those", "so"})
_DESCRIBING = frozenset({"RB", "JJ", "JJR", "JJS", "DT", "CD", "PRP$", "VBN", ","})
_PERSONS = MAKERS | {"other"}
_COMPARING = word_list("more_or_less")  # "less is required": than what?
_CONTENT = frozenset({"JJ", "JJR", "JJS", "CD", "VBN", "VBG", "RB"})


class PlainReader:
    """Reads what a clause says in so many words."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def read(self, stated: Stated, subject: Concept) -> Iterator[Claim]:
        """The claims of a clause about a subject."""
        copula = stated.is_copula
        begin = stated.rest[0] if copula else stated.clause.verb[0]
        if copula and self._points(stated):
            yield from self._pointed(stated, subject)
        elif stated.compares:
            yield from self._text(stated, subject, "comparedWith", (begin, stated.rest[1]))
        elif copula and self._is_noun(stated) and not self._is_state(stated, subject):
            yield from self._kind(stated, subject)
        else:
            yield from self._text(stated, subject, STATES, (self._begin(stated), stated.rest[1]))

    def _points(self, stated: Stated) -> bool:
        """Whether "that is" takes up what was named before: "Every reply - that's inference"."""
        (a, b), row = stated.clause.subject, stated.row
        return b - a == 1 and row[a].lower in _POINTING and bool(self._named(stated))

    def _pointed(self, stated: Stated, subject: Concept) -> Iterator[Claim]:
        for concept in self._named(stated):
            yield stated.scribe.claim(subject, "isA", concept)

    def _begin(self, stated: Stated) -> int:
        """Where what is stated begins: at the verb, or after the "not" of "is not intended for".

        What cannot be, or must not be, is more than what is not.
        """
        start, end = stated.clause.verb
        denied = [i for i in range(start, end) if stated.row[i].lower in _NOT]
        been = any(lemma(t.text) == "be" for t in stated.row[start:end])
        modal = any(t.tag == "MD" for t in stated.row[start:end])  # "cannot be", "must not be"
        if modal or not (stated.scribe.limits.negated and denied and been):
            return start - (start > 0 and stated.row[start - 1].lower == "only")
        begin = denied[-1] + 1
        return begin + (begin < len(stated.row) and stated.row[begin].lower == "be")

    def _text(
        self, stated: Stated, subject: Concept, predicate: str, part: Range
    ) -> Iterator[Claim]:
        parted = next((i for i in range(*part) if stated.row[i].text == ";"), None)
        part = part if parted is None else (part[0], parted)  # whose verb was not seen
        value = text_of(stated.reading, stated.full(part))
        words = value.text.lower().split() if value is not None else [""]
        loose = "what" in words[:2] and any(word.endswith(",") for word in words)
        if words[0] in SAYING and len(words) <= _BARE:
            return  # "said in 2022"
        pointing = words[-1].strip(",.") in _POINTING and words[-2:] != ["do", "so"]
        if pointing or _SPEAKING & {*words} or loose:
            return  # "have a lot of it", "bought us nothing"
        passing = stated.clause.link is Link.SUBORDINATE and stated.rest[0] >= stated.rest[1]
        if passing and not stated.scribe.limits.negated:
            return  # "while it is being trained"
        if predicate == "isA" and stated.full(part) == part and self._is_vague(stated, part):
            return
        if predicate == STATES and stated.clause.link is Link.PARTICIPLE:
            return  # "using a fraction of the hardware" is no sentence
        lone_verb = part[1] - part[0] == 1 and part[0] == stated.clause.verb[0]
        lone_verb = lone_verb or self._is_bare_passive(stated, subject, part)
        if value is not None and not lone_verb and self._says_something(stated, part):
            yield stated.scribe.claim(subject, predicate, value)

    def _kind(self, stated: Stated, subject: Concept) -> Iterator[Claim]:
        """What its subject is; with the sides changed where only names follow the copula."""
        named = self._named(stated)
        if named and not self._tools.is_known(subject) and not stated.scribe.limits.negated:
            text = text_of(stated.reading, phrase(stated.row, stated.clause.subject))
            one = stated.row[stated.rest[0]].lower in {"a", "an"}  # "every reply is an inference"
            for concept in named if text is not None else ():
                if text is not None:
                    yield stated.scribe.claim(concept, "hasExample" if one else "isA", text)
            return
        for piece in self._pieces(stated, self._one_of(stated)):
            yield from self._text(stated, subject, "isA", piece)

    def _says_something(self, stated: Stated, part: Range) -> bool:
        """Whether there is more than auxiliaries: "do not" says nothing by itself."""
        return any(
            t.is_noun
            or t.tag in _CONTENT
            or (t.is_verb and t.lower not in BE | HAVE | _AUXILIARIES)
            for t in stated.row[slice(*part)]
            if t.lower not in {"not", "n't", "n’t"}
        )

    def _pieces(self, stated: Stated, part: Range) -> list[Range]:
        """What stands before and after a dash: two descriptions of one subject."""
        hidden = {i for a, b in stated.reading.asides for i in range(a, b)}
        dashes = (i for i in range(*part) if stated.row[i].text in {"—", "–"} and i not in hidden)
        dash = next(dashes, None)
        if dash is None:
            return [part]
        nominal = dash + 1 < part[1] and stated.row[dash + 1].tag in {"DT", "JJ", "NN", "NNS"}
        return [(part[0], dash), (dash + 1, part[1])] if nominal else [(part[0], dash)]

    def _one_of(self, stated: Stated) -> Range:
        """What each of several is: "are two key elements" without the number."""
        (a, b), row = stated.rest, stated.row
        a += a + 1 < b and row[a].lower == "both"
        number = a + 1 < b and row[a].tag == "CD" and row[a].lower != "one"
        return (a + 1, b) if number and not stated.reading.amounts((a, a + 2)) else (a, b)

    def _named(self, stated: Stated) -> list[Concept]:
        """The concepts, where what follows the copula is nothing but their names."""
        parts = items(stated.row, stated.rest, stated.reading.asides)
        if any(stated.row[a].tag == "PRP$" for a, b in parts if a < b):
            return []  # "is their inference": not inference as such
        found = [self._tools.exact(stated.reading, part) for part in parts]
        return [c for c in found if c is not None] if all(found) else []

    def _is_noun(self, stated: Stated) -> bool:
        """Whether a noun phrase follows: "a large project", not "short, 200 tokens" or "tuned"."""
        (a, b), row = stated.rest, stated.row
        while a < b and row[a].tag in {"RB", ","}:
            a += 1
        adjective = a + 1 < b and row[a].tag.startswith("JJ") and row[a + 1].tag in _AFTER_ADJECTIVE
        measured = any(r[0] - a in {0, 1} and q.unit for r, q in stated.reading.amounts((a, b)))
        if a < b and (adjective or measured or row[a].lower.endswith("tuned")):
            return False
        degree = next((t.tag for t in row[a:b] if t.is_noun or t.tag in {"JJR", "IN"}), "")
        while a < b and row[a].tag in _DESCRIBING:
            a += 1
        return a < b and row[a].is_noun and (degree.startswith("NN") or a == stated.rest[0])

    def _is_state(self, stated: Stated, subject: Concept) -> bool:
        """Whether a lone word tells how somebody is, not what: "the mayor is content"."""
        (a, b), row = stated.rest, stated.row
        lone = b - a == 1 and row[a].tag == "NN" and not stated.reading.concepts((a, b))
        return lone and subject.type in _PERSONS

    def _is_bare_passive(self, stated: Stated, subject: Concept, part: Range) -> bool:
        """Whether all that is said of any one thing is that "a procedure is designed"."""
        words = stated.row[slice(*part)]
        passive = bool(words) and words[-1].tag == "VBN" and words[0].lower in BE
        bare = all(t.is_verb or t.tag == "RB" for t in words) and stated.full(part) == part
        part = stated.clause.subject
        made = any(c.type in MADE for _, c in stated.reading.concepts(part))
        first = {t.lower for t in stated.row[max(part[0] - 1, 0) : part[0] + 1]}
        opens = stated.row[part[0]].lower in {"a", "an"} and not made
        opens = opens or bool(first & _COMPARING)
        limited = stated.scribe.scope or stated.scribe.limits.negated
        return opens and passive and bare and not (limited or self._tools.is_known(subject))

    def _is_vague(self, stated: Stated, part: Range) -> bool:
        """Whether an object has only a word for anything: "a second example", "its contrast"."""
        words = [t.lower for t in stated.row[slice(*part)]]
        own = len(words) == _OWN_WORDS and stated.row[part[0]].tag == "PRP$"
        return own or (0 < len(words) <= _BARE and words[-1] in _VAGUE)
