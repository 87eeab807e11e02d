"""Texts in, vectors out: the encoder of a model, by name.

The default model is read by its twin (`retrieval/twin.py`), which needs no torch; where there is
none, and for any other model, by sentence-transformers (`retrieval/transformer.py`).
"""

from retrieval.encoding import Encoder, TokenVectors, Vectors
from retrieval.transformer import DEFAULT_MODEL, default_folder, is_default, load_transformer
from retrieval.twin import TwinEncoder, make_twin, open_twin

__all__ = [
    "DEFAULT_MODEL",
    "Encoder",
    "TokenVectors",
    "Vectors",
    "default_folder",
    "hasty",
    "load_encoder",
]


def load_encoder(name: str | None = None) -> Encoder:
    """Load the default model, or another by its name on the hub or its folder.

    The default model's twin is made when it is first needed, or found damaged.

    Raises:
        ModelUnusableError: Where it is absent, damaged or, for the default, not the very same.
    """
    if not is_default(name):
        return load_transformer(name)
    if (twin := open_twin()) is not None:
        return twin
    model = load_transformer()
    return make_twin(model) or model


def hasty(encoder: Encoder) -> Encoder:
    """One that gives nearly the same vectors sooner, where there is one: for ranking alone."""
    return encoder.hasty if isinstance(encoder, TwinEncoder) else encoder
