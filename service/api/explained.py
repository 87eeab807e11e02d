"""An `Explanation` in, the JSON model of it out, in an answer whose citations it refers to."""

from collections.abc import Mapping, Sequence

from corpus.document import Span
from service.answer import explanation as domain
from service.api import convert, schema
from service.evidence import trace
from service.evidence.reason import Reason
from service.knowledge_base import KnowledgeBase
from service.question.question import ASKED, Question, years

# Numbers and names are filled in; what a decision gave no number of is left out.
REASONS: Mapping[Reason, str] = {
    Reason.QUESTION: "is a question itself",
    Reason.GIVEN: "is a list in which what the question names is one of several",
    Reason.FRAGMENT: "says nothing by itself",
    Reason.UNNAMED: "does not name {lacks}",
    Reason.VALUELESS: "has no value of the kind asked for",
    Reason.BEHIND: "scores {value:.3f}, less than {limit:.3f}, too far below the best",
    Reason.FULL: "as many as there may be are taken",
    Reason.LONG: "leaves no room in the words that an answer may have",
    Reason.REPEATS: "repeats what {other} says",
    Reason.WITHIN: "is said as part of {other}",
    Reason.UNASKED: "rests on no sentence said and states no property asked for",
    Reason.ASIDE: "is no side of the difference asked about",
    Reason.REFUSED: "the question is not answered",
}


def answer(
    kb: KnowledgeBase, said: schema.Answer, explanation: domain.Explanation
) -> schema.Answer:
    """The answer with its explanation."""
    numbers = {Span(c.document, c.start, c.end): c.id for c in said.citations}
    return said.model_copy(update={"explanation": _Converter(kb, explanation, numbers).whole()})


class _Converter:
    """What all parts need: the knowledge base, the concepts known, the numbers of citations."""

    def __init__(
        self, kb: KnowledgeBase, explanation: domain.Explanation, numbers: Mapping[Span, int]
    ) -> None:
        self._kb = kb
        self._found = explanation
        self._numbers = numbers
        named = {concept.id: concept for concept in explanation.question.concepts}
        self._concepts = {**kb.ontology.concepts, **named}

    def whole(self) -> schema.Explanation:
        found = self._found
        checks = [_check(made) for made in found.checks]
        return schema.Explanation(
            question=self._question(found.question),
            checks=checks,
            refused_by=_check(found.refusal) if found.refusal else None,
            sentences=[self._sentence(sentence) for sentence in found.sentences],
            passages=[
                schema.RankedHit(
                    **convert.hit(self._kb, hit).model_dump(),
                    rank=rank,
                    boilerplate=hit.passage.boilerplate,
                )
                for rank, hit in enumerate(found.passages, 1)
            ],
            claims=[self._claim(claim) for claim in found.claims],
            stages_ms={stage: round(took * 1e3, 1) for stage, took in found.seconds.items()},
        )

    def _question(self, read: Question) -> schema.QuestionRead:
        return schema.QuestionRead(
            kind=read.kind.value,
            searched=read.searched,
            concepts=[convert.concept(concept) for concept in read.concepts],
            named=self._named(read.named),
            phases=self._named(read.phases),
            kinds=self._named(read.kinds),
            types=sorted(read.types),
            properties=[convert.predicate(self._kb, name) for name in read.predicates[:ASKED]],
            ignored=[convert.predicate(self._kb, name) for name in read.predicates[ASKED:]],
            expects=sorted(read.expects),
            counted=" ".join(read.counted) or None,
            years=sorted(years(read.asked)),
            quantities=[convert.quantity(quantity) for quantity in read.quantities],
            strangers=list(read.strangers),
            dangling=read.dangling or None,
            negated=read.negated,
        )

    def _named(self, ids: Sequence[str]) -> list[schema.Concept]:
        return [convert.concept(self._concepts[name]) for name in ids]

    def _sentence(self, found: domain.ConsideredSentence) -> schema.WeighedSentence:
        span, weighed = found.hit.sentence.span, found.candidate
        return schema.WeighedSentence(
            document=span.document,
            start=span.start,
            end=span.end,
            text=weighed.text if weighed else found.hit.sentence.text,
            score=weighed.score if weighed else None,
            features=[
                schema.Feature(
                    name=part.name,
                    value=part.value,
                    weight=part.weight,
                    contribution=part.contribution,
                    behind=part.behind,
                )
                for part in found.parts
            ],
            chosen=found.chosen,
            citation=self._numbers.get(weighed.span) if weighed and found.chosen else None,
            lost=[self._loss(loss) for loss in found.losses],
        )

    def _loss(self, found: trace.Loss) -> schema.Loss:
        lacks = self._named(found.lacks)
        number = self._numbers.get(found.to) if found.to else None
        return schema.Loss(
            reason=found.reason,
            text=REASONS[found.reason].format(
                value=found.value,
                limit=found.limit,
                lacks=" or ".join(concept.label for concept in lacks),
                other=f"[{number}]" if number else "another sentence",
            ),
            value=found.value,
            limit=found.limit,
            citation=number,
            lacks=lacks,
        )

    def _claim(self, found: domain.ConsideredClaim) -> schema.WeighedClaim:
        return schema.WeighedClaim(
            fact=convert.fact(self._kb, found.claim),
            score=found.score,
            said=found.said,
            listed=found.listed,
            lost=self._loss(trace.Loss(found.loss)) if found.loss else None,
        )


def _check(found: trace.Check) -> schema.Check:
    return schema.Check(
        what=found.what,
        passed=found.passed,
        measures=[
            schema.Measure(what=measure.what, value=measure.value, least=measure.least)
            for measure in found.measures
        ],
    )
