"""The YAML between two lines of `---` at the head of a Markdown file."""

import re

import yaml

_FRONT = re.compile(
    r"\ufeff?---[ \t]*\n(?P<yaml>.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)


def body_start(text: str) -> int:
    r"""Offset of the first character after the front matter; 0 where there is none.

    >>> body_start("---\ntitle: A\n---\n# B")
    17
    """
    found = _FRONT.match(text)
    return found.end() if found and _fields(found["yaml"]) is not None else 0


def read_front_matter(text: str) -> dict[str, str]:
    r"""The front matter's plain values, as written.

    >>> read_front_matter("---\ntitle: 'A: B'\nyear: 2025\n---\n")
    {'title': 'A: B', 'year': '2025'}
    """
    found = _FRONT.match(text)
    return (_fields(found["yaml"]) or {}) if found else {}


def _fields(source: str) -> dict[str, str] | None:
    """Scalars of a YAML mapping; None where it is no mapping (then it is no front matter)."""
    try:
        node = yaml.compose(source, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        return None
    return {
        key.value: value.value
        for key, value in node.value
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
    }
