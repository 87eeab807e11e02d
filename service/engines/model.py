"""The model that made an index: noted when it is made, held against the one it is used with."""

from corpus.errors import IndexUnusableError
from corpus.index import State
from retrieval.embed import Encoder


def model_meta(encoder: Encoder) -> dict[str, str]:
    """What an index records of the model that made its vectors."""
    return {"model": encoder.name, "dimension": str(encoder.dimension)}


def check_model(store: State, encoder: Encoder) -> None:
    """Refuse to search or extend an index with another model than made it.

    Raises:
        IndexUnusableError: Naming both models and the remedy.
    """
    made = store.meta
    if not made.keys() >= model_meta(encoder).keys():
        what = f"the index in {str(store.place)!r} was never finished"
        raise IndexUnusableError(what, "make it with `phasebook build`")
    if any(made[key] != value for key, value in model_meta(encoder).items()):
        what = (
            f"the index in {str(store.place)!r} was made by the model {made['model']!r}"
            f" ({made['dimension']} dimensions), not by {encoder.name!r} ({encoder.dimension})"
        )
        remedy = f"use --model {made['model']}, or make it again with `phasebook build`"
        raise IndexUnusableError(what, remedy)
