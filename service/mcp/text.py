"""The results of tools in, text that a language model reads out: every fact with its words."""

import json
from collections.abc import Iterable, Iterator

from service.api import schema, words
from service.mcp.results import ComparisonPage, ConceptPage, PathsPage, QueryResult

NAMES = 10  # other names of a concept that are told


def search(found: schema.SearchResult) -> str:
    """The passages, best first, whole."""
    parts = [
        f"{number}. {words.place(hit)}\n   {words.folded(hit.text)}"
        for number, hit in enumerate(found.passages, 1)
    ]
    return "\n".join(parts) or "No passage."


def concept(found: ConceptPage) -> str:
    """Its names, and its facts."""
    others = [name for name in found.names if name != found.label][:NAMES]
    lines = [f"{found.label} ({found.type}, {found.id})"]
    lines += [f"also: {', '.join(others)}"] if others else []
    lines += [f"a kind of: {', '.join(c.label for c in found.broader)}"] if found.broader else []
    counts = ", ".join(f"{name} {count}" for name, count in found.predicates.items())
    lines += [f"facts by property: {counts}"] if counts else []
    lines += [f"{len(found.claims)} of {found.total} facts:", *_facts(found.claims)]
    return "\n".join(lines)


def paths(found: PathsPage) -> str:
    """Each path, hop by hop."""
    if not found.paths:
        return f"No path from {found.source.label} to {found.target.label} within max_hops."
    lines = [f"{len(found.paths)} of {found.total} paths:"]
    for number, path in enumerate(found.paths, 1):
        lines.append(f"{number}. {' - '.join(words.stops(path))}")
        for hop in path.hops:
            lines.append(f"   {words.step(hop)}")
            quotes = [_quote(fact) for fact in hop.claims] or ["by the vocabulary"]
            lines += [f"     {quote}" for quote in quotes]
    return "\n".join(lines)


def comparison(found: ComparisonPage) -> str:
    """Aspect by aspect, either side with its words."""
    lines = [
        f"{found.left.label} against {found.right.label}: "
        f"{len(found.aspects)} of {found.total} aspects"
        + (f", {found.left_out} more facts left out" if found.left_out else "")
    ]
    for aspect in found.aspects:
        lines.append(f"{aspect.predicate.label} ({aspect.predicate.id})")
        for side, facts in ((found.left, aspect.left), (found.right, aspect.right)):
            lines += [f"  {side.label}: {words.value(fact)} {_quote(fact)}" for fact in facts]
    return "\n".join(lines)


def query(found: QueryResult) -> str:
    """Tab-separated, a row a line; or yes or no; or Turtle."""
    match found.form:
        case "boolean":
            return json.dumps(found.boolean)
        case "graph":
            return found.turtle or ""
        case "table":
            head = f"{len(found.rows)} of {found.total} rows" + " or more" * found.truncated
            rows = ["\t".join(words.folded(cell or "") for cell in row) for row in found.rows]
            return "\n".join([head, "\t".join(found.columns), *rows])


def written(found: schema.Written) -> str:
    """What became of a document, and each fact that came, went or changed."""
    changed = found.changes
    lines = [
        f"“{found.title}” ({found.id}): {found.status}; "
        f"{found.passages} passages, {found.claims} claims; facts: {len(changed.added)} added, "
        f"{len(changed.removed)} removed, {len(changed.changed)} changed, {changed.kept} kept"
    ]
    lines += [f"+ {_said(one)}" for one in changed.added]
    lines += [f"- {_said(one)}" for one in changed.removed]
    for pair in changed.changed:
        lines += [f"- {_said(pair.before)}", f"+ {_said(pair.after)}"]
    return "\n".join(lines)


def _said(one: schema.Said) -> str:
    place = f"({one.document}, {one.start}-{one.end})"
    return f"{words.stated(one)} “{words.folded(one.quote)}” {place}"


def _facts(facts: Iterable[schema.Fact]) -> Iterator[str]:
    for fact in facts:
        yield f"- {words.sentence(fact)} {_quote(fact)}"


def _quote(fact: schema.Fact) -> str:
    cited = fact.citation
    return f"“{words.folded(cited.quote)}” ({cited.document}, {cited.start}-{cited.end})"
