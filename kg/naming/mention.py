"""Concepts named in text.

Takes text, gives mentions with exact offsets: the longest known name first, a maker's name before
its product within the mention ("NVIDIA H100"), then names that the ontology does not know
(`kg/naming/unseen.py`). `link` does the same for a user's question, where case and typos are
forgiven.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from kg.claim import MAKERS, NAMED, Concept
from kg.language.english import is_english
from kg.language.grammar import any_of
from kg.language.lexicon import Lexicon, Word, split_words
from kg.naming.unseen import Found, UnseenNames, short_forms
from kg.ontology import Ontology, all_names

_MIN_TYPO = 5
_LONG = 8
_MIN_MISSPELT = 4
_MAX_WORDS = 3
_AMOUNT = re.compile(r"\s+(?:[a-z]+\s+){0,3}(?:US)?[$€£~\d]")
_OBJECT = re.compile(rf" (?!(?:{any_of('no_objects')})\b)[a-z\d]")
_OPENING = re.compile(r"(?:^|[.!?:;\n]\s*|[•*#-]\s+)$")
_LIKENED = re.compile(rf"[-\u2010\u2011](?:{any_of('likeness')})\b")
_CODE = re.compile(r"[A-Z]{1,2}\d{1,2}")
_SHORT = 3


class MentionFinder:
    """Finds the concepts of an ontology, and others, in text."""

    def __init__(self, ontology: Ontology, others: Iterable[tuple[str, Concept]] = ()) -> None:
        """Prepare the names.

        Args:
            ontology: The vocabulary.
            others: Concepts beyond it by the names they have, e.g. those a document brought.
        """
        self._ontology = ontology
        others = [
            (name, concept) for name, concept in others if concept.id not in ontology.concepts
        ]
        self._own = {name: concept for name, concept in others if _CODE.fullmatch(name)}
        self._concepts = {c.id: c for _, c in others} | dict(ontology.concepts)
        names = [(name, concept.id, True) for name, concept in others]
        self._lexicon = Lexicon(names, _lexicon(ontology))
        self._verbs = {
            word: pattern
            for kind, pattern in (("amount", _AMOUNT), ("object", _OBJECT))
            for word in ontology.words.get(f"verbLike:{kind}", ())
        }
        nouns = (word for found in ontology.type_words.values() for word in found)
        verbs = ontology.words.get("makerVerb", ())
        self._company = frozenset(word.lower() for word in (*nouns, *verbs))
        self._unseen = UnseenNames(ontology.type_words, verbs)
        firms = set(ontology.maker.values())
        kin = {org for org in firms if ontology.ancestors(org)}  # "AWS T4" is an offer of AWS
        above = {org for found in ontology.concepts for org in ontology.ancestors(found)}
        self._chipmakers = firms - kin - above
        self._units = frozenset(name for unit in ontology.units.values() for name in unit.names)

    def find(self, text: str) -> list[Found]:
        """The mentions of a text: (start, end, concept), in order; none overlap.

        >>> from kg.ontology import default_ontology
        >>> [(s, e, c.id) for s, e, c in MentionFinder(default_ontology()).find("two NVIDIA H100s")]
        [(4, 16, 'hw-h100')]
        """
        known = self._with_makers(text, self._known(text, split_words(text), any_case=False))
        found = sorted(known + self._new(text, known), key=lambda found: found[:2])
        return [f for f in found if not self._is_likened(text, f)]

    def within(self, text: str) -> "MentionFinder":
        """A finder that also knows the names that `text` as a whole reveals.

        A document types a name once ("the startup Acme") and then uses it bare, or shortens it
        ("Zenith Z9", then "the Z9"): both are the same concept throughout the document.
        """
        votes: dict[str, Counter[Concept]] = {}
        known = self._with_makers(text, self._known(text, split_words(text), any_case=False))
        for start, end, concept in self._new(text, known):
            votes.setdefault(text[start:end], Counter())[concept] += 1
        chosen = {name: max(sorted(v), key=lambda c: v[c]) for name, v in sorted(votes.items())}
        named = {
            text[s:e].rsplit(maxsplit=1)[-1]
            for s, e, c in known
            if c.type not in MAKERS and e - s > _SHORT
        }
        short = {
            name: c
            for name, c in short_forms(chosen)
            if not _CODE.fullmatch(name) or name not in named
        }
        names = chosen | short
        return MentionFinder(self._ontology, names.items())

    def link(self, question: str) -> list[Found]:
        """The concepts that a question names, as `find`, but forgiving case and typos.

        >>> from kg.ontology import default_ontology
        >>> finder = MentionFinder(default_ontology())
        >>> [c.label for _, _, c in finder.link("is infrence cheap on a tpu?")]
        ['inference', 'TPU']
        """
        words = split_words(question)
        shouted = question.isupper() or question[1:].islower()
        known = self._known(question, words, any_case=shouted)
        known += self._typos(question, [w for w in words if not _covered(w, known)])
        known = self._with_makers(question, sorted(known, key=lambda found: found[:2]))
        unseen = [] if question.isupper() else self._new(question, known)
        return sorted(known + unseen, key=lambda found: found[:2])

    def _known(self, text: str, words: list[Word], *, any_case: bool) -> list[Found]:
        found: list[Found] = []
        i = 0
        while i < len(words):
            match = self._lexicon.match(text, words, i, any_case=any_case)
            if match and self._is_verb(text, words[match[0] - 1]):
                match = self._lexicon.match(text, words, i, match[0] - 1, any_case=any_case)
            if match and not self._means_other(text, words, i, match):
                last, name = match
                written = text[words[i].start : words[last - 1].end]
                concept = self._own.get(written, self._concepts[name])
                found.append((words[i].start, words[last - 1].end, concept))
                i = last
            else:
                i += 1
        return found

    def _new(self, text: str, known: list[Found]) -> list[Found]:
        """Names that the ontology does not know, apart from those that it does, and from units."""
        ends = [end for _, end, _ in known]

        def is_taken(start: int, end: int) -> bool:
            after = bisect_right(ends, start)  # the first that does not end before it
            return after < len(known) and known[after][0] < end

        return [
            (start, end, concept)
            for start, end, concept in self._unseen.find(text, known)
            if text[start:end] not in self._units and not is_taken(start, end)
        ]

    def _is_likened(self, text: str, found: Found) -> bool:
        """Whether a product is named for what is like it: "H100-class" is no H100."""
        _, end, concept = found
        one = concept.type in NAMED and any(map(str.isupper, concept.label))
        return one and _LIKENED.match(text, end) is not None

    def _is_verb(self, text: str, word: Word) -> bool:
        """Whether a word that may be a noun is a verb: "costs $5", "training demands speed"."""
        pattern = self._verbs.get(word.lower)
        return pattern is not None and bool(pattern.match(text, word.end))

    def _means_other(self, text: str, words: list[Word], i: int, match: tuple[int, str]) -> bool:
        """Whether a name is none here: a word that opens a sentence, another maker's product."""
        return self._opens_by_chance(text, words, i, match) or self._is_of_other(
            text, words, i, match
        )

    def _is_of_other(self, text: str, words: list[Word], i: int, match: tuple[int, str]) -> bool:
        """Whether a short code stands after a proper name that is not its maker's: "Osprey A10".

        An "H100" is NVIDIA's whoever rents it out, but every second maker has an "A10".
        """
        word, (last, concept) = words[i], match
        if last != i + 1 or not i or not _CODE.fullmatch(word.text):
            return False
        before = words[i - 1]
        if text[before.end : word.start] != " " or not before.text[:1].isupper():
            return False
        if len(before.text) == 1 or (is_english(before.lower) and _opens(text, before)):
            return False
        own = self._ontology.maker.get(concept)
        named = self._lexicon.match(text, words, i - 1, i)
        return own is not None and (named is None or named[1] in self._chipmakers - {own})

    def _opens_by_chance(
        self, text: str, words: list[Word], i: int, match: tuple[int, str]
    ) -> bool:
        """Whether a name that is also a word is capital only as it opens a sentence.

        "Grace period" is; "Grace CPU" and "Meta announced" are names, by the word that follows.
        """
        word, last = words[i], match[0]
        if last != i + 1 or word.text not in self._ontology.cased or not is_english(word.text):
            return False
        following = words[last] if last < len(words) else None
        if following is None or text[word.end : following.start] != " " or not _opens(text, word):
            return False
        return following.lower not in self._company

    def _with_makers(self, text: str, found: list[Found]) -> list[Found]:
        """Take a maker's name right before its product into the product's mention."""
        joined: list[Found] = []
        for start, end, concept in found:
            if joined and text[joined[-1][1] : start] in (" ", "\u00a0"):
                before, _, maker = joined[-1]
                if maker.type in MAKERS and self._makes(maker.id, concept.id):
                    joined[-1] = (before, end, concept)
                    continue
            joined.append((start, end, concept))
        return joined

    def _makes(self, maker: str, product: str) -> bool:
        made_by = self._ontology.maker.get(product)
        if made_by is None:
            return False
        kin = {made_by, *self._ontology.ancestors(made_by)}
        return maker in kin or made_by in self._ontology.ancestors(maker)

    def _typos(self, text: str, words: list[Word]) -> list[Found]:
        """Names within a letter or two of what is written, longest run of words first."""
        found: list[Found] = []
        for size in range(_MAX_WORDS, 0, -1):
            for i in range(len(words) - size + 1):
                run = words[i : i + size]
                if any(_covered(w, found) for w in run) or not _is_plain(text, run):
                    continue
                concept = self._nearest(" ".join(w.lower for w in run))
                # The dictionary is asked last: it takes a tenth of a start to load.
                if concept and _is_misspelt(run):
                    found.append((run[0].start, run[-1].end, concept))
        return found

    def _nearest(self, written: str) -> Concept | None:
        nearest = _nearest(self._ontology, written)
        return self._concepts[nearest] if nearest else None


@cache
def _lexicon(ontology: Ontology) -> Lexicon:
    """The names of the vocabulary, which every finder knows."""
    return Lexicon((name, concept, name in ontology.cased) for name, concept in all_names(ontology))


@lru_cache(maxsize=10_000)
def _nearest(ontology: Ontology, written: str) -> str | None:
    """The concept with a name within a letter or two of what is written."""
    from rapidfuzz import process  # noqa: PLC0415  needed for questions alone
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    names = _by_first_letter(ontology).get(written[0], {})
    limit = 2 if len(written) >= _LONG else 1
    nearest = process.extractOne(written, names.keys(), scorer=OSA.distance, score_cutoff=limit)
    return names[nearest[0]] if nearest else None


@cache
def _by_first_letter(ontology: Ontology) -> dict[str, dict[str, str]]:
    """Names that a typo may be measured against: no short ones, none with digits."""
    table: dict[str, dict[str, str]] = {}
    for name, concept in all_names(ontology):
        lower = name.lower()
        if len(lower) >= _MIN_TYPO and not any(map(str.isdigit, lower)):
            table.setdefault(lower[0], {}).setdefault(lower, concept)
    return table


def _opens(text: str, word: Word) -> bool:
    return bool(_OPENING.search(text[max(0, word.start - 6) : word.start]))


def _covered(word: Word, found: list[Found]) -> bool:
    return any(start < word.end and word.start < end for start, end, _ in found)


def _is_plain(text: str, run: list[Word]) -> bool:
    """Whether the words stand together, hold no digit, and one is long enough to be misspelt."""
    written = text[run[0].start : run[-1].end]
    together = len(written) == sum(len(w.text) for w in run) + len(run) - 1
    plain = len(written) >= _MIN_TYPO and not any(map(str.isdigit, written))
    return together and plain and any(len(w.text) >= _MIN_MISSPELT for w in run)


def _is_misspelt(run: list[Word]) -> bool:
    """Whether one of the words is no English word."""
    return any(len(w.text) >= _MIN_MISSPELT and not is_english(w.text) for w in run)
