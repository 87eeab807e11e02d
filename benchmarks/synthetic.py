"""A number of passages and a seed in; documents with Zipfian words, their claims and vectors, out.

Words follow the Zipf-Mandelbrot law over a vocabulary whose head is the packaged corpus's own,
whose body is a dictionary's and whose tail is invented; each document repeats a few rare words of
its own, as real ones do. Products are named and have properties with Zipfian frequencies, too, and
each such sentence makes a claim.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from corpus.context import context_text, passage_unit, sentence_unit
from corpus.document import Document, Passage, Sentence, Span
from corpus.entry import Entry, Record
from corpus.load import load_file
from corpus.packaged import packaged_documents
from kg.claim import Claim, Concept, Text
from kg.ontology import Ontology, default_ontology
from kg.record import CLAIM, to_json
from retrieval.encoding import Vectors, normalised
from retrieval.lexical import words

VOCABULARY = 200_000
SHIFT, EXPONENT = 2.7, 1.05  # of the Zipf-Mandelbrot law, as in English prose
PASSAGES = 10  # of a document
TOPIC = 12  # words that a document repeats
REPEATED = 0.2  # of its words
RARE = 300  # rank from which those are taken
STATED = 0.5  # of the passages open with a sentence that makes a claim
PRODUCTS = 50  # passages for each product that is named at all
SPECTRUM = 0.5  # the i-th principal axis of the drawn vectors has the deviation i ** -SPECTRUM
KIN = 0.7  # of a drawn vector is its document's
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class Source:
    """A seeded source of documents; the same arguments give the same ones.

    Attributes:
        passages: How many all of them have.
        seed: Of everything that is drawn.
    """

    passages: int
    seed: int = 7

    def entries(self, encode: Encode | None, dimension: int) -> Iterator[Entry]:
        """The documents one by one, by id, with claims and vectors.

        Args:
            encode: The model; without one, vectors are drawn.
            dimension: The length of a vector.
        """
        drawn = np.random.default_rng([self.seed, 1])
        deviations = spectrum(dimension)
        for number in range(self.passages // PASSAGES):
            document, passages, claims = self.document(number)
            texts = _texts(document, passages)
            if encode is None:
                rows = draw(drawn, len(texts), deviations)
            else:
                rows = encode([*texts.values()])
            vectors = {unit: row.tobytes() for unit, row in zip(texts, rows, strict=True)}
            unique = {claim.id: claim for claim in claims}
            records = tuple(Record(id_, CLAIM, to_json(claim)) for id_, claim in unique.items())
            yield Entry(document, passages, records, vectors)

    def questions(self, count: int) -> list[str]:
        """Questions on documents spread over all: half by a product's property, half by words."""
        rng = np.random.default_rng([self.seed, 2])
        found: list[str] = []
        while len(found) < count:
            _, passages, claims = self.document(int(rng.integers(self.passages // PASSAGES)))
            if claims and len(found) % 2:
                claim = claims[int(rng.integers(len(claims)))]
                label = self._ontology.predicates[claim.predicate].label
                found.append(f"What is the {label} of the {claim.subject.label}?")
            else:
                told = passages[int(rng.integers(PASSAGES))].sentences[-1].text.split()
                found.append(f"Why does {' '.join(told[2:5])} change {' '.join(told[6:9])}?")
        return found

    def document(self, number: int) -> tuple[Document, tuple[Passage, ...], list[Claim]]:
        """The document of that number, by itself."""
        rng = np.random.default_rng([self.seed, 0, number])
        name = f"d{number:07d}"
        topic = self._lexicon[self._rare(rng, TOPIC)]
        title = " ".join(topic[:3]).capitalize()
        text, passages, claims = f"# {title}\n", [], []
        for _ in range(PASSAGES):
            first = len(text) + 1
            claim = self._claim(rng) if rng.random() < STATED else None
            told = [self._prose(rng, topic) for _ in range(rng.integers(1, 4))]
            if claim:
                told = [_say(*claim, self._ontology.predicates[claim[1]].label), *told]
            starts = accumulate((len(one) + 1 for one in told), initial=first)
            sentences = tuple(
                Sentence(Span(name, start, start + len(one)), one, (title,))
                for start, one in zip(starts, told, strict=False)
            )
            body = " ".join(told)
            passages.append(
                Passage(Span(name, first, first + len(body)), body, (title,), sentences)
            )
            text = f"{text}\n{body}\n"
            if claim:
                claims.append(Claim(*claim, source=sentences[0].span, rule="synthetic"))
        return Document(name, title, text, "markdown"), tuple(passages), claims

    def _prose(self, rng: np.random.Generator, topic: NDArray[np.str_]) -> str:
        """A sentence of common words and of the document's own."""
        size = int(rng.integers(12, 25))
        drawn = self._lexicon[np.searchsorted(self._cumulated, rng.random(size))]
        own = rng.random(size) < REPEATED
        drawn[own] = topic[rng.integers(TOPIC, size=int(own.sum()))]
        told = " ".join(drawn.tolist())
        return f"{told[:1].upper()}{told[1:]}."

    def _claim(self, rng: np.random.Generator) -> tuple[Concept, str, Concept | Text]:
        subject = self._product(rng)
        predicates = self._predicates
        predicate = predicates[int(min(rng.zipf(1.5), len(predicates))) - 1]
        if rng.random() < 0.5:  # noqa: PLR2004 - a coin
            return subject, predicate, self._product(rng)
        return subject, predicate, Text(f"{rng.integers(2, 900)} GB")

    def _product(self, rng: np.random.Generator) -> Concept:
        number = int(rng.zipf(1.3)) % max(self.passages // PRODUCTS, 10)
        label = f"{_invented(number + 5000).capitalize()} {number % 90 + 1}"
        return Concept(f"hw-synthetic-{number}", label, "hardware")

    def _rare(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        """Ranks of words, as many of each order of magnitude."""
        low, high = np.log(RARE), np.log(VOCABULARY - 1)
        return np.exp(rng.uniform(low, high, count)).astype(np.int64)

    @cached_property
    def _lexicon(self) -> NDArray[np.str_]:
        """All words by rank."""
        counts: Counter[str] = Counter()
        for file in packaged_documents():
            counts.update(word for word in words(load_file(file).text) if word.isalpha())
        head = [word for word, _ in counts.most_common()]
        body = sorted(word for word in _dictionary() if word.isalpha() and word not in counts)
        np.random.default_rng(self.seed).shuffle(body)
        tail = (f"{_invented(n)}x" for n in range(VOCABULARY))
        return np.array([*head, *body, *tail][:VOCABULARY])

    @cached_property
    def _cumulated(self) -> NDArray[np.float64]:
        weights = (np.arange(1, VOCABULARY + 1) + SHIFT) ** -EXPONENT
        return np.asarray(np.cumsum(weights / weights.sum()).clip(max=1.0))

    @cached_property
    def _predicates(self) -> list[str]:
        return sorted(self._ontology.predicates)

    @cached_property
    def _ontology(self) -> Ontology:
        return default_ontology()


def spectrum(dimension: int) -> Vectors:
    """The deviations of drawn vectors along each axis: a few directions matter most."""
    return (np.arange(1, dimension + 1, dtype=np.float32) ** -SPECTRUM).astype(np.float32)


def draw(rng: np.random.Generator, count: int, deviations: Vectors) -> Vectors:
    """Random unit vectors of one document: near each other, as those of one subject are."""
    size = (count + 1, len(deviations))
    rows = normalised(rng.standard_normal(size, dtype=np.float32) * deviations)
    return normalised(KIN * rows[:1] + (1 - KIN) * rows[1:])


def _say(subject: Concept, _: str, value: Concept | Text, label: str) -> str:
    told = value.label if isinstance(value, Concept) else value.text
    return f"The {subject.label} has the {label} {told}."


def _dictionary() -> set[str]:
    """English words in all their forms."""
    return set(DefaultDictionaryFactory().get_dictionary("en"))


def _texts(document: Document, passages: Sequence[Passage]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for passage in passages:
        texts[passage_unit(passage)] = context_text(document.title, passage.path, passage.text)
        for sentence in passage.sentences:
            text = context_text(document.title, sentence.context, sentence.text)
            texts[sentence_unit(sentence)] = text
    return texts


def _invented(number: int) -> str:
    """A word that can be spoken, another for each number.

    >>> _invented(0), _invented(70), _invented(123456)
    ('baba', 'babe', 'refola')
    """
    syllables = len(CONSONANTS) * len(VOWELS)
    parts: list[str] = []
    while number or len(parts) < 2:  # noqa: PLR2004 - shorter ones are words
        number, syllable = divmod(number, syllables)
        consonant, vowel = divmod(syllable, len(VOWELS))
        parts.append(CONSONANTS[consonant] + VOWELS[vowel])
    return "".join(parts)
