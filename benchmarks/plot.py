"""Points in, a plain chart as SVG out: both axes logarithmic, a line for each series."""

from collections.abc import Mapping, Sequence
from html import escape
from math import log10

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 360, 60, 40, 20, 150
COLOURS = ("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#b9770e")


def chart(series: Mapping[str, Sequence[tuple[float, float]]], across: str, up: str) -> str:
    """The chart.

    Args:
        series: Points by name, each with numbers above 0.
        across: What the first numbers are.
        up: What the second ones are.
    """
    points = [point for found in series.values() for point in found]
    (left, right), (low, high) = (_decades([p[axis] for p in points]) for axis in (0, 1))

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x = (log10(point[0]) - left) / (right - left) * (WIDTH - LEFT - RIGHT) + LEFT
        y = HEIGHT - BOTTOM - (log10(point[1]) - low) / (high - low) * (HEIGHT - BOTTOM - TOP)
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for power in range(left, right + 1):
        x, y = place((10.0**power, 10.0**low))
        parts.append(f'<path d="M{x} {TOP}V{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{x}" y="{y + 16}" text-anchor="middle">{10**power:,}</text>')
    for power in range(low, high + 1):
        x, y = place((10.0**left, 10.0**power))
        parts.append(f'<path d="M{x} {y}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 6}" y="{y + 4}" text-anchor="end">{10.0**power:,g}</text>')
    for (name, found), colour in zip(series.items(), COLOURS, strict=False):
        places = [place(point) for point in sorted(found)]
        line = " ".join(f"{x},{y}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]
        x, y = places[-1]
        parts.append(f'<text x="{x + 8}" y="{y + 4}" fill="{colour}">{escape(name)}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">{escape(across)}</text>'
    )
    parts.append(f'<text x="{LEFT}" y="12" text-anchor="end">{escape(up)}</text></svg>')
    return "\n".join(parts) + "\n"


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around values, at least one apart."""
    low = int(log10(min(values)) // 1)
    high = -int(-log10(max(values)) // 1)
    return low, max(high, low + 1)
