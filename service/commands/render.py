"""The JSON models in, text for people on the terminal out (rich); plain where it is piped."""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from rich import box
from rich.console import Console, JustifyMethod
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from service.api import schema, words
from service.evidence.reason import Reason
from service.indexing.states import Action
from service.settings import Configuration

if TYPE_CHECKING:
    from corpus.address import Place
    from service.evaluation.calibrate import Calibration
    from service.evaluation.report import Part, Report
    from service.evaluation.selective import Selective
    from service.indexing.backup import Backup
    from service.indexing.build import BuildReport
    from service.indexing.integrity import Report as Checked

SHOWN_NAMES = 10
SHOWN_WEIGHED = 10  # sentences, passages and claims of an explanation, each
SHOWN_BEHIND = 3  # features by which a sentence lies behind the best
LEAST_SHOWN = 0.005  # of what a feature adds
Row = tuple[Sequence[str], Sequence[str]]  # short cells, and lines of text
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def as_json(data: object) -> None:
    """Print a model, a dataclass or plain data as JSON."""
    plain = (
        data.model_dump(mode="json") if isinstance(data, BaseModel) else to_jsonable_python(data)
    )
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2) + "\n")


def as_json_line(data: BaseModel) -> None:
    """Print a model as one line of JSON, at once."""
    sys.stdout.write(data.model_dump_json() + "\n")
    sys.stdout.flush()


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


def answer(said: schema.Answer, *, told: bool = False) -> None:
    """Print an answer: what is said unless that is told, the words it rests on, and the rest."""
    console = _console()
    _said_first(console, said, told=told)
    console.print()
    for cited in said.citations:
        _line(console, f"[{cited.id}] {words.place(cited)}", "cyan")
        _line(console, f"“{words.folded(cited.quote)}”", indent=4)
    if said.facts:
        _heading(console, "Facts")
        _facts(console, said.facts)
    if not said.answered:
        _heading(console, "Nearest passages")
        for passage in said.passages:
            _passage(console, passage, f"{passage.score:.3f}")
    if said.explanation:
        _explanation(console, said, said.explanation)


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
        _line(console, f"{number}. " + " - ".join(words.stops(path)), "bold")
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
    if not found.complete:
        _line(console, "These are of the first claims that were compared: name a subject.")
    _heading(console, f"{found.single.total} facts of a single source")
    _facts(console, found.single.claims)
    if found.single.total > len(found.single.claims):
        rest = found.single.total - len(found.single.claims)
        _line(console, f"... and {rest} more (--limit)")


def build_report(report: "BuildReport", place: "Place") -> None:
    """Print what was indexed on standard output, what was skipped on standard error."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    for path, reason in report.skipped:
        _line(errors, f"phasebook: skipped {path}: {reason}")
    counts = f"{report.documents} documents, {report.passages} passages, {report.claims} claims"
    resumed = f", {report.resumed} of them read before" if report.resumed else ""
    _line(_console(), f"{place}: {counts} in {report.seconds:.1f} s{resumed}")


def check_report(found: "Checked", done: Sequence[str], limit: int) -> None:
    """Print what was checked, what was made again, and what is wrong with the remedy for it."""
    console = _console()
    wrong = Counter(fault.part for fault in found.faults)
    parts = {part: found.checked.get(part) for part in (*found.checked, *wrong)}
    _table(
        console,
        {"part": "left", "checked": "right", "faults": "right"},
        [(part, str(count or "-"), str(wrong[part])) for part, count in parts.items()],
    )
    for line in done:
        _line(console, f"• {line}")
    for note in found.notes:
        _line(console, note, "dim")
    for fault in found.faults[:limit]:
        _line(console, f"{fault.part}: {fault.what}: {fault.remedy}")
    if len(found.faults) > limit:
        _line(console, f"... and {len(found.faults) - limit:,} more (--limit, --json)")
    _line(
        console, f"{found.index}: {f'{len(found.faults):,} faults' if wrong else 'sound'}", "bold"
    )


def backup(made: "Backup") -> None:
    """Print what was copied where to."""
    size = f"{made.documents} documents, {made.bytes / 1e6:.1f} MB"
    _line(_console(), f"{made.target}: {size}, generation {made.generation}")


def synced(done: schema.Synced) -> None:
    """Print what became of each document; what was skipped on standard error."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    for skipped in done.skipped:
        _line(errors, f"phasebook: skipped {skipped.input}: {skipped.reason}")
    console = _console()
    for one in done.written:
        if one.status is not Action.UNCHANGED:
            _line(console, f"{one.id}: {one.status}, {_counted(one.changes)}")
    counts = Counter(one.status for one in done.written)
    _line(console, ", ".join(f"{counts[status]} {status}" for status in Action if counts[status]))


def changes(found: schema.Changes) -> None:
    """Print what one side says and the other does not, each with its words."""
    console = _console()
    for one in found.removed:
        _stated(console, "-", one, "red")
    for one in found.added:
        _stated(console, "+", one, "green")
    for pair in found.changed:
        _stated(console, "-", pair.before, "red")
        _stated(console, "+", pair.after, "green")
    _line(console, _counted(found))


def _stated(console: Console, sign: str, said: schema.Said, style: str) -> None:
    _line(console, f"{sign} {words.stated(said)}", style)
    _line(console, f"“{words.folded(said.quote)}” ({said.document})", "dim", 4)


def _counted(changes: schema.Changes) -> str:
    """How many facts came, went, changed and stayed."""
    counts = {
        "added": len(changes.added),
        "removed": len(changes.removed),
        "changed": len(changes.changed),
        "kept": changes.kept,
    }
    return "facts: " + (", ".join(f"{n} {what}" for what, n in counts.items() if n) or "none")


def evaluation(found: "Report", *, failures: bool) -> None:
    """Print how well a question set was answered; what could not pass on standard error."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    for item in found.absent:
        needed = ", ".join(item.documents)
        _line(errors, f"phasebook: {item.id} cannot pass: the index does not hold {needed}")
    console = _console()
    _table(
        console,
        {"kind": "left", "passed": "right", "asked": "right", "%": "right"},
        [
            (name, str(part.count), str(part.of), _percent(part))
            for name, part in {**found.kinds, "all": found.passed}.items()
        ],
    )
    for line in _figures(found):
        _line(console, line)
    _selective(console, found.selective)
    if found.calibration:
        calibration(found.calibration)
    for failed in found.failures if failures else ():
        _heading(console, f"{failed.id} [{failed.kind}] {failed.question}")
        for reason in failed.reasons:
            _line(console, f"• {reason}")
        _line(console, failed.answer or failed.missing or "", "dim", 4)


def calibration(found: "Calibration") -> None:
    """Print a sequence of tests and what comes of it."""
    console = _console()
    sure = f"with a certainty of {found.certainty:.0%}"
    _heading(
        console, f"Confidence from which at most {found.risk:.0%} of answers are wrong, {sure}"
    )
    if not found.steps:
        _line(console, "Too few answers to test any.")
        return
    columns = ("confidence", "answered", "wrong", "bound", "")
    tests = [
        (
            f"{step.threshold:.2f}",
            str(step.answered),
            str(step.wrong),
            f"{step.bound:.1%}",
            "holds" if step.bound <= found.risk else "fails",
        )
        for step in found.steps
    ]
    _table(console, dict.fromkeys(columns, "right"), tests)
    _line(console, "None." if found.threshold is None else f"From {found.threshold:.2f} on.")


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


def _line(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    line = Text(_clean(text), style)
    wraps = not console.soft_wrap  # Padding would cut a long line where nothing wraps
    console.print(Padding.indent(line, indent) if wraps else Text(" " * indent) + line)


def _heading(console: Console, text: str) -> None:
    console.print()
    _line(console, text, "bold underline")


def _table(
    console: Console, columns: dict[str, JustifyMethod], rows: Iterable[tuple[str, ...]]
) -> None:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name, justify in columns.items():
        table.add_column(name, justify=justify)
    for row in rows:
        table.add_row(*map(_clean, row))
    console.print(table)


def _percent(part: "Part") -> str:
    return "-" if part.share is None else f"{part.share:.1%}"


def _figures(found: "Report") -> Iterator[str]:
    refused, cited = found.refused, found.citations
    yield (
        f"refused: {_of(refused.unanswerable)} unanswerable, {_of(refused.answerable)} answerable"
    )
    shares = {
        "citations of supporting documents": cited.supporting,
        "answers that quote the evidence": cited.evidence,
    }
    for name, part in shares.items():
        if part.of:  # not every set names documents or evidence
            yield f"{name}: {_of(part)} ({_percent(part)})"
    yield f"right within the first 40 words: {_of(found.direct)} answerable"
    for name, spread, unit in (("words", found.words, ""), ("latency", found.latency_ms, " ms")):
        if spread:
            values = {"median": spread.median, "95 %": spread.p95, "most": spread.most}
            yield f"{name}: " + ", ".join(f"{k} {v:g}{unit}" for k, v in values.items())


def _of(part: "Part") -> str:
    return f"{part.count} of {part.of}"


def _selective(console: Console, found: "Selective") -> None:
    _heading(console, "Risk of a wrong answer, by the share of questions covered, surest first")
    _table(
        console,
        dict.fromkeys(("coverage", "risk", "confidence"), "right"),
        [
            (
                f"{point.coverage:.1%}",
                f"{point.risk:.1%}",
                "refused" if point.confidence is None else f"{point.confidence:.2f}",
            )
            for point in found.points
        ],
    )
    areas = f"least possible {found.aurc_least:.3f}, by support alone {found.aurc_support:.3f}"
    _line(console, f"area under the curve (AURC): {found.aurc:.3f} ({areas})")


def _passage(console: Console, passage: schema.Passage, scores: str) -> None:
    _line(console, f"{words.place(passage)}  {scores}", "cyan")
    _line(console, words.folded(passage.text), indent=4)


def _explanation(console: Console, said: schema.Answer, found: schema.Explanation) -> None:
    """How an answer came about: what was asked, checked and weighed, and how long it took."""
    _heading(console, "How the question was read")
    _rows(console, [([name], [value]) for name, value in _read(said.question, found.question)])
    if found.checks:
        _heading(console, "Checks before an answer")
        _rows(console, [_check(check) for check in found.checks])
    chosen = sum(sentence.chosen for sentence in found.sentences)
    _heading(console, f"Sentences weighed: {len(found.sentences)}, chosen: {chosen}")
    _rows(console, [_weighed(s) for s in found.sentences[:SHOWN_WEIGHED]])
    _rest(console, len(found.sentences))
    _heading(console, f"Passages read: {len(found.passages)}")
    _rows(console, [_ranked(hit) for hit in found.passages[:SHOWN_WEIGHED]])
    _rest(console, len(found.passages))
    listed = sum(claim.listed for claim in found.claims)
    _heading(console, f"Claims weighed: {len(found.claims)}, listed: {listed}")
    _rows(console, [_claimed(claim) for claim in found.claims[:SHOWN_WEIGHED]])
    _rest(console, len(found.claims))
    _heading(console, f"Confidence {said.confidence:.2f}, {said.took_ms:.0f} ms")
    _line(console, ", ".join(f"{stage} {took:.1f} ms" for stage, took in found.stages_ms.items()))


def _read(asked: str, read: schema.QuestionRead) -> Iterator[tuple[str, str]]:
    """What a question was read as; nothing that it has none of."""
    yield "kind", read.kind + (" (of the contrary)" if read.negated else "")
    parts: dict[str, Iterable[str]] = {
        "searched as": [read.searched] if read.searched != " ".join(asked.split()) else [],
        "concepts": (f"{c.label} ({c.type}, {c.id})" for c in read.concepts),
        "named": (concept.label for concept in read.named),
        "phases": (concept.label for concept in read.phases),
        "one of": (*(concept.label for concept in read.kinds), *read.types),
        "properties": (predicate.label for predicate in read.properties),
        "ignored": (predicate.label for predicate in read.ignored),
        "value in": read.expects,
        "number of": [read.counted] if read.counted else [],
        "years": read.years,
        "quantities": (quantity.text for quantity in read.quantities),
        "unknown words": read.strangers,
        "left open": [read.dangling] if read.dangling else [],
    }
    for name, values in parts.items():
        if joined := ", ".join(values):
            yield name, joined


def _check(check: schema.Check) -> Row:
    measures = [f"{m.what}: {m.value:.3g}, at least {m.least:.3g}" for m in check.measures]
    return ["passed" if check.passed else "refused"], [check.what, *measures]


def _weighed(sentence: schema.WeighedSentence) -> Row:
    """A sentence with its score: what that is made of if it is chosen, else why it lost."""
    mark = f"[{sentence.citation}]" if sentence.citation else "chosen" if sentence.chosen else "-"
    score = "" if sentence.score is None else f"{sentence.score:.3f}"
    added = [f for f in sentence.features if abs(f.contribution) >= LEAST_SHOWN]
    made = " ".join(f"{f.name} {f.contribution:+.3f}" for f in added)
    lines = [words.folded(sentence.text), made, "; ".join(loss.text for loss in sentence.lost)]
    behind = sorted(sentence.features, key=lambda f: -f.behind)[:SHOWN_BEHIND]
    less = ", ".join(f"{f.name} {f.behind:.3f}" for f in behind if f.behind >= LEAST_SHOWN)
    if less and any(loss.reason is Reason.BEHIND for loss in sentence.lost):
        lines.append(f"less than the best has: {less}")
    return [mark, score], [line for line in lines if line]


def _ranked(hit: schema.RankedHit) -> Row:
    rankings = {"dense": hit.dense, "lexical": hit.lexical, "graph": hit.graph}
    scores = [f"{name} {score:.3f}" for name, score in rankings.items() if score is not None]
    note = ["boilerplate counts half"] if hit.boilerplate else []
    return [f"{hit.rank}.", f"{hit.fused:.3f}"], [words.place(hit), ", ".join([*scores, *note])]


def _claimed(claim: schema.WeighedClaim) -> Row:
    fact = claim.fact
    score = "" if claim.score is None else f"{claim.score:.3f}"
    mark = "said" if claim.said else "listed" if claim.listed else "-"
    why = [claim.lost.text] if claim.lost else []
    return [mark, score], [
        f"{fact.subject.label} - {fact.predicate.label}: {words.value(fact)}",
        *why,
    ]


def _rest(console: Console, count: int) -> None:
    if count > SHOWN_WEIGHED:
        _line(console, f"... and {count - SHOWN_WEIGHED} more (--json for all)")


def _rows(console: Console, rows: Iterable[Row]) -> None:
    """Short cells, then lines below each other; on a terminal these wrap within their column."""
    found = [(cells, [_clean(line) for line in lines]) for cells, lines in rows]
    widths = [max(map(len, column)) for column in zip(*(cells for cells, _ in found), strict=True)]
    grid = Table.grid()
    grid.add_column(no_wrap=True)
    for cells, lines in found:
        left = "".join(f"{cell:<{width}}  " for cell, width in zip(cells, widths, strict=True))
        first, *others = lines
        if console.soft_wrap:
            _line(console, left + first)
            for line in others:
                _line(console, line, indent=len(left))
        else:
            grid.add_row(left, Text.assemble(first, *((f"\n{line}", "dim") for line in others)))
    console.print(grid)


def _facts(console: Console, facts: Iterable[schema.Fact]) -> None:
    for fact in facts:
        _line(console, f"• {words.sentence(fact)}")
        _line(
            console, f"“{words.folded(fact.citation.quote)}” ({fact.citation.document})", "dim", 4
        )


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
        _line(console, words.folded(side.text), indent=2)
        for claim in side.claims:
            scope = f" [{', '.join(claim.scope)}]" if claim.scope else ""
            quote = f"“{words.folded(claim.citation.quote)}” ({claim.citation.document}){scope}"
            _line(console, quote, "dim", 4)


def _hop(console: Console, hop: schema.Hop) -> None:
    _line(console, words.step(hop), indent=3)
    if not hop.claims:
        _line(console, "by the vocabulary", "dim", 6)
    for claim in hop.claims:
        _line(
            console, f"“{words.folded(claim.citation.quote)}” ({claim.citation.document})", "dim", 6
        )


def _cell(facts: Iterable[schema.Fact], numbers: dict[str, int]) -> Text:
    """Each thing said once, with the numbers of the documents that say it."""
    sources: defaultdict[str, list[int]] = defaultdict(list)
    for fact in facts:
        number = numbers.setdefault(fact.citation.document, len(numbers) + 1)
        if number not in sources[words.value(fact)]:
            sources[words.value(fact)].append(number)
    lines = [f"• {said} {''.join(f'[{n}]' for n in found)}" for said, found in sources.items()]
    return Text(_clean("\n".join(lines)))
