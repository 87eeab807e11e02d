"""A question and passages in, their best sentences out.

First by how near the sentence's vector is and how much of the question's words it has; the best of
those then word by word (late interaction): each word of the question looks for its nearest word in
the sentence and in what stands above it, and rare words count more.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from corpus.context import SENTENCE, context_text, sentence_unit
from corpus.document import Passage, Sentence, Span
from corpus.index import Units
from retrieval.embed import Encoder, TokenVectors, Vectors, hasty
from retrieval.hit import SentenceHit, WordMatch
from retrieval.leaf import Leaf
from retrieval.lexical import STOP_WORDS, WORD, content_words
from retrieval.likeness import compare, focus
from retrieval.memory import Memory, weakly
from retrieval.readings import Reading, Readings, keep, key
from retrieval.terms import TermWeights, stem, terms

CANDIDATES = 50  # compared word by word
LEADING = 5  # sentences whose neighbours are compared too
READ = 20  # passages whose sentences are ranked
BEFORE, AFTER = 1, 2  # of those
AHEAD = 64  # sentences read ahead at once
REMEMBERED = 2048  # sentences whose token vectors are kept, 30 kB each
HEARD = 256  # questions whose vectors are kept, 20 kB each
LOOKED_AT = 4096  # sentences whose terms are kept, 4 kB each

# Found on the development questions; each has a broad optimum.
WORD_BY_WORD = 0.6  # of the score; the rest is the first ranking's
COSINE = 0.7  # of the first ranking's score; the rest is the share of the words
ABOVE = 0.5  # of a word that stands above the sentence, not in it, in the first ranking
ABOVE_SIMILARITY = 0.9  # the same, word by word
STOP_SHARE = 0.4  # of a stop word's weight
BOILERPLATE = 0.8  # of its score
SAME_MEANING = 0.5  # similarity from which another word covers one of the question's

_SHOWN = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is read for a question.

    Attributes:
        passages: Whose sentences are ranked.
        candidates: Sentences that are compared word by word.
        leading: Of those, how many whose neighbours are compared too.
        wholes: Passages that are looked at for whole lists.
    """

    passages: int = READ
    candidates: int = CANDIDATES
    leading: int = LEADING
    wholes: int = READ


FULL = Effort()
# Where hardly a sentence was read before, each costs the model some milliseconds.
BRIEF = Effort(passages=10, candidates=10, leading=2, wholes=3)


class Weights(Protocol):
    """What words tell."""

    def weight(self, word: str, /) -> float:
        """Above 0; highest for a word that no text has."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is compared.

    Attributes:
        words: Its content words.
        weights: What each of them tells.
        vector: Its vector.
        tokens: Its token vectors.
        token_weights: What each token tells; they add up to 1.
        pieces: The tokens of each content word.
        stems: The words without their inflections.
        headed: How well each heading finds its like in the question, as far as it was looked at.
    """

    words: tuple[str, ...]
    weights: NDArray[np.float64]
    vector: Vectors
    tokens: TokenVectors
    token_weights: NDArray[np.float64]
    pieces: tuple[tuple[int, ...], ...]
    stems: tuple[str, ...]
    headed: dict[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is compared of a sentence, whatever the question.

    Attributes:
        part: What is read word by word: what stands above it, and its own text.
        own: The terms of its text.
        above: Those of what stands above it.
        all: Those of both.
        vector: Its vector.
    """

    part: tuple[str, str]
    own: frozenset[str]
    above: frozenset[str]
    all: frozenset[str]
    vector: Vectors


class _Found(NamedTuple):
    """A sentence to be ranked, where it stands, and what is compared of it."""

    passage: Passage
    sentence: Sentence
    look: _Look


class SentenceRanker:
    """Ranks the sentences of an index."""

    def __init__(
        self,
        encoder: Encoder,
        titles: Mapping[str, str],
        passages: Iterable[Passage],
        rows: Mapping[str, int],
        vectors: Vectors,
        kept: Readings | None = None,
    ) -> None:
        """Learn what each word tells.

        Args:
            encoder: The model that made the vectors.
            titles: By document id.
            passages: All of the index.
            rows: Row of each sentence's unit in `vectors`.
            vectors: The sentences' vectors.
            kept: What was read before.
        """
        self._kept = kept or Readings.none()
        self._encoder = encoder
        self._titles = titles
        self.effort = FULL
        self._vectors = {unit: vectors[row] for unit, row in rows.items()}
        self._known: Callable[[str], Vectors | None] = self._vectors.get
        self._fetch: Callable[[Sequence[str]], object] = len  # there is nothing to be fetched
        self._title: Callable[[str], str] = lambda name: titles.get(name, "")
        self.weights: Weights = TermWeights(
            self._above(sentence) + sentence.text
            for passage in passages
            for sentence in passage.sentences
        )
        self._read = Memory[tuple[str, str], Reading](
            partial(_tokens, self._kept, encoder), REMEMBERED
        )
        self._encode = Memory[str, Vectors](lambda texts: list(encoder.encode(texts)), REMEMBERED)
        self._heard = Memory[str, tuple[Vectors, TokenVectors]](partial(_hear, encoder), HEARD)
        self._looks = lru_cache(maxsize=LOOKED_AT)(weakly(self._look))

    @classmethod
    def looking_up(
        cls,
        encoder: Encoder,
        title: Callable[[str], str],
        vectors: Callable[[Sequence[str]], Sequence[Vectors | None]],
        weights: Weights,
        effort: Effort,
    ) -> Self:
        """A ranker that keeps nothing of the index, and skims what it has not read.

        Args:
            encoder: The model that made the vectors.
            title: That of a document, by id.
            vectors: Those of units, by name.
            weights: What words tell.
            effort: How much is read.
        """
        found = cls(encoder, {}, (), {}, np.empty((0, 0), dtype=np.float32))
        found._title, found._fetch = title, vectors
        found._known = lambda unit: vectors([unit])[0]
        found._read = Memory(partial(_tokens, found._kept, hasty(encoder)), REMEMBERED)
        found.weights, found.effort = weights, effort
        return found

    def after(self, gone: Sequence[Leaf], fresh: Sequence[Leaf], store: Units) -> "SentenceRanker":
        """The ranker without some documents and with others; what it remembers, it still does."""
        found = copy(self)
        names = {leaf.document.id for leaf in gone}
        titles = {name: title for name, title in self._titles.items() if name not in names}
        titles |= {leaf.document.id: leaf.document.title for leaf in fresh}
        found._titles, found._title = titles, lambda name: titles.get(name, "")
        counts = [[(leaf.sentences, leaf.holders) for leaf in leaves] for leaves in (gone, fresh)]
        if isinstance(self.weights, TermWeights):
            found.weights = self.weights.after(*counts)
        lost = {sentence_unit(s) for leaf in gone for p in leaf.passages for s in p.sentences}
        found._vectors = {unit: row for unit, row in self._vectors.items() if unit not in lost}
        for leaf in fresh:
            for unit, data in store.vectors_of(leaf.document.id):
                if unit.startswith(SENTENCE):
                    found._vectors[unit] = np.frombuffer(data, dtype=np.float32)
        found._known = found._vectors.get
        found._looks = lru_cache(maxsize=LOOKED_AT)(weakly(found._look))
        return found

    def hear(self, questions: Sequence[str]) -> None:
        """Encode questions together, of which each will be asked for soon."""
        self._heard.all(questions)

    def ask(self, question: str) -> Asked:
        """Prepare a question for comparison."""
        words = tuple(content_words(question))
        vector, tokens = self._heard.one(question)
        of_word: dict[str, list[int]] = {word: [] for word in words}
        weights = np.zeros(len(tokens.spans))
        for found in WORD.finditer(question):
            word = found.group().casefold()
            pieces = [i for i, s in enumerate(tokens.spans) if found.start() <= s[0] < found.end()]
            share = STOP_SHARE if word in STOP_WORDS else 1.0
            weights[pieces] = share * self.weights.weight(word) / max(len(pieces), 1)
            of_word.get(word, []).extend(pieces)
        return Asked(
            words=words,
            weights=np.array([self.weights.weight(word) for word in words]),
            vector=vector,
            tokens=tokens,
            token_weights=weights / (weights.sum() or 1.0),
            pieces=tuple(tuple(of_word[word]) for word in words),
            stems=tuple(map(stem, words)),
        )

    def rank(
        self,
        asked: Asked,
        passages: Sequence[Passage],
        k: int,
        certain: Sequence[tuple[Passage, Sentence]] = (),
    ) -> tuple[SentenceHit, ...]:
        """The k best sentences of these passages and those that are `certain`, best first."""
        known = {sentence for _, sentence in certain}
        others = [(p, s) for p in passages for s in p.sentences if s not in known]
        self._fetch([sentence_unit(sentence) for _, sentence in (*certain, *others)])
        found = [_Found(p, s, self._looks(s)) for p, s in (*certain, *others)]
        ranks = {passage.id: 1 / place for place, passage in enumerate(passages, start=1)}
        first = self._first(asked, found)
        best = sorted(range(len(certain), len(found)), key=lambda i: (-first[i], i))[
            : self.effort.candidates
        ]
        chosen = [*range(len(certain)), *best]
        hits = self._compare(asked, [found[i] for i in chosen], [first[i] for i in chosen], ranks)
        ranked = sorted(hits, key=_by_score)
        kept = [hit for place, hit in enumerate(ranked) if place < k or hit.sentence in known]
        return tuple(sorted([*kept, *self._beside(asked, kept, ranks)], key=_by_score))

    def _beside(
        self, asked: Asked, kept: Sequence[SentenceHit], ranks: Mapping[str, float]
    ) -> list[SentenceHit]:
        """What stands right beside the best: the reason for what they state, the other side."""
        known = {hit.sentence for hit in kept}
        beside: dict[Sentence, Passage] = {}
        for hit in kept[: self.effort.leading]:
            sentences = hit.passage.sentences
            place = sentences.index(hit.sentence) if hit.sentence in sentences else len(sentences)
            around = sentences[max(place - BEFORE, 0) : place + AFTER + 1]
            beside |= {s: hit.passage for s in around if s not in known}
        found = [_Found(passage, s, self._looks(s)) for s, passage in beside.items()]
        return self._compare(asked, found, self._first(asked, found), ranks)

    def warm(
        self, sentences: Sequence[Sentence], stopped: Callable[[], bool] = lambda: False
    ) -> None:
        """Read as many sentences as are kept and were not, so that the first questions need not."""
        parts = self._parts(sentences[:REMEMBERED])[:REMEMBERED]
        missing = [part for part in parts if part not in self._kept]
        for start in range(0, len(missing), AHEAD):
            if stopped():
                return
            self._read.all(missing[start : start + AHEAD])
        for sentence in sentences[:LOOKED_AT]:
            if stopped():
                return
            self._looks(sentence)

    def _parts(self, sentences: Sequence[Sentence]) -> list[tuple[str, str]]:
        """All that is read to compare sentences: they, and the headings right above them."""
        headings = [("", sentence.context[-1]) for sentence in sentences if sentence.context]
        wholes = [(self._above(sentence), sentence.text) for sentence in sentences]
        return list(dict.fromkeys([*wholes, *headings]))

    def _above(self, sentence: Sentence) -> str:
        """What stands before the sentence's own words when it is read."""
        return _above(self._title(sentence.span.document), sentence.context)

    def _look(self, sentence: Sentence) -> _Look:
        above = self._above(sentence)
        vector = self._known(sentence_unit(sentence))
        if vector is None:  # something that is not in the index: a list as a whole
            vector = self._encode.one(above + sentence.text)
        own, before = terms(sentence.text), terms(above)
        return _Look((above, sentence.text), own, before, terms(above + sentence.text), vector)

    def _first(self, asked: Asked, found: Sequence[_Found]) -> list[float]:
        """What each sentence is worth before it is compared word by word."""
        if not found:
            return []
        looks = [one.look for one in found]
        vectors = np.concatenate([look.vector for look in looks]).reshape(len(looks), -1)
        cosines = vectors @ asked.vector
        overlaps = _had(asked.stems, looks) @ asked.weights / (asked.weights.sum() or 1.0)
        shares = COSINE * cosines.astype(np.float64) + (1 - COSINE) * overlaps
        return list(shares.tolist())

    def _compare(
        self,
        asked: Asked,
        found: Sequence[_Found],
        first: Sequence[float],
        ranks: Mapping[str, float],
    ) -> list[SentenceHit]:
        """Compare sentences with the question word by word."""
        if not found:
            return []
        like = compare(asked.tokens.vectors, self._read_all(asked, found), ABOVE_SIMILARITY)
        scores = WORD_BY_WORD * (asked.token_weights @ like.nearest)
        scores += (1 - WORD_BY_WORD) * np.array(first)
        scores *= [BOILERPLATE if one.passage.boilerplate else 1.0 for one in found]
        rows = zip(
            found,
            np.clip(scores, 0.0, 1.0).tolist(),
            self._matches(asked, [one.look.all for one in found], like.telling),
            (asked.token_weights @ like.anywhere).tolist(),
            like.focused.tolist(),
            strict=True,
        )
        return [
            SentenceHit(
                sentence=one.sentence,
                passage=one.passage,
                score=score,
                matches=matches,
                aligned=aligned,
                focused=focused,
                headed=asked.headed[one.sentence.context[-1]] if one.sentence.context else 0.0,
                rank=ranks.get(one.passage.id, 0.0),
            )
            for one, score, matches, aligned, focused in rows
        ]

    def _read_all(self, asked: Asked, found: Sequence[_Found]) -> list[Reading]:
        """The readings of sentences; the headings right above them are compared on the way."""
        above = {one.sentence.context[-1] for one in found if one.sentence.context}
        headings = [*(above - asked.headed.keys())]
        read = self._read.all([*(one.look.part for one in found), *(("", h) for h in headings)])
        for heading, one in zip(headings, read[len(found) :], strict=True):
            asked.headed[heading] = focus(asked.tokens.vectors @ one.columns[:, :-1])
        return read[: len(found)]

    def _matches(
        self, asked: Asked, present: Sequence[frozenset[str]], nearest: Vectors
    ) -> list[tuple[WordMatch, ...]]:
        """Which of the question's words each has, or others that mean the same."""
        of_word = []
        words = zip(asked.words, asked.stems, asked.weights.tolist(), asked.pieces, strict=True)
        for word, root, weight, pieces in words:
            there, missing = WordMatch(word, weight, 1.0), WordMatch(word, weight, 0.0)
            alike = np.add.reduce(nearest[list(pieces)], axis=0) / np.float32(len(pieces) or 1)
            shares = np.minimum(np.where(alike >= SAME_MEANING, alike, 0.0), 1.0).tolist()
            of_word.append(
                [
                    there if root in had else WordMatch(word, weight, share) if share else missing
                    for had, share in zip(present, shares, strict=True)
                ]
            )
        return list(zip(*of_word, strict=True)) or [()] * len(present)

    def keep(self, folder: Path, made_of: Mapping[str, str], sentences: Sequence[Sentence]) -> None:
        """Write down what was read of these sentences, for later starts."""
        parts = self._parts(sentences[:REMEMBERED])[:REMEMBERED]
        read = self._read.known(parts)
        found = ((part, read.get(part) or self._kept.get(*part)) for part in parts)
        keep(folder, made_of, [(key(*part), one) for part, one in found if one])


def _hear(encoder: Encoder, questions: Sequence[str]) -> list[tuple[Vectors, TokenVectors]]:
    vectors, tokens = encoder.encode(questions), encoder.tokens(questions)
    return list(zip(vectors, tokens, strict=True))


def _tokens(kept: Readings, encoder: Encoder, parts: Sequence[tuple[str, str]]) -> list[Reading]:
    """Texts, in two parts: what stands above, and the text itself."""
    found = {part: kept.get(*part) for part in parts}
    missing = [part for part, known in found.items() if known is None]
    read = encoder.tokens([above + text for above, text in missing])
    made = {part: _reading(*part, one) for part, one in zip(missing, read, strict=True)}
    return [found[part] or made[part] for part in parts]


def _reading(above: str, text: str, found: TokenVectors) -> Reading:
    """Lay out the tokens of a text and of what stands above it."""
    words = [(above + text)[start:end].casefold() for start, end in found.spans]
    shown = (bool(_SHOWN.search(word)) and word not in STOP_WORDS for word in words)
    return Reading.of(
        rows=found.vectors.astype(np.float16),  # as if it had been kept
        own=np.array([start >= len(above) for start, _ in found.spans], dtype=np.bool_),
        telling=np.array(list(shown), dtype=np.bool_),
    )


def _had(stems: Sequence[str], looks: Sequence[_Look]) -> NDArray[np.float64]:
    """A row for each sentence: which words it has; of what only stands above it, a part."""
    return np.array(
        [
            [1.0 if root in look.own else ABOVE if root in look.above else 0.0 for root in stems]
            for look in looks
        ]
    )


@lru_cache(maxsize=10_000)
def _above(title: str, context: tuple[str, ...]) -> str:
    return context_text(title, context, "")


def _by_score(hit: SentenceHit) -> tuple[float, Span]:
    """Best first, then as they stand."""
    return -hit.score, hit.sentence.span
