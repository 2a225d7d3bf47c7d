"""Curves as SVG, both axes logarithmic or the horizontal one linear."""

from __future__ import annotations

import math
from html import escape

COLOURS = ("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#d68910", "#555555")
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 420, 70, 50, 170, 50


def svg(title: str, across: str, curves: dict[str, dict[float, float]], log_x: bool) -> str:
    """Microseconds a query, upwards, against `across`; a curve for each name."""
    xs = sorted({x for points in curves.values() for x in points})
    ys = [y for points in curves.values() for y in points.values()]
    low, high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))
    scale = (lambda x: math.log10(x)) if log_x else (lambda x: x)
    first, last = scale(xs[0]), scale(xs[-1])

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            LEFT + (scale(x) - first) / (last - first) * (WIDTH - LEFT - RIGHT),
            TOP + (high - math.log10(y)) / (high - low) * (HEIGHT - TOP - BOTTOM),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="24" font-size="14">{escape(title)}</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{escape(across)}</text>',
        f'<text x="{LEFT}" y="42">microseconds a query</text>',
    ]
    for exponent in range(low, high + 1):
        y = place(xs[0], 10.0**exponent)[1]
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**exponent:g}</text>')
    for x in xs:
        at = place(x, 10.0**low)[0]
        label = f"10^{round(math.log10(x))}" if log_x else f"{x:g}"
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{label}</text>')
    for number, (name, points) in enumerate(curves.items()):
        colour = COLOURS[number % len(COLOURS)]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in (place(x, y) for x, y in sorted(points.items())))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{TOP + 16 * number}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
