"""Flags in, an open knowledge base out; the packaged corpus is indexed where it is not yet."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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

from corpus.errors import IndexUnusableError
from corpus.opening import FILE
from corpus.store import Store
from retrieval.embed import load_encoder
from service import interrupt
from service.build import BuildReport, build
from service.engines.choice import chosen
from service.knowledge_base import KnowledgeBase
from service.live import Live
from service.settings import Settings, default_index, load
from service.writer import Writer

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
    with KnowledgeBase.open(_folder(settings), model=settings.model) as kb:
        yield kb, settings


@contextmanager
def writing(**flags: object) -> Iterator[tuple[Writer, Settings]]:
    """What writes to the index that the settings in force name, and those settings."""
    settings = load(flags).settings
    folder = _folder(settings)
    with Store.open(folder) as store:
        encoder = load_encoder(settings.model or store.meta.get("model"))
    with Writer.open(folder, encoder) as writer:
        yield writer, settings


@contextmanager
def served(**flags: object) -> Iterator[tuple[Live, Settings]]:
    """The index that the settings in force name, to be read while it changes."""
    settings = load(flags).settings
    with Live.open(_folder(settings), model=settings.model) as live:
        yield live, settings


def existing(settings: Settings) -> Path:
    """The folder of the index that the settings name; the packaged corpus is indexed first."""
    return _folder(settings)


def indexed(paths: Sequence[Path], folder: Path, settings: Settings) -> BuildReport:
    """Build an index with progress bars on standard error, where that is a terminal."""
    with _bars(TaskProgressColumn(), TimeRemainingColumn()) as bars:
        tasks = {stage: bars.add_task(text, total=None) for stage, text in STAGES.items()}

        def progress(stage: str, done: int, total: int) -> None:
            interrupt.check()
            bars.update(tasks[stage], completed=done, total=total)

        encoder = load_encoder(settings.model)
        report = build(
            paths,
            folder,
            encoder,
            engine=chosen(settings.engine, encoder, settings.jobs),
            progress=progress,
            max_bytes=settings.max_file_bytes,
        )
        if settings.vectors != Settings.model_fields["vectors"].default:
            with Store.open(folder, create=True) as store:
                store.set_meta({"vectors": settings.vectors})
        _prepare(folder, settings)
        bars.update(tasks["prepare"], completed=1, total=1)
        return report


def _prepare(folder: Path, settings: Settings) -> None:
    """Do once what every start would else do again."""
    with KnowledgeBase.open(folder, model=settings.model) as kb:
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


def _folder(settings: Settings) -> Path:
    """The index to open: the one named, else that of the packaged corpus."""
    folder = settings.index or default_index()
    if (folder / FILE).is_file():
        return folder
    if settings.index is not None:
        what = f"there is no index in {str(folder)!r}"
        raise IndexUnusableError(what, f"make it with `phasebook build --index {folder} PATH`")
    Console(stderr=True).print(f"Indexing the packaged corpus in {folder}", soft_wrap=True)
    indexed((), folder, settings)
    return folder
