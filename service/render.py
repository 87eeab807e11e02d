"""The JSON models in, text for people on the terminal out (rich); plain where it is piped."""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from service.api import schema
from service.settings import Configuration

if TYPE_CHECKING:
    from service.build import BuildReport

SHOWN_NAMES = 10
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def as_json(data: object) -> None:
    """Print a model, a dataclass or plain data as JSON."""
    plain = (
        data.model_dump(mode="json") if isinstance(data, BaseModel) else to_jsonable_python(data)
    )
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2) + "\n")


class Told:
    """Prints the statements of an answer that is still coming, where a person waits for it."""

    def __init__(self, *, on: bool) -> None:
        self._on = on and sys.stdout.isatty()
        self.anything = False

    def __call__(self, said: schema.CitedStatement) -> None:
        """Print a statement."""
        if self._on:
            _line(_console(), said.marked, "bold")
            self.anything = True


def answer(said: schema.Answer, *, explain: bool, told: bool = False) -> None:
    """Print an answer: what is said unless that is told, the words it rests on, then the facts."""
    console = _console()
    _said_first(console, said, told=told)
    console.print()
    for cited in said.citations:
        _line(console, f"[{cited.id}] {_place(cited)}", "cyan")
        _line(console, f"“{_folded(cited.quote)}”", indent=4)
    if said.facts:
        _heading(console, "Facts")
        _facts(console, said.facts)
    if explain or not said.answered:
        _heading(console, "Nearest passages")
        for passage in said.passages:
            _passage(console, passage, f"{passage.score:.3f}")
    if explain:
        _heading(console, f"{said.kind}, confidence {said.confidence:.2f}, {said.took_ms:.0f} ms")


def _said_first(console: Console, said: schema.Answer, *, told: bool) -> None:
    """What is said, or that nothing is; and whose words they are, unless the sources'."""
    if not said.answered:
        _line(console, said.missing or "These documents do not say this.", "bold")
    elif not told:
        _line(console, said.answer, "bold")
    if said.worded_by:
        more = f"; {said.dropped} of its sentences were dropped" if said.dropped else ""
        _line(console, f"(worded by {said.worded_by}{more})", "dim")


def search(found: schema.SearchResult) -> None:
    """Print the passages found, best first, with their scores."""
    console = _console()
    for hit in found.passages:
        rankings = {"dense": hit.dense, "lexical": hit.lexical, "graph": hit.graph}
        scores = [f"{name} {score:.3f}" for name, score in rankings.items() if score is not None]
        _passage(console, hit, ", ".join([f"{hit.fused:.3f}", *scores]))


def concept(found: schema.ConceptDetail, limit: int) -> None:
    """Print a concept, its names and its first facts with their words."""
    console = _console()
    _line(console, f"{found.label} ({found.type}, {found.id})", "bold")
    others = [name for name in found.names if name != found.label]
    if others:
        more = f" and {len(others) - SHOWN_NAMES} more" if len(others) > SHOWN_NAMES else ""
        _line(console, "also: " + ", ".join(others[:SHOWN_NAMES]) + more)
    if found.broader:
        _line(console, "a kind of: " + ", ".join(above.label for above in found.broader))
    _heading(console, f"{len(found.claims)} facts")
    _facts(console, found.claims[:limit])
    if len(found.claims) > limit:
        _line(console, f"... and {len(found.claims) - limit} more (--limit, or --json for all)")


def paths(found: schema.Paths) -> None:
    """Print each path, a line a hop, with the words that say so."""
    console = _console()
    if not found.paths:
        _line(console, f"No path from {found.source.label} to {found.target.label}.")
    for number, path in enumerate(found.paths, 1):
        _line(console, f"{number}. " + " - ".join(_stops(path)), "bold")
        for hop in path.hops:
            _hop(console, hop)


def comparison(found: schema.Comparison) -> None:
    """Print a table of aspects; numbers in brackets refer to the documents below it."""
    console = _console()
    numbers: dict[str, int] = {}
    titles: dict[str, str] = {}
    table = Table("aspect", _clean(found.left.label), _clean(found.right.label), show_lines=True)
    for aspect in found.aspects:
        cells = [_cell(side, numbers) for side in (aspect.left, aspect.right)]
        table.add_row(Text(aspect.predicate.label), *cells)
        titles |= {f.citation.document: f.citation.title for f in aspect.left + aspect.right}
    console.print(table)
    for document, number in numbers.items():
        _line(console, f"[{number}] {titles[document]} ({document})", "cyan")


def conflicts(found: schema.Conflicts) -> None:
    """Print where sources differ, side by side, then where they agree, then what is said once."""
    console = _console()
    sections = {
        "conflict": found.conflicts,
        "difference explained by scope": found.explained,
        "agreement": found.agreements,
    }
    for kind, groups in sections.items():
        first, _, detail = kind.partition(" ")
        _heading(console, f"{len(groups)} {first}{'s' * (len(groups) != 1)} {detail}".rstrip())
        for group in groups:
            _group(console, group)
    _heading(console, f"{found.single.total} facts of a single source")
    _facts(console, found.single.claims)
    if found.single.total > len(found.single.claims):
        rest = found.single.total - len(found.single.claims)
        _line(console, f"... and {rest} more (--limit)")


def build_report(report: "BuildReport", folder: Path) -> None:
    """Print what was indexed on standard output, what was skipped on standard error."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    for path, reason in report.skipped:
        _line(errors, f"phasebook: skipped {path}: {reason}")
    counts = f"{report.documents} documents, {report.passages} passages, {report.claims} claims"
    _line(_console(), f"{folder}: {counts} in {report.seconds:.1f} s")


def configuration(found: Configuration) -> None:
    """Print each setting, its value and where it comes from."""
    console = _console()
    for name, setting in found.listed().items():
        value = "unset" if setting["value"] is None else setting["value"]
        _line(console, f"{name} = {value}  ({setting['origin']})")


def _console() -> Console:
    """Standard output; where it is no terminal, lines are left as long as they are."""
    terminal = sys.stdout.isatty()
    return Console(highlight=False, soft_wrap=not terminal)


def _clean(text: str) -> str:
    """Text without characters that steer a terminal: a document may hold any."""
    return CONTROLS.sub("�", text)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _line(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    line = Text(_clean(text), style)
    wraps = not console.soft_wrap  # Padding would cut a long line where nothing wraps
    console.print(Padding.indent(line, indent) if wraps else Text(" " * indent) + line)


def _heading(console: Console, text: str) -> None:
    console.print()
    _line(console, text, "bold underline")


def _place(quote: schema.Quote | schema.Passage) -> str:
    """Title, heading, document and offsets."""
    section = f", {quote.section}" if quote.section else ""
    return f"{quote.title}{section} ({quote.document}, {quote.start}-{quote.end})"


def _passage(console: Console, passage: schema.Passage, scores: str) -> None:
    _line(console, f"{_place(passage)}  {scores}", "cyan")
    _line(console, _folded(passage.text), indent=4)


def _said(fact: schema.Fact) -> str:
    """The object of a fact in words, with what limits it."""
    words = fact.object.label if isinstance(fact.object, schema.Concept) else fact.object.text
    limits = [
        fact.negated and "denied",
        fact.hedge,
        fact.time,
        fact.attribution and f"according to {fact.attribution}",
        fact.self_reported and "by its publisher about its own",
        fact.agreement != "single" and f"other sources {fact.agreement}",
    ]
    note = "; ".join(limit for limit in limits if limit)
    return _folded(words) + (f" ({note})" if note else "")


def _facts(console: Console, facts: Iterable[schema.Fact]) -> None:
    for fact in facts:
        phase = f" [{fact.phase}]" if fact.phase and fact.phase != fact.subject.label else ""
        _line(console, f"• {fact.subject.label}{phase} - {fact.predicate.label}: {_said(fact)}")
        _line(console, f"“{_folded(fact.citation.quote)}” ({fact.citation.document})", "dim", 4)


def _group(console: Console, group: schema.Group) -> None:
    phase = f" [{group.phase}]" if group.phase and group.phase != group.subject.label else ""
    notes = [
        group.partial and "in part",
        group.explained_by and f"they differ in: {group.explained_by}",
    ]
    note = "; ".join(note for note in notes if note)
    label = f"• {group.subject.label}{phase} - {group.predicate.label}"
    _line(console, label + (f" ({note})" if note else ""), "bold")
    for side in group.sides:
        _line(console, _folded(side.text), indent=2)
        for claim in side.claims:
            scope = f" [{', '.join(claim.scope)}]" if claim.scope else ""
            quote = f"“{_folded(claim.citation.quote)}” ({claim.citation.document}){scope}"
            _line(console, quote, "dim", 4)


def _stops(path: schema.Path) -> list[str]:
    return [path.hops[0].source.label, *(hop.target.label for hop in path.hops)]


def _hop(console: Console, hop: schema.Hop) -> None:
    ends = [hop.source.label, hop.target.label]
    first, last = ends if hop.forward else reversed(ends)
    _line(console, f"{first} - {hop.predicate.label} - {last}", indent=3)
    if not hop.claims:
        _line(console, "by the vocabulary", "dim", 6)
    for claim in hop.claims:
        _line(console, f"“{_folded(claim.citation.quote)}” ({claim.citation.document})", "dim", 6)


def _cell(facts: Iterable[schema.Fact], numbers: dict[str, int]) -> Text:
    """Each thing said once, with the numbers of the documents that say it."""
    sources: defaultdict[str, list[int]] = defaultdict(list)
    for fact in facts:
        number = numbers.setdefault(fact.citation.document, len(numbers) + 1)
        if number not in sources[_said(fact)]:
            sources[_said(fact)].append(number)
    lines = [f"• {said} {''.join(f'[{n}]' for n in found)}" for said, found in sources.items()]
    return Text(_clean("\n".join(lines)))
