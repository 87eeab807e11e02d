"""A question and its evidence in, an `Answer` out: cited statements, or what is missing."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import product

from corpus.document import Document, Span
from kg.agreement.groups import Agreement
from kg.claim import Claim, Quantity
from kg.ontology import Ontology
from retrieval.hit import Evidence
from retrieval.lexical import content_words
from retrieval.terms import terms
from service.answer.answer import Answer, Statement
from service.answer.confidence import confidence
from service.answer.differences import contrast, opposed
from service.answer.listing import Listing, Sources, listed, measured, meeting, utmost
from service.answer.pairing import NEAR, Pairing
from service.answer.polarity import polarity
from service.answer.refusal import missing, support
from service.answer.selection import MAX_STATEMENTS, MAX_WORDS, compared_in, correction, select
from service.evidence.candidate import Candidate
from service.evidence.claims import Claims
from service.evidence.condition import Condition, extreme
from service.evidence.library import Library
from service.evidence.reason import Reason
from service.evidence.trace import enumerated, listable, lost, selected
from service.evidence.weigh import Weigher
from service.evidence.wording import Wording, clipped, finish
from service.question.cues import cues
from service.question.kind import Kind
from service.question.question import ASKED, Question, measures, years

MAX_FACTS = 12
_EXPLAINED = re.compile(r"[:–—|?]| - ")
MAX_CONFLICTS = 5
NO = "No. "
MIN_SIDES = 2  # of a difference
LONGEST = MAX_WORDS + 3  # words of the sides of a difference, which have few citation marks


class Composer:
    """Builds answers from what the documents say."""

    def __init__(
        self,
        ontology: Ontology,
        library: Library,
        weigher: Weigher,
        claims: Claims,
        accord: Callable[[Iterable[Claim]], Agreement],
    ) -> None:
        """Keep what answers are made with.

        Args:
            ontology: The vocabulary.
            library: The documents.
            weigher: Weighs their sentences.
            claims: What the documents say.
            accord: Tells how the sources stand on what some claims say.
        """
        self._accord = accord
        self._claims = claims
        self._ontology = ontology
        self._library = library
        self._weigher = weigher

    def compose(self, question: Question, evidence: Evidence) -> Answer:
        """Answer from `evidence`, or say what it lacks."""
        bearings = self._weigher.bearings(question)
        candidates = self._weigher.weigh(question, evidence.sentences, bearings)
        if (
            question.kind is Kind.CONFLICT
            and candidates
            and (told := self._differing(question, evidence, candidates, bearings.wanted))
        ):
            return replace(told, sureness=confidence(question.kind, candidates[0]))
        lacking = missing(question, candidates, bearings, self._ontology)
        answer = Answer(
            question=question.text,
            kind=question.kind,
            statements=(),
            missing=lacking,
            support=_support(candidates),
            hits=evidence.hits,
        )
        if lacking:
            return answer
        chosen = select(question, candidates, self.pairing(question))
        statements = self._statements(question, chosen)
        joined = self._claims.joining(
            question.predicates[:ASKED], [c.id for c in question.concepts]
        )
        asked_of = (claim for claim in joined if _is_asked_of(claim, evidence))
        if found := listed(question, asked_of, self._ontology):
            # Sentences about what is denied say nothing of the others.
            statements = self._with_list(found, () if question.negated else statements)
        facts = _facts(question, chosen, evidence)
        met = self._meeting(bearings.condition, question, evidence, candidates)
        if met:
            statements = self._with_list(met, ())
            facts = tuple(met.claims.values())
        differ = tuple(group.claims for group in self._accord(facts).about(facts))
        return replace(
            answer,
            statements=statements,
            sureness=confidence(question.kind, chosen[0]),
            claims=facts,
            conflicts=differ[:MAX_CONFLICTS],
        )

    def pairing(self, question: Question) -> Pairing:
        """What tells which sentences say both sides of what a question compares."""
        sides = compared_in(question)
        asked = question.predicates[:1]
        by = measures(asked[0], self._ontology) if asked else frozenset[str]()
        unknown = {*question.names, *years(question.asked)}
        return Pairing(sides, unknown, by, self._weigher.telling, self._ontology)

    def _meeting(
        self,
        wanted: Condition | None,
        question: Question,
        evidence: Evidence,
        candidates: Sequence[Candidate],
    ) -> Listing | None:
        """What meets a condition on figures, or is at the end that is asked for, by the graph."""
        near = [c for c in candidates if c.is_prose and c.score >= NEAR * candidates[0].score]
        values = (v.quantity for c in near for v in c.reading.values if v.quantity)
        sources = Sources(
            self._weigher.topic, self._library.subject, self._weigher.is_named, tuple(values)
        )
        if wanted:
            names = measured(wanted, question, self._ontology)
            said = self._stating(names, evidence)
            return meeting(wanted, question, said, sources, self._ontology)
        end = extreme(question, self._ontology)
        if end:
            said = self._stating((end.predicate,), evidence)
            return utmost(end, question, said, sources, self._ontology)
        return None

    def _stating(self, predicates: tuple[str, ...], evidence: Evidence) -> list[Claim]:
        """The claims of some properties, of the documents that the question is put to."""
        joined = self._claims.joining(predicates, evidence.query.concepts)
        return [claim for claim in joined if _is_asked_of(claim, evidence)]

    def _with_list(
        self, found: Listing, statements: tuple[Statement, ...]
    ) -> tuple[Statement, ...]:
        """The list first, then what there is room for."""
        enumerated(found.claims.values())
        cited = (self._library.citation(claim.source) for claim in found.claims.values())
        first = Statement(finish(found.text), tuple(dict.fromkeys(cited)))
        kept, words = [first], len(first.text.split()) + 1
        for statement in statements:
            words += len(statement.text.split())
            if words <= MAX_WORDS and len(kept) < MAX_STATEMENTS:
                kept.append(statement)
            else:
                reason = Reason.LONG if words > MAX_WORDS else Reason.FULL
                lost(statement.citations[0].span, reason)
        return tuple(kept)

    def _differing(
        self,
        question: Question,
        evidence: Evidence,
        candidates: tuple[Candidate, ...],
        wanted: frozenset[str],
    ) -> Answer | None:
        """What each source says, where the sources differ on what is asked; None elsewhere.

        Args:
            question: What is asked.
            evidence: What was found for it.
            candidates: The sentences of that, best first.
            wanted: Dimensions of which the value must be one.
        """
        conflicts = self._accord(hit.claim for hit in evidence.claims).conflicts
        sides, weight = opposed(question, conflicts, candidates)
        sides = tuple(claim for claim in sides if _is_asked_of(claim, evidence))
        found = contrast(candidates, wanted, self._ontology)
        if found and found.differ and (len(sides) < MIN_SIDES or found.score > weight):
            worded = [
                (c.document, self._shorter(question, c, value))
                for c, value in zip(found.sides, found.values, strict=True)
            ]
            claims = tuple(claim for c in found.sides for claim in _valued(c))
            selected(found.sides)
            return self._contrasted(question, evidence, worded, claims)
        if len(sides) < MIN_SIDES:
            return None
        worded = [(c.source.document, (self._library.stated(c.source),)) for c in sides]
        return self._contrasted(question, evidence, worded, sides)

    def _shorter(
        self, question: Question, candidate: Candidate, value: Quantity
    ) -> tuple[Wording, ...]:
        """What a candidate says, then its sentence alone, then no more than the value's clause."""
        alone = self._library.word(candidate.hit.sentence)
        at = alone.text.find(value.text)  # it may stand in the sentence before, which leads in
        cut = clipped(alone.text, at + len(value.text)) if at >= 0 else alone.text
        return self._worded(question, candidate), alone, Wording(cut, alone.span)

    def _contrasted(
        self,
        question: Question,
        evidence: Evidence,
        worded: Sequence[tuple[str, Sequence[Wording]]],
        claims: tuple[Claim, ...],
    ) -> Answer | None:
        """What each source says, with its name: of the wordings of each, the fullest that fit.

        None where those of two sources do not.
        """
        names = [f"{_called(self._library.document(document))}: " for document, _ in worded]
        names[0] = f"The sources differ. {names[0]}"
        sides = list(zip(names, (wordings for _, wordings in worded), strict=True))
        statements = next(
            (
                tuple(
                    Statement(name + wording.text, (self._library.citation(wording.span),))
                    for (name, _), wording in zip(sides, taken, strict=False)
                )
                for count in range(len(sides), 1, -1)
                for taken in product(*(wordings for _, wordings in sides[:count]))
                if _length(names[:count]) + _length(w.text for w in taken) <= LONGEST
            ),
            (),
        )
        if not statements:
            return None
        several = len({claim.source.document for claim in claims}) > 1
        return Answer(
            question=question.text,
            kind=question.kind,
            statements=statements,
            missing=None,
            support=1.0,
            claims=claims,
            conflicts=(claims,) if several else (),
            hits=evidence.hits,
        )

    def _statements(
        self, question: Question, chosen: tuple[Candidate, ...]
    ) -> tuple[Statement, ...]:
        lead = self._lead(question, chosen[0])
        if lead == NO and (put_right := correction(chosen)):
            # The sentence that puts a mistake right says more than the mistake.
            lead, chosen = "No: ", (put_right, *(c for c in chosen if c is not put_right))
        worded = [self._worded(question, candidate) for candidate in chosen]
        texts = [lead + worded[0].text, *(wording.text for wording in worded[1:])]
        places = [self._quoted(c, w) for c, w in zip(chosen, worded, strict=True)]
        if who := self._speaker(question, chosen[0]):
            texts[0] = f"{who.of(self._library.document(who.document).text)}: {texts[0]}"
            places[0] = (*places[0], who)
        return tuple(
            Statement(text, tuple(map(self._library.citation, quoted)))
            for text, quoted in zip(texts, places, strict=True)
        )

    def _speaker(self, question: Question, best: Candidate) -> Span | None:
        """Who says it in a conversation, where it is asked who did something."""
        who = question.kind is Kind.ENTITY and cues().agent.search(question.asked.lower())
        return self._library.speaker(best.hit.sentence.span) if who else None

    def _quoted(self, candidate: Candidate, wording: Wording) -> tuple[Span, ...]:
        """What is to be quoted: of a list whose items stand apart, each of them."""
        return self._library.parts(candidate.hit.sentence) or (wording.span,)

    def _worded(self, question: Question, candidate: Candidate) -> Wording:
        """What a candidate says; of a table's row, the cells that are asked about."""
        given = terms(" ".join([*question.named_words, *question.names]))
        asked = terms(question.searched) - given
        things = self._things(question)

        def names(header: str) -> bool:
            return any(map(terms(header).issuperset, things))

        def asks(header: str) -> bool:
            return bool(terms(" ".join(content_words(header))) & asked)

        # Both sides of a comparison of phases stand in one row, whatever the question calls them.
        phases = question.kind is Kind.COMPARISON and not question.named
        row = None if phases or candidate.reading.is_list else candidate.hit.sentence
        focused = self._library.focused(row, names, asks) if row else None
        whole = Wording(candidate.text, candidate.span)
        figures = question.kind is Kind.QUANTITY and any(map(str.isdigit, whole.text))
        if focused is None or (figures and not any(map(str.isdigit, focused.text))):
            return whole
        return focused

    def _things(self, question: Question) -> list[frozenset[str]]:
        """The terms of each name of the single things that are asked about."""
        of_concepts = (
            name
            for concept in question.concepts
            if concept.id in question.named
            for name in self._ontology.names.get(concept.id, (concept.label,))
        )
        return [terms(name) for name in (*of_concepts, *question.names)]

    def _lead(self, question: Question, best: Candidate) -> str:
        """The word "Yes" or "No" where the best sentence settles it."""
        if question.kind is not Kind.YES_NO:
            return ""
        settled = polarity(question, best, self._ontology)
        return {True: "Yes. ", False: NO, None: ""}[settled]


def _called(source: Document) -> str:
    """What a source is called: its publisher, or its title without what explains it."""
    title = _EXPLAINED.split(source.title)[0]
    return source.publisher or (title.strip() if " " in title else source.title)


def _length(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _valued(candidate: Candidate) -> list[Claim]:
    """The claims of a sentence that give a figure."""
    return [c for c in candidate.reading.claims if isinstance(c.object, Quantity)]


def _is_asked_of(claim: Claim, evidence: Evidence) -> bool:
    """Whether a claim is from the documents that the question is put to."""
    wanted = evidence.query.documents
    return not wanted or claim.source.document in wanted


def _facts(
    question: Question, chosen: tuple[Candidate, ...], evidence: Evidence
) -> tuple[Claim, ...]:
    """Claims of what is said, then others that state what is asked."""
    said = [claim for candidate in chosen for claim in candidate.reading.claims]
    asked = [
        hit.claim for hit in evidence.claims if hit.claim.predicate in question.predicates[:ASKED]
    ]
    facts = tuple(dict.fromkeys([*said, *asked]))
    listable(facts)
    return facts[:MAX_FACTS]


def _support(candidates: tuple[Candidate, ...]) -> float:
    """How much of the question the best sentence carries, in [0, 1]; 0 where there is none."""
    return round(support(candidates[0]), 3) if candidates else 0.0
