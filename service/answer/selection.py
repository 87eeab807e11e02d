"""Weighed candidates in, the few that make the answer out, in the order in which they are said."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import combinations

from service.answer.pairing import NEAR, Pairing, distance
from service.evidence.candidate import Candidate
from service.evidence.reason import Reason
from service.evidence.trace import lost, selected
from service.question.kind import Kind
from service.question.question import Question, years

MAX_WORDS = 75  # the contract allows 80; the rest is left to lead word and citation marks
MAX_STATEMENTS = 3
_NEAR = 0.72  # share of the best score that a supporting sentence needs
_FOLLOWS = 0.3  # the same for one that stands right after the best
_LEAST = 0.6  # the same for one that stands where there is room left
_FEW = 8  # sentences of which the best two of different documents are taken, and as many again
SEVERAL = 2  # parts of a list
_SIDES = 2  # of a comparison
_ONE_BETWEEN = 2  # sentences from one to the next but one
_LOOSE = frozenset({Kind.LIST, Kind.CONFLICT, Kind.CAUSE})  # what one row lacks, another has
MISCONCEPTION = "misconception"
_BEYOND = 2  # sentences after one of which a reason may stand
_GAP = 40  # characters between a sentence and the list that follows it: no more than a lead-in
_SAME = 0.7  # share of words in common from which two sentences say the same


def select(
    question: Question, candidates: tuple[Candidate, ...], pairing: Pairing
) -> tuple[Candidate, ...]:
    """At most `MAX_STATEMENTS` candidates of at most `MAX_WORDS` words together, direct first.

    Args:
        question: What is asked.
        candidates: Best first.
        pairing: Tells which sentences say both sides of what is compared.
    """
    chosen: list[Candidate] = []
    words = 0
    for candidate in _wanted(question, candidates, pairing):
        if candidate in chosen:
            continue
        length = candidate.reading.words
        inner = _parts(question, candidate, chosen)
        if inner and words + length - _words(inner) <= MAX_WORDS:
            # What it says with the sentence before it takes the place of that sentence alone.
            chosen = [c for c in chosen if c not in inner[1:]]
            chosen[chosen.index(inner[0])] = candidate
            for part in inner:
                lost(part.hit.sentence.span, Reason.WITHIN, to=candidate.span)
        elif not _is_barred(question, candidate, chosen, words + length):
            chosen.append(candidate)
        words = _words(chosen)
    selected(chosen or candidates[:1])
    return tuple(chosen or candidates[:1])


def _is_barred(
    question: Question, candidate: Candidate, chosen: list[Candidate], words: int
) -> bool:
    """Whether there is no place for a candidate, which would make it `words` words in all."""
    sentence = candidate.hit.sentence.span
    if len(chosen) >= MAX_STATEMENTS:
        lost(sentence, Reason.FULL)
    elif words > MAX_WORDS:
        lost(sentence, Reason.LONG, measured=(words, MAX_WORDS))
    elif same := _repeated(question, candidate, chosen):
        lost(sentence, Reason.REPEATS, to=same.span)
    else:
        return False
    return True


def _parts(question: Question, whole: Candidate, chosen: Iterable[Candidate]) -> list[Candidate]:
    """What is said within what a candidate says.

    A list may be told without its items' words: it takes the place of several of them, or of one
    that it repeats.
    """
    inner = [c for c in chosen if c.span != whole.span and whole.span.covers(c.span)]
    several = len(inner) >= SEVERAL and question.kind is not Kind.CAUSE
    all_said = several or whole.reading.is_told or not whole.reading.is_list
    return inner if all_said else [c for c in inner if _alike(c, whole) > _SAME]


def _alike(one: Candidate, other: Candidate) -> float:
    """The share of the words of the shorter that the other has, too."""
    mine, theirs = one.reading.forms, other.reading.forms
    return len(mine & theirs) / min(len(mine), len(theirs))


def _words(candidates: Iterable[Candidate]) -> int:
    return sum(candidate.reading.words for candidate in candidates)


def _wanted(
    question: Question, candidates: tuple[Candidate, ...], pairing: Pairing
) -> Iterator[Candidate]:
    """Candidates in the order of their claim to a place."""
    every, candidates = candidates, tuple(_bearing(candidates))
    best = candidates[0]
    near = [c for c in candidates if _is_near(c, best)]
    match question.kind:
        case Kind.COMPARISON:
            yield from _compared(best, candidates, pairing)
        case Kind.QUANTITY if len(question.named) > 1:
            yield from pairing.best(near)
        case Kind.CONFLICT:
            yield from _two_sources(candidates)
            yield from _one_a_document(candidates)
        case Kind.QUANTITY if best.bearing.full:
            # Where another document gives a figure too, both are shown.
            yield from _one_a_document(c for c in near if c.bearing.full)
        case Kind.CAUSE:
            yield best
            yield from _led_to(best, every)
            yield from () if best.explains else _reason(best, every)
            yield from _around(best, every)
        case Kind.YES_NO if _states(best, (MISCONCEPTION,)):
            yield best
            yield from _after(best, every)
        case _:
            pass
    yield from (c for c in near if _supports(question, c, best))
    candidates = tuple(c for c in candidates if _supports(question, c, best))
    # What follows the best sentence tends to go on with what it says, but no row with another.
    after = [c for c in _after(best, candidates)[:1] if best.is_prose or c.is_prose]
    yield from (c for c in after if _is_near(c, best, _FOLLOWS))
    yield from (c for c in candidates if c.score >= _LEAST * best.score)


def _bearing(candidates: tuple[Candidate, ...]) -> list[Candidate]:
    """Sentences about the things asked about, those first that lack nothing that is asked for.

    All of them where none is.
    """
    about = [c for c in candidates if c.bearing.things]
    # Where figures are to meet a condition, what gives none of them is of something else.
    about = [c for c in about if c.bearing.fits] or about
    return sorted(about or candidates, key=lambda c: bool(about) and not c.bearing.full)


def _is_near(candidate: Candidate, best: Candidate, share: float = _NEAR) -> bool:
    """Whether its score is high enough to stand beside the best."""
    least = share * best.score
    if candidate.score < least:
        lost(candidate.hit.sentence.span, Reason.BEHIND, measured=(candidate.score, least))
    return candidate.score >= least


def _supports(question: Question, candidate: Candidate, best: Candidate) -> bool:
    """Whether it may stand beside the best: a row or pair that says less is of something else."""
    if question.kind in _LOOSE or candidate.is_prose or candidate.reading.is_list:
        return True
    other = candidate.document != best.document
    return candidate.hit.coverage >= (_LEAST if other else 1) * best.hit.coverage


def _states(candidate: Candidate, predicates: Container[str]) -> bool:
    return any(claim.predicate in predicates for claim in candidate.reading.claims)


def _after(stated: Candidate, candidates: Iterable[Candidate]) -> list[Candidate]:
    """What follows in the same passage, in order: a misconception is told to be put right."""
    same = [c for c in candidates if c.hit.passage == stated.hit.passage and c.span > stated.span]
    return sorted(same, key=lambda c: c.span)


def correction(chosen: Sequence[Candidate]) -> Candidate | None:
    """What puts the misconception right that the first of the chosen tells, if any does."""
    told, *others = chosen
    if not _states(told, (MISCONCEPTION,)):
        return None
    return next(iter(_after(told, others)), None)


def _reason(best: Candidate, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The reason for what a sentence states: the first that follows it as one, or what follows."""
    after = _after(best, candidates)
    return [c for c in after if c.explains][:1] or after[:1]


def _led_to(best: Candidate, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The list that stands right after a sentence, or after the words that lead in to it."""
    end = best.hit.sentence.span.end
    lists = [c for c in candidates if c.reading.is_list and c.document == best.document]
    section = best.hit.sentence.context
    return [
        c
        for c in lists
        if 0 <= c.span.start - end <= _GAP and c.hit.sentence.context[: len(section)] == section
    ][:1]


def _compared(
    best: Candidate, candidates: Sequence[Candidate], pairing: Pairing
) -> Iterator[Candidate]:
    """What says both sides best; else the best, and what is set beside it."""
    said = pairing.best([c for c in candidates if c.score >= NEAR * best.score])
    if any(_is_near(c, best) for c in said):
        yield from said
        yield from _between(said, candidates)
    else:  # what names the sides, if anything does, is much less of what is asked
        yield best
        yield from _set_beside(best, candidates)


def _between(said: Sequence[Candidate], candidates: Iterable[Candidate]) -> list[Candidate]:
    """The sentence between two that compare: it goes on about the side that comes first."""
    if len(said) != _SIDES or abs(distance(*said)) != _ONE_BETWEEN:
        return []
    first = min(said, key=lambda c: c.span)
    return [c for c in candidates if distance(first, c) == 1]


def _set_beside(best: Candidate, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The next sentence, where both give figures of one kind: "A pays 5 cents. B pays 9 cents."."""
    measured = best.reading.dimensions - {"date", "number"}
    return [c for c in candidates if distance(best, c) == 1 and measured & c.reading.dimensions]


def _around(best: Candidate, candidates: Iterable[Candidate]) -> list[Candidate]:
    """What stands beside a sentence of prose, where reasons tend to be: after it, else before."""
    if not best.is_prose:
        return []
    beside = [(distance(best, c), c) for c in candidates if c.is_prose]
    after = sorted((d, c.span, c) for d, c in beside if 0 < d <= _BEYOND)
    return [c for *_, c in [*after, *((d, c.span, c) for d, c in beside if d == -1)]]


def compared_in(question: Question) -> tuple[str, ...]:
    """The phases compared, else things side by side or with names, years, or of one type."""
    if len(question.phases) > 1:
        return question.phases
    if len(question.beside) > 1:
        # "A vs B: memory and bandwidth": of these, what has a name is compared.
        things = [side for side in question.beside if side in question.named + question.names]
        return tuple(things if len(things) > 1 else question.beside)[:MAX_STATEMENTS]
    if len(question.named) > 1:
        return question.named[:MAX_STATEMENTS]
    told = tuple(sorted(years(question.asked)))
    if len(told) > 1:
        return told[:MAX_STATEMENTS]
    types = Counter(concept.type for concept in question.concepts)
    most, count = types.most_common(1)[0] if types else ("", 0)
    alike = tuple(c.id for c in question.concepts if c.type == most)
    return alike[:MAX_STATEMENTS] if count > 1 else ()


def _two_sources(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The best two sentences of different documents that lack nothing and fit in one answer."""
    full = [c for c in candidates if c.bearing.full][: _FEW * 2]
    pairs = [
        (a, b)
        for a, b in combinations(full, 2)
        if a.document != b.document and _words((a, b)) <= MAX_WORDS
    ]
    return max(pairs, key=lambda pair: pair[0].score + pair[1].score, default=())


def _one_a_document(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    seen: set[str] = set()
    for candidate in candidates:
        if candidate.document not in seen:
            seen.add(candidate.document)
            yield candidate


def _are_rows(one: Candidate, other: Candidate) -> bool:
    """Whether they are rows of one document, which have the words of their headers in common."""
    fragments = not any(c.is_prose or c.reading.is_list for c in (one, other))
    return fragments and one.document == other.document and one.text != other.text


def _repeated(
    question: Question, candidate: Candidate, chosen: list[Candidate]
) -> Candidate | None:
    """What says it already; two sources that say the same both count in a conflict."""
    for other in chosen:
        if other is candidate or other.hit.sentence == candidate.hit.sentence:
            return other
        if _are_rows(candidate, other):
            continue
        if _alike(candidate, other) > _SAME and not (
            question.kind is Kind.CONFLICT and other.document != candidate.document
        ):
            return other
    return None
