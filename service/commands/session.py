"""Flags in, an open knowledge base out; the packaged corpus is indexed where it is not yet."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from corpus.address import Place
from corpus.errors import IndexUnusableError
from corpus.indexes import is_there, open_index
from retrieval.embed import load_encoder
from service.commands import interrupt
from service.engines.choice import chosen
from service.indexing.build import BuildReport, build
from service.indexing.live import Live
from service.indexing.writer import Writer
from service.knowledge_base import KnowledgeBase
from service.settings import Settings, load

ESTIMATED_BY = 600  # seconds by whose speed the time left is told: documents differ

STAGES = {
    "read": "Reading documents",
    "store": "Storing the index",
    "prepare": "Preparing answers",
}


@contextmanager
def opened(**flags: object) -> Iterator[tuple[KnowledgeBase, Settings]]:
    """The knowledge base that the settings in force name, and those settings."""
    settings = load(flags).settings
    with KnowledgeBase.open(existing(settings), model=settings.model) as kb:
        yield kb, settings


@contextmanager
def writing(**flags: object) -> Iterator[tuple[Writer, Settings]]:
    """What writes to the index that the settings in force name, and those settings."""
    settings = load(flags).settings
    place = existing(settings)
    _keep_vectors(place, settings)
    with open_index(place) as store:
        encoder = load_encoder(settings.model or store.meta.get("model"))
    with Writer.open(place, encoder) as writer:
        yield writer, settings


@contextmanager
def served(**flags: object) -> Iterator[tuple[Live, Settings]]:
    """The index that the settings in force name, to be read while it changes."""
    settings = load(flags).settings
    place = existing(settings)
    with suppress(IndexUnusableError):  # one that cannot be written is served as it is
        _keep_vectors(place, settings)
    with Live.open(place, model=settings.model) as live:
        yield live, settings


def existing(settings: Settings) -> Place:
    """The index to open: the one named, else that of the packaged corpus, which is made first."""
    place = settings.place
    if is_there(place):
        return place
    if settings.index is not None:
        what = f"there is no index in {str(place)!r}"
        raise IndexUnusableError(what, f"make it with `phasebook build --index {place} PATH`")
    Console(stderr=True).print(f"Indexing the packaged corpus in {place}", soft_wrap=True)
    indexed((), place, settings)
    return place


def indexed(paths: Sequence[Path], place: Place, settings: Settings) -> BuildReport:
    """Build an index with progress bars on standard error, where that is a terminal."""
    with _bars(TaskProgressColumn(), TimeRemainingColumn()) as bars:
        tasks = {stage: bars.add_task(text, total=None) for stage, text in STAGES.items()}

        def progress(stage: str, done: int, total: int) -> None:
            interrupt.check()
            bars.update(tasks[stage], completed=done, total=total)

        encoder = load_encoder(settings.model)
        report = build(
            paths,
            place,
            encoder,
            engine=chosen(settings.engine, encoder, settings.jobs),
            progress=progress,
            max_bytes=settings.max_file_bytes,
        )
        _keep_vectors(place, settings)
        _prepare(place, settings)
        bars.update(tasks["prepare"], completed=1, total=1)
        return report


def _keep_vectors(place: Place, settings: Settings) -> None:
    """Have the file of vectors, when it is next made, keep them as is set, if that is set."""
    default = Settings.model_fields["vectors"].default
    if settings.vectors == default:
        return
    with open_index(place) as store:
        kept = store.meta.get("vectors", default)
    if kept != settings.vectors:
        with open_index(place, create=True) as store:
            store.set_meta({"vectors": settings.vectors})


def _prepare(place: Place, settings: Settings) -> None:
    """Do once what every start would else do again."""
    with KnowledgeBase.open(place, model=settings.model) as kb:
        kb.warm()


@contextmanager
def shown(what: str) -> Iterator[Callable[[int, int], None]]:
    """What to tell how much is done, for a progress bar on standard error, if a terminal."""
    with _bars(MofNCompleteColumn()) as bars:
        task = bars.add_task(what, total=None)

        def progress(done: int, total: int) -> None:
            interrupt.check()
            bars.update(task, completed=done, total=total)

        yield progress


def _bars(*figures: ProgressColumn) -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<18}"), BarColumn(), *figures)
    return Progress(
        *columns,
        console=console,
        disable=not console.is_terminal,
        speed_estimate_period=ESTIMATED_BY,
    )
