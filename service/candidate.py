"""A ranked sentence read for what it holds: names, phases, values, and the claims it makes."""

import re
from bisect import bisect_left
from collections.abc import Container, Iterable
from dataclasses import dataclass

from corpus.document import Sentence, Span
from kg.claim import Claim, Concept
from kg.measure.quantity import find_quantities
from kg.naming.mention import MentionFinder
from kg.ontology import Ontology
from retrieval.hit import SentenceHit
from service.library import Library
from service.question import leans, phases_of, years
from service.wording import Wording

_YES_NO = re.compile(r"^(?:yes|no)\b[,.:;]?\s*(?:[—–-]\s*)?", re.IGNORECASE)
LONGEST = 60  # words of sentences that are said as one


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence holds, whatever the question.

    Attributes:
        text: Worded to be read by itself.
        span: What is to be quoted for it.
        named: Concepts that it names itself.
        concepts: Those, the ones named above it, and all that are broader.
        phases: Phases that it speaks of; where it names none, those of the headings above it.
        dimensions: Of the quantities in it; "date" where it holds a year, "number" for any.
        claims: What was read off it.
    """

    text: str
    span: Span
    named: frozenset[Concept]
    concepts: frozenset[str]
    phases: frozenset[str]
    dimensions: frozenset[str]
    claims: tuple[Claim, ...]

    def types(self, given: Container[str]) -> frozenset[str]:
        """Types of the concepts that it names, but for those `given`."""
        return frozenset(concept.type for concept in self.named if concept.id not in given)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer a question.

    Attributes:
        hit: The sentence with its retrieval scores.
        reading: What it holds.
        features: What speaks for and against it, by name.
        score: How well it answers; comparable within one question only.
    """

    hit: SentenceHit
    reading: Reading
    features: tuple[tuple[str, float], ...]
    score: float

    @property
    def text(self) -> str:
        """Its words, to be read by themselves."""
        return self.reading.text

    @property
    def span(self) -> Span:
        """What is to be quoted for it."""
        return self.reading.span

    @property
    def document(self) -> str:
        """Id of the document that it stands in."""
        return self.span.document


class Reader:
    """Reads sentences once and remembers what they hold."""

    def __init__(
        self,
        ontology: Ontology,
        finder: MentionFinder,
        library: Library,
        claims: Iterable[Claim],
    ) -> None:
        self._ontology = ontology
        self._finder = finder
        self._library = library
        self._claims: dict[str, list[Claim]] = {}
        for claim in sorted(claims, key=lambda c: c.source):
            self._claims.setdefault(claim.source.document, []).append(claim)
        self._known: dict[Span, Reading] = {}

    def read(self, hit: SentenceHit) -> Reading:
        """What the sentence holds."""
        span = hit.sentence.span
        if span not in self._known:
            wording = _unanswered(self._library.word(hit.sentence))
            self._known[span] = self._read(hit.sentence, self._with_previous(hit, wording))
        return self._known[span]

    def widened(self, hit: SentenceHit, span: Span) -> Reading:
        """What the sentence holds together with the rest of `span`, where a claim rests on both."""
        return self._read(hit.sentence, self._library.quoted(span))

    def _with_previous(self, hit: SentenceHit, wording: Wording) -> Wording:
        """Put the sentences before in front of one that cannot be understood without them."""
        sentences = hit.passage.sentences
        place = sentences.index(hit.sentence)
        whole = wording
        while place and leans(whole.text):
            place -= 1
            before = self._library.word(sentences[place])
            text = f"{before.text} {whole.text}"
            if len(text.split()) > LONGEST or before.span.end > whole.span.start:
                break
            whole = Wording(text, Span(whole.span.document, before.span.start, whole.span.end))
        return whole

    def _read(self, sentence: Sentence, wording: Wording) -> Reading:
        text = wording.text
        named = self._named(text)
        own = {concept.id for concept in named}
        above = {concept.id for concept in self._named(" / ".join(sentence.context))}
        phases = phases_of(own, self._ontology) or phases_of(above, self._ontology)
        lineage = (self._ontology.ancestors(name) for name in own | above)
        return Reading(
            text=text,
            span=wording.span,
            named=named,
            concepts=frozenset(own | above).union(*lineage),
            phases=frozenset(phases),
            dimensions=self._dimensions(text),
            claims=self._stated(wording.span),
        )

    def _named(self, text: str) -> frozenset[Concept]:
        return frozenset(concept for _, _, concept in self._finder.find(text))

    def _dimensions(self, text: str) -> frozenset[str]:
        found = {"date"} if years(text) else set[str]()
        for _, _, quantity in find_quantities(text, self._ontology):
            found.add("number")
            unit = self._ontology.units.get((quantity.unit or "").split("/")[0])
            found |= {unit.dimension} if unit else set()
        return frozenset(found)

    def _stated(self, span: Span) -> tuple[Claim, ...]:
        claims = self._claims.get(span.document, [])
        last = bisect_left(claims, span.end, key=lambda claim: claim.source.start)
        return tuple(claim for claim in claims[:last] if claim.source.overlaps(span))


def _unanswered(wording: Wording) -> Wording:
    """Without a "yes" or "no" that answers another question, that of an FAQ."""
    text = _YES_NO.sub("", wording.text)
    return Wording(text[:1].upper() + text[1:], wording.span) if text else wording
