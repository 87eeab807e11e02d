"""The default model's twin in ONNX: the same vectors without torch, whose import takes seconds.

It is exported once, checked against the model itself, and kept in the user's cache under what it
was made of and by: the weights' digest and the libraries' versions.

    KEY/model.onnx  KEY/model.onnx.data  KEY/tokenizer.json  KEY/skimmed.onnx  KEY/twin.json

The skimmed one has a byte for each weight: it reads in less than half the time, and not to the last
digits, so it is for what is read to be ranked, and never for what an index keeps.

`twin.json` holds the files' digests, or why there is no twin. What is damaged is made again; where
none can be made, or none read, the model itself does the work.
"""

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import file_digest, sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from retrieval.batches import Batches
from retrieval.encoding import TokenVectors, Vectors, normalised, shown
from retrieval.memory import Memory
from retrieval.transformer import DEFAULT_MODEL, INPUTS, WEIGHTS_SHA256, SentenceEncoder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

FORMAT = "2"
LIBRARIES = ("onnx", "onnxruntime", "onnxscript", "sentence-transformers", "tokenizers", "torch")
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
FILES = (MODEL, f"{MODEL}.data", TOKENIZER)
SKIMMED = "skimmed.onnx"
MADE_OF = "twin.json"

ALLOWED = 1e-5  # by which a number of the twin's may differ from the model's
ALIKE = 0.95  # least cosine of a token's vector to the same one skimmed
TOGETHER = 8  # texts read at once, where that changes no bit
CALL = 16  # tokens that take as long as there being one call more
RECENT = 128  # texts whose vectors are kept: a question is asked for both its forms
PROBES = (
    "Training happens once.",
    "What share of lifetime cost goes to inference?",
    "GPU",
    "",
    "Inference runs every time that somebody asks, so its bill grows with every user.",
    "Ünïcode – naïve “quotes” 🎯, 4×H100 at $2.50/h and a very-long-hyphenated-word",
    "A text that is longer than what is read of one. " * 40,
)

_Read = tuple[Vectors, TokenVectors]
ERRORS = 3  # in onnxruntime's scale of what is logged

_log = logging.getLogger(__name__)


class UnlikeError(Exception):
    """A twin that does not do what the model does."""


@dataclass(frozen=True, slots=True)
class _MadeOf:
    """What `twin.json` says.

    Attributes:
        digests: SHA-256 of each file; none where there is no twin.
        dimension: The length of a vector.
        longest: How many tokens of a text are read.
        together: Whether a text has the same bytes whatever it is read with.
        skimmed: SHA-256 of the skimmed one; empty where there is none.
        unusable: Why there is no twin; empty if there is one.
    """

    digests: dict[str, str]
    dimension: int = 0
    longest: int = 0
    together: bool = False
    skimmed: str = ""
    unusable: str = ""


class TwinEncoder:
    """The default model by onnxruntime and tokenizers alone; safe to share between threads.

    A text is read on one core, as by the model itself: the bits would depend on how many there are.
    Texts that several threads ask for at once are read together if that leaves their bytes alone,
    which was tried when the twin was made.
    """

    def __init__(
        self, session: "InferenceSession", tokenizer: "Tokenizer", made_of: _MadeOf, folder: Path
    ) -> None:
        self.name = DEFAULT_MODEL
        self.dimension = made_of.dimension
        self._session = session
        self._tokenizer = tokenizer
        self._made_of, self._folder = made_of, folder
        self._most = TOGETHER if made_of.together else 1
        lanes = os.cpu_count() or 1
        self._batches = Batches[str, _Read](self._read, most=self._most, lanes=lanes)
        self._recent = Memory(self._few, RECENT)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One L2-normalised row a text."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.vstack([sentence for sentence, _ in self._all(texts)])

    def tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The token vectors of each text."""
        return [tokens for _, tokens in self._all(texts)]

    @cached_property
    def hasty(self) -> "TwinEncoder":
        """One that skims; this one itself where there is none."""
        file, wanted = self._folder / SKIMMED, self._made_of.skimmed
        try:
            if wanted and _digest(file) == wanted:
                alone = replace(self._made_of, together=False, skimmed="")
                return _load(self._folder, alone, SKIMMED)
        except Exception as error:  # noqa: BLE001 - onnxruntime raises many kinds
            _log.debug("%s cannot be read: %s", file, error)
        return self

    def reads_together(self, texts: Sequence[str]) -> bool:
        """Whether reading texts together leaves every bit of what each gives alone."""
        alone = [self._read([text])[0] for text in texts]
        return all(
            np.array_equal(one, other) and np.array_equal(parts.vectors, others.vectors)
            for (one, parts), (other, others) in zip(alone, self._read(texts), strict=True)
        )

    def _all(self, texts: Sequence[str]) -> list[_Read]:
        if len(texts) <= TOGETHER:
            return self._recent.all(texts)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return self._grouped(texts, pool.map)

    def _few(self, texts: Sequence[str]) -> list[_Read]:
        """Questions: one, with those that other threads ask for meanwhile, or several at once."""
        if len(texts) == 1:
            return [self._batches(texts[0])]
        if self._most > 1:
            return self._grouped(texts, map)
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # none is read with others
            return self._grouped(texts, pool.map)

    def _grouped(
        self, texts: Sequence[str], mapped: Callable[..., Iterable[list[_Read]]]
    ) -> list[_Read]:
        """Texts of much the same length together, the longest first."""
        tokens = [self._tokenizer.encode(text) for text in texts]
        alike = sorted(range(len(texts)), key=lambda place: -len(tokens[place].ids))
        groups = [
            alike[first:last]
            for first, last in pairwise(_cuts([len(tokens[i].ids) for i in alike], self._most))
        ]
        read = mapped(lambda group: self._run([tokens[place] for place in group]), groups)
        found = {
            place: one
            for group, some in zip(groups, read, strict=True)
            for place, one in zip(group, some, strict=True)
        }
        return [found[place] for place in range(len(texts))]

    def _read(self, texts: Sequence[str]) -> list[_Read]:
        return self._run([self._tokenizer.encode(text) for text in texts])

    def _run(self, read: "Sequence[Encoding]") -> list[_Read]:
        (rows,) = self._session.run(None, dict(zip(INPUTS, _padded(read), strict=True)))
        return [_vectors(one, of) for one, of in zip(read, rows, strict=True)]


def open_twin() -> TwinEncoder | None:
    """The twin that was made before; None where there is none, or none that can be trusted."""
    if find_spec("onnxruntime") is None:
        return None
    folder = _folder()
    made_of = _read_made_of(folder)
    if made_of is None or made_of.unusable:
        return None
    with ThreadPoolExecutor(1) as pool:
        digests = pool.submit(_digests, folder)  # beside the loading, not before it
        try:
            twin = _load(folder, made_of)
            return twin if digests.result() == made_of.digests else None
        except Exception as error:  # noqa: BLE001 - onnxruntime raises many kinds
            _log.debug("the twin in %s cannot be read: %s", folder, error)
            return None


def make_twin(model: SentenceEncoder) -> TwinEncoder | None:
    """Export the model and keep the twin; None where it cannot be made or does not agree.

    That it could not is kept too: the same libraries are not asked again.
    """
    folder = _folder()
    known = _read_made_of(folder)
    if find_spec("onnxruntime") is None or (known and known.unusable):
        return None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(mkdtemp(prefix="making-", dir=folder.parent))
    except OSError:
        return None  # nowhere to keep it
    try:
        made_of = _make(model, fresh)
        (fresh / MADE_OF).write_text(json.dumps(asdict(made_of)), encoding="utf-8")
        _put(fresh, folder)
    except OSError as error:
        _log.debug("the twin cannot be kept in %s: %s", folder, error)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return open_twin()


def _make(model: SentenceEncoder, folder: Path) -> _MadeOf:
    """Export into a folder and compare; what is found out about it."""
    try:
        longest = model.export(folder / MODEL, folder / TOKENIZER)
        made_of = _MadeOf(_digests(folder), model.dimension, longest)
        twin = _load(folder, made_of)
        _compare(model, twin)
        made_of = replace(made_of, together=twin.reads_together(PROBES))
        return replace(made_of, skimmed=_skim(folder, twin, made_of))
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - exporters and runtimes raise many kinds
        _log.debug("no twin of %s: %s", model.name, error)
        return _MadeOf({}, unusable=f"{type(error).__name__}: {error}")


def _skim(folder: Path, twin: TwinEncoder, made_of: _MadeOf) -> str:
    """Make the skimmed one; its digest, or nothing where it cannot be made or does not agree."""
    file = folder / SKIMMED
    try:
        _quantise(folder / MODEL, file)
        hasty = _load(folder, replace(made_of, together=False), SKIMMED)
        pairs = zip(twin.tokens(PROBES), hasty.tokens(PROBES), strict=True)
        cosines = [(one.vectors * other.vectors).sum(axis=1) for one, other in pairs]
        if np.concatenate(cosines).min() >= ALIKE:
            return _digest(file)
        _log.debug("skimmed vectors are less than %s like the others", ALIKE)
    except Exception as error:  # noqa: BLE001 - quantisers and runtimes raise many kinds
        _log.debug("nothing skims %s: %s", folder, error)
    file.unlink(missing_ok=True)
    return ""


def _quantise(model: Path, target: Path) -> None:
    from onnxruntime.quantization import quantize_dynamic  # noqa: PLC0415 - heavy

    logging.disable(logging.WARNING)  # it would tell how a model can be prepared for it
    try:
        quantize_dynamic(model, target, per_channel=True, op_types_to_quantize=["MatMul", "Gather"])
    finally:
        logging.disable(logging.NOTSET)


def _compare(model: SentenceEncoder, twin: TwinEncoder) -> None:
    """Refuse a twin that gives other tokens or other vectors than the model.

    Raises:
        UnlikeError: Naming the first text that shows it.
    """
    pairs = zip(model.tokens(PROBES), twin.tokens(PROBES), strict=True)
    sentences = np.abs(model.encode(PROBES) - twin.encode(PROBES)).max(axis=1)
    for text, whole, (theirs, ours) in zip(PROBES, sentences, pairs, strict=True):
        if theirs.spans != ours.spans:
            message = f"other tokens of {text!r}"
            raise UnlikeError(message)
        apart = max(whole, np.abs(theirs.vectors - ours.vectors).max(initial=0.0))
        if apart > ALLOWED:
            message = f"vectors of {text!r} are {apart:.1e} apart, more than {ALLOWED:.0e}"
            raise UnlikeError(message)


def _load(folder: Path, made_of: _MadeOf, name: str = MODEL) -> TwinEncoder:
    """Read the files as they are."""
    from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415 - heavy
    from tokenizers import Tokenizer  # noqa: PLC0415 - heavy

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS
    session = InferenceSession(folder / name, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()  # the file asks for 128
    tokenizer.enable_truncation(made_of.longest)
    return TwinEncoder(session, tokenizer, made_of, folder)


def _folder() -> Path:
    """Where the twin of these weights by these libraries is kept."""
    made_by = [FORMAT, WEIGHTS_SHA256, *(f"{name} {_version(name)}" for name in LIBRARIES)]
    key = sha256(json.dumps(made_by).encode()).hexdigest()[:16]
    return user_cache_path("phasebook", appauthor=False) / "twins" / key


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "missing"


def _digests(folder: Path) -> dict[str, str]:
    return {name: _digest(folder / name) for name in FILES}


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _read_made_of(folder: Path) -> _MadeOf | None:
    try:
        return _MadeOf(**json.loads((folder / MADE_OF).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _put(fresh: Path, folder: Path) -> None:
    """Put a finished twin in its place in one step, and what is there, if anything, away."""
    aside = fresh.with_name(f"{fresh.name}-old")
    if folder.exists():
        folder.rename(aside)
    fresh.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _cuts(lengths: Sequence[int], most: int) -> list[int]:
    """Where to cut texts, the longest first, into groups of `most` at most, to be read soonest.

    In a group all take as long as the longest; a group more takes as long as `CALL` tokens.

    >>> _cuts([60, 58, 57, 12, 11, 3], most=8), _cuts([9, 9, 9, 9], most=3)
    ([0, 3, 6], [0, 1, 4])
    """
    cost, before = [0], [0]
    for end in range(1, len(lengths) + 1):
        starts = range(max(end - most, 0), end)
        costs = [cost[start] + CALL + lengths[start] * (end - start) for start in starts]
        cost.append(min(costs))
        before.append(starts[costs.index(cost[end])])
    cuts = [len(lengths)]
    while cuts[-1]:
        cuts.append(before[cuts[-1]])
    return cuts[::-1]


def _padded(read: "Sequence[Encoding]") -> tuple[NDArray[np.int64], ...]:
    """Ids, what of them is text, and their kinds, which are all the same."""
    ids = np.zeros((len(read), max(len(one.ids) for one in read)), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, one in enumerate(read):
        ids[row, : len(one.ids)] = one.ids
        mask[row, : len(one.ids)] = 1
    return ids, mask, np.zeros_like(ids)


def _vectors(read: "Encoding", rows: Vectors) -> _Read:
    """A text's vector, which is the mean of those of all its tokens, and the tokens' own."""
    own = rows[: len(read.ids)]
    return normalised(own.mean(axis=0, keepdims=True)), shown(read.offsets, own)
