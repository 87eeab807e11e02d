"""The same passages in a folder and by Milvus Lite in; how fast each finds, and how alike, out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.latency import Spread
from benchmarks.synthetic import Source
from corpus.address import Place, place_of
from corpus.indexes import open_index
from retrieval.embed import Encoder
from retrieval.gather import DEPTH, Retriever
from retrieval.hit import Query
from retrieval.lexical import content_words
from retrieval.nearest import open_nearest
from service.engines.model import model_meta

SIZES = (1_000, 5_000)  # held in memory by either, and compared one by one in a folder
ASKED = 40
NEAREST = 10


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured of one index.

    Attributes:
        passages: How many there are; their vectors are drawn.
        keeper: What keeps them.
        written: Seconds to write them.
        recall: Of the ten nearest passages, the share that is found.
        words: Of the ten passages that a folder's words find, the share that is found.
        dense: Milliseconds to find the nearest passages to a vector.
        lexical: Milliseconds to find passages with words.
        search: Milliseconds of a whole search, with the encoding of the question.
    """

    passages: int
    keeper: str
    written: float
    recall: float
    words: float
    dense: Spread
    lexical: Spread
    search: Spread


def measure(encoder: Encoder, sizes: Sequence[int] = SIZES) -> Iterator[Point]:
    """Write an index of each size to both, and ask them the same."""
    for size in sizes:
        with TemporaryDirectory() as name:
            folder = Path(name)
            places: dict[str, Place] = {
                "folder": folder / "index",
                "Milvus Lite": place_of(f"milvus://{folder}/lite.db/passages"),
            }
            best: list[list[set[str]]] = []
            for keeper, place in places.items():
                yield _point(size, keeper, place, encoder, best)


def _point(
    size: int, keeper: str, place: Place, encoder: Encoder, best: list[list[set[str]]]
) -> Point:
    """Measure one; `best` is what the first one found, of which the others find a share."""
    source = Source(size)
    asked = source.questions(ASKED)
    began = perf_counter()
    with open_index(place, create=True) as index:
        index.replace_all(source.entries(None, encoder.dimension), model_meta(encoder))
    written = perf_counter() - began
    vectors = encoder.encode(asked)
    with open_index(place) as index:
        retriever = Retriever(index, encoder)
        nearest = open_nearest(index, encoder.dimension)
        near = [partial(nearest.search, vector, DEPTH) for vector in vectors]
        worded = [partial(index.find, content_words(text), DEPTH) for text in asked]
        whole = [partial(retriever.search, Query(text), NEAREST) for text in asked]
        found = [[{n for n, _ in do()[:NEAREST]} for do in some] for some in (near, worded)]
        best.extend(found if not best else [])
        return Point(
            passages=size,
            keeper=keeper,
            written=written,
            recall=_share(found[0], best[0]),
            words=_share(found[1], best[1]),
            dense=_timed(near),
            lexical=_timed(worded),
            search=_timed(whole),
        )


def _share(found: list[set[str]], best: list[set[str]]) -> float:
    had = sum(len(one & other) for one, other in zip(found, best, strict=True))
    return had / max(sum(map(len, best)), 1)


def _timed(calls: Sequence[Callable[[], object]]) -> Spread:
    took = []
    for call in calls:
        began = perf_counter()
        call()
        took.append(1000 * (perf_counter() - began))
    cuts = quantiles(took, n=20)
    return Spread(cuts[9], cuts[18])
