"""Figures that have measures: every drawing of one is another, in its proportions too.

Coordinates are about 0..1, x to the right and y down, as `hand.pen_lines` takes them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.drawing.nondigits.hand import Rng, smooth

Strokes = list[np.ndarray]
Figure = Callable[[Rng], Strokes]


def points(*flat: float) -> np.ndarray:
    """Return points (n, 2) from x, y, x, y, …"""
    return np.array(flat, float).reshape(-1, 2)


def arc(begin: float, end: float, wide: float = 0.5, high: float | None = None) -> np.ndarray:
    """Return a bow around 0, 0 from one angle to another, in turns, clockwise from the right."""
    angle = 2 * np.pi * np.linspace(begin, end, 32)
    return np.stack([np.cos(angle) * wide, np.sin(angle) * (high or wide)], 1)


def around(n: int, inner: float, start: float = -0.25) -> np.ndarray:
    """Return the outline of a star of n points, its inner corners so far from the middle."""
    angle = 2 * np.pi * (start + np.arange(2 * n + 1) / (2 * n))
    radius = np.where(np.arange(2 * n + 1) % 2, inner, 0.5)[:, None]
    return np.stack([np.cos(angle), np.sin(angle)], 1) * radius


def turned(strokes: Strokes, turns: float) -> Strokes:
    """Turn strokes around 0, 0."""
    c, s = np.cos(2 * np.pi * turns), np.sin(2 * np.pi * turns)
    return [stroke @ np.array([[c, s], [-s, c]]) for stroke in strokes]


def star_outline(rng: Rng) -> Strokes:
    """Return the outline of a star of four to eight points."""
    return [around(int(rng.integers(4, 9)), rng.uniform(0.15, 0.32), rng.uniform(0, 1))]


def rays(rng: Rng) -> Strokes:
    """Return a sun: a ring with five to twelve rays."""
    n, ring = int(rng.integers(5, 13)), rng.uniform(0.18, 0.32)
    ends = around(n, ring + 0.06)[::2] / 0.5
    return [arc(0, 1, ring), *(np.stack([end * (ring + 0.06), end * 0.5]) for end in ends[:-1])]


def asterisk(rng: Rng) -> Strokes:
    """Return three to five lines through one point."""
    n = int(rng.integers(3, 6))
    line = points(-0.5, 0, 0.5, 0)
    lines = [turned([line], i / (2 * n))[0] for i in range(n)]
    return turned(lines, rng.uniform(0, 1))


def arrow(rng: Rng) -> Strokes:
    """Return an arrow of any direction, with one head or two, open or closed."""
    head, wide = rng.uniform(0.12, 0.4), rng.uniform(0.1, 0.35)
    tip = points(0.5 - head, -wide, 0.5, 0, 0.5 - head, wide)
    if rng.random() < 0.25:
        tip = np.vstack([tip, tip[:1]])
    strokes = [points(-0.5, 0, 0.5, 0), tip]
    if rng.random() < 0.2:
        strokes.append(-tip)
    return turned(strokes, rng.uniform(0, 1))


def round_arrow(rng: Rng) -> Strokes:
    """Return a bow with a head at its end."""
    end = rng.uniform(0.45, 0.85)
    bow, head = arc(0, end), rng.uniform(0.12, 0.25)
    way = 2 * np.pi * (end + 0.25)
    sides = [bow[-1] - head * points(np.cos(way + a), np.sin(way + a))[0] for a in (-0.6, 0.6)]
    return turned([bow, np.stack([sides[0], bow[-1], sides[1]])], rng.uniform(0, 1))


def outlined_arrow(rng: Rng) -> Strokes:
    """Return the outline of a thick arrow."""
    neck, half, wide = rng.uniform(0.45, 0.7), rng.uniform(0.1, 0.18), rng.uniform(0.26, 0.4)
    outline = points(0, -half, neck, -half, neck, -wide, 1, 0, neck, wide, neck, half, 0, half)
    return turned([np.vstack([outline, outline[:1]])], rng.integers(8) / 8)


def outlined_cross(rng: Rng) -> Strokes:
    """Return the outline of a thick plus."""
    a = rng.uniform(0.1, 0.22)
    quarter = points(a, -0.5, a, -a, 0.5, -a)
    return [np.vstack([*(turned([quarter], i / 4)[0] for i in range(4)), quarter[:1]])]


def crescent(rng: Rng) -> Strokes:
    """Return a moon's outline."""
    thick = rng.uniform(0.2, 0.6)
    inner = arc(0.75, 0.25, 0.5 * (1 - thick), 0.5)
    return turned([np.vstack([arc(0.25, 0.75), inner])], rng.uniform(-0.1, 0.1))


def half_disc(rng: Rng) -> Strokes:
    """Return half a ring and its chord, or a quarter with both radii."""
    part = rng.choice([0.25, 0.5])
    outline = np.vstack([arc(0, part), points(0, 0)] if part < 0.5 else [arc(0, part)])
    return turned([np.vstack([outline, outline[:1]])], rng.integers(8) / 8)


def bows(rng: Rng) -> Strokes:
    """Return two to four bows one in another, as a rainbow, with or without a dot."""
    n = int(rng.integers(2, 5))
    half = rng.uniform(0.12, 0.25)
    strokes = [arc(0.75 - half, 0.75 + half, 0.5 * (i + 1) / n) for i in range(n)]
    if rng.random() < 0.4:
        strokes.append(arc(0, 1, 0.03))
    return turned(strokes, rng.integers(4) / 4)


def rings(rng: Rng) -> Strokes:
    """Return two or three rings one in another, beside each other or linked."""
    n, kind = int(rng.integers(2, 4)), rng.integers(3)
    if kind == 0:
        return [arc(0, 1, 0.5 * (i + 1) / n) for i in range(n)]
    gap = rng.uniform(1.05, 1.3) if kind == 1 else rng.uniform(0.6, 0.9)
    return [arc(0, 1, 0.3) + points(0.6 * gap * i, 0) for i in range(n)]


def slanted_box(rng: Rng) -> Strokes:
    """Return a parallelogram, a trapezium or a kite."""
    slant, narrow = rng.uniform(0.2, 0.5), rng.uniform(0.1, 0.35)
    kind = rng.integers(3)
    if kind == 0:
        outline = points(slant, 0, 1 + slant, 0, 1, 0.7, 0, 0.7, slant, 0)
    elif kind == 1:
        outline = points(narrow, 0, 1.2 - narrow, 0, 1.2, 0.7, 0, 0.7, narrow, 0)
    else:
        outline = points(0.4, 0, 0.8, slant, 0.4, 1, 0, slant, 0.4, 0)
    return turned([outline], rng.choice([0, 0.5]))


def frames(rng: Rng) -> Strokes:
    """Return a box with something in it: a box, a cross, a ring, a bar or a grid."""
    w = rng.uniform(0.8, 1.6)
    box = points(0, 0, w, 0, w, 1, 0, 1, 0, 0)
    middle = points(w / 2, 0.5)
    kind = rng.integers(6)
    inside = [
        [(box - middle) * rng.uniform(0.3, 0.65) + middle],
        [points(0, 0, w, 1), points(w, 0, 0, 1)],
        [arc(0, 1, rng.uniform(0.15, 0.4)) + middle],
        [points(0, rng.uniform(0.2, 0.5), w, rng.uniform(0.2, 0.5))],
        [points(w / 3, 0, w / 3, 1), points(2 * w / 3, 0, 2 * w / 3, 1),
         points(0, 0.33, w, 0.33), points(0, 0.67, w, 0.67)],
        [points(0, 0, w / 2, rng.uniform(0.3, 0.7), w, 0)],
    ][kind]  # fmt: skip
    return [box, *inside]


def solid(rng: Rng) -> Strokes:
    """Return a cube, a cylinder or a cone, in perspective."""
    depth, kind = rng.uniform(0.2, 0.45), rng.integers(3)
    if kind == 0:
        front = points(0, 0, 0.7, 0, 0.7, 0.7, 0, 0.7, 0, 0)
        back = front + points(depth, -depth)
        if rng.random() < 0.5:
            joins = [np.stack([front[i], back[i]]) for i in range(4)]
            return [front, back, *joins]
        joins = [np.stack([front[i], back[i]]) for i in range(3)]
        return [front, back[:3], *joins]
    lid = arc(0, 1, 0.35, depth / 2)
    high = rng.uniform(0.7, 1.2)
    if kind == 1:
        floor = arc(0, 0.5, 0.35, depth / 2) + points(0, high)
        return [lid, floor, points(-0.35, 0, -0.35, high), points(0.35, 0, 0.35, high)]
    return [lid, points(-0.35, 0, 0, high, 0.35, 0)]


def lightning(rng: Rng) -> Strokes:
    """Return the outline of a flash."""
    a, b = rng.uniform(0.45, 0.6), rng.uniform(0.1, 0.2)
    outline = points(0.55, 0, 0, a, 0.3, a, 0.1, 1, 0.75, a - b, 0.42, a - b, 0.55, 0)
    return [outline * points(rng.choice([-1, 1]), 1)]


def tick(rng: Rng) -> Strokes:
    """Return a tick."""
    low, short = rng.uniform(0.2, 0.45), rng.uniform(0.15, 0.55)
    return [points(0, 1 - short, low, 1, 1, rng.uniform(-0.1, 0.4))]


def teeth(rng: Rng) -> Strokes:
    """Return a zigzag, a wave, battlements or a saw of three to seven teeth, lying or upright."""
    n, high, kind = int(rng.integers(3, 8)), rng.uniform(0.12, 0.35), rng.integers(4)
    x = np.arange(2 * n + 1) / (2 * n)
    up = np.arange(2 * n + 1) % 2
    zigzag = np.stack([x, high * up], 1)
    if kind == 0:
        line = zigzag
    elif kind == 1:
        line = smooth(zigzag)
    elif kind == 2:
        line = np.stack([np.repeat(x, 2), high * np.roll(np.repeat(up, 2), 1)], 1)[1:-1]
    else:
        line = np.stack([np.repeat(x, 2)[1:-1], high * np.tile([0, 1], 2 * n)], 1)
    return turned([line], rng.choice([0, 0, 0.25]))


def loops(rng: Rng) -> Strokes:
    """Return a line of two to five loops, as of a spring."""
    n = int(rng.integers(2, 6))
    t = np.linspace(0, 2 * np.pi * n, 30 * n)
    wide = rng.uniform(0.1, 0.25) * n
    line = np.stack([wide * t / (2 * np.pi) + 0.3 * np.sin(t), 0.35 * np.cos(t)], 1)
    return turned([line], rng.choice([0, 0, 0.25]))


def lying_eight(rng: Rng) -> Strokes:
    """Return the sign of infinity."""
    t = np.linspace(0, 2 * np.pi, 60) + rng.uniform(0, 6)
    high = rng.uniform(0.25, 0.45)
    return turned([np.stack([np.cos(t) * 0.6, np.sin(2 * t) * high / 2], 1)], rng.normal(0, 0.02))


def petals(rng: Rng) -> Strokes:
    """Return a flower of three to seven petals, with or without a stem."""
    n = int(rng.integers(3, 8))
    t = np.linspace(0, 2 * np.pi, 40 * n)
    radius = 0.3 + rng.uniform(0.12, 0.28) * np.cos(n * t)
    strokes = [np.stack([np.cos(t) * radius, np.sin(t) * radius], 1)]
    if rng.random() < 0.5:
        strokes.append(arc(0, 1, 0.08))
    if rng.random() < 0.4:
        strokes.append(points(0, 0.5, rng.normal(0, 0.1), 1.2))
    return strokes


def cloud(rng: Rng) -> Strokes:
    """Return a cloud, or a bubble of speech with its tail."""
    n = int(rng.integers(5, 9))
    t = np.linspace(0, 1, 60)
    radius = 1 + rng.uniform(0.1, 0.2) * np.abs(np.sin(np.pi * n * t))
    outline = np.stack([np.cos(2 * np.pi * t) * 0.5, np.sin(2 * np.pi * t) * 0.3], 1)
    outline = outline * radius[:, None]
    if rng.random() < 0.5:
        return [outline]
    ellipse = arc(0.35, 1.28, 0.5, 0.35)
    return [np.vstack([ellipse, points(-0.35, 0.6), ellipse[:1]])]


def drop(rng: Rng) -> Strokes:
    """Return a drop with its tip up, or a pin with a ring in it."""
    sharp = rng.uniform(0.6, 1.1)
    bow = arc(-0.08, 0.58, 0.35)
    outline = np.vstack([points(0, -0.35 - sharp * 0.5), bow, points(0, -0.35 - sharp * 0.5)])
    if rng.random() < 0.5:
        return turned([outline, arc(0, 1, rng.uniform(0.08, 0.15))], 0.5)
    return [outline]


def heart(rng: Rng) -> Strokes:
    """Return a heart, slim or wide."""
    deep, wide = rng.uniform(0.15, 0.35), rng.uniform(0.4, 0.6)
    half = smooth(points(0, deep, wide * 0.5, 0, wide, deep + 0.05, wide * 0.7, 0.6, 0, 1))
    return [half, half * points(-1, 1)]


def face(rng: Rng) -> Strokes:
    """Return a face, glad, sad or neither."""
    wide = rng.uniform(0.4, 0.5)
    eye, apart, bend = rng.uniform(0.02, 0.06), rng.uniform(0.13, 0.2), rng.uniform(-0.15, 0.2)
    mouth = smooth(points(-0.22, 0.2, 0, 0.2 + bend, 0.22, 0.2))
    eyes = [arc(0, 1, eye) + points(x, -0.13) for x in (-apart, apart)]
    return [arc(0, 1, wide, 0.5), *eyes, mouth]


def fish(rng: Rng) -> Strokes:
    """Return a fish, swimming either way."""
    high, tail = rng.uniform(0.2, 0.35), rng.uniform(0.15, 0.3)
    body = smooth(points(0, 0, 0.3, -high, 0.8, 0, 0.3, high, 0, 0))
    fin = points(0, 0, -tail, -tail, -tail, tail, 0, 0)
    strokes = [body, fin]
    if rng.random() < 0.5:
        strokes.append(arc(0, 1, 0.03) + points(0.6, -0.05))
    return [stroke * points(rng.choice([-1, 1]), 1) for stroke in strokes]


def house(rng: Rng) -> Strokes:
    """Return a house with a door or a window."""
    w, eaves = rng.uniform(0.6, 1.2), rng.uniform(0.3, 0.5)
    x, door = rng.uniform(0.2, 0.5) * w, rng.uniform(0.15, 0.25)
    over = rng.uniform(0, 0.12)
    roof = points(-over, eaves, w / 2, 0, w + over, eaves, -over, eaves)
    walls = points(0, eaves, 0, 1, w, 1, w, eaves)
    return [roof, walls, points(x, 1, x, 1 - 2 * door, x + door, 1 - 2 * door, x + door, 1)]


def tree(rng: Rng) -> Strokes:
    """Return a tree with a round top or of one to three triangles."""
    trunk = points(0, 0.4, 0, 1)
    if rng.random() < 0.4:
        return [arc(0, 1, rng.uniform(0.25, 0.4), 0.4), trunk]
    n = int(rng.integers(1, 4))
    tops = [points(0, -0.5 + 0.3 * i, 0.25 + 0.1 * i, 0.4 * (i + 1) / n, -0.25 - 0.1 * i,
                   0.4 * (i + 1) / n, 0, -0.5 + 0.3 * i) for i in range(n)]  # fmt: skip
    return [*tops, trunk]


def flag(rng: Rng) -> Strokes:
    """Return a flag, square, pointed or waving."""
    low, wide, kind = rng.uniform(0.35, 0.55), rng.uniform(0.5, 0.9), rng.integers(3)
    if kind == 0:
        cloth = points(0, 0, wide, 0, wide, low, 0, low)
    elif kind == 1:
        cloth = points(0, 0, wide, low / 2, 0, low)
    else:
        edge = smooth(points(0, 0, wide / 3, 0.06, 2 * wide / 3, -0.06, wide, 0))
        cloth = np.vstack([edge, edge[::-1] + points(0, low)])
    return [points(0, 0, 0, 1), cloth * points(rng.choice([1, 1, -1]), 1)]


def figure(rng: Rng) -> Strokes:
    """Return a person of lines."""
    head, arms, spread = rng.uniform(0.1, 0.16), rng.uniform(0.35, 0.5), rng.uniform(0.15, 0.3)
    lift = rng.uniform(-0.2, 0.15)
    return [
        arc(0, 1, head) + points(0, head),
        points(0, 2 * head, 0, 0.65),
        points(-spread, arms + lift, 0, arms, spread, arms + lift),
        points(-spread, 1, 0, 0.65, spread, 1),
    ]


def hourglass(rng: Rng) -> Strokes:
    """Return two triangles tip to tip, upright or as a bow tie."""
    high = rng.uniform(0.7, 1.3)
    return turned([points(0, 0, 0.8, 0, 0, high, 0.8, high, 0, 0)], rng.choice([0, 0.25]))


def stairs(rng: Rng) -> Strokes:
    """Return two to five steps, up or down."""
    n = int(rng.integers(2, 6))
    steps = np.repeat(np.arange(n + 1) / n, 2)
    return [np.stack([steps[1:], 1 - steps[:-1]], 1) * points(rng.choice([-1, 1]), 1)]


def square_spiral(rng: Rng) -> Strokes:
    """Return a spiral of corners."""
    n = int(rng.integers(6, 11))
    way, at, line = np.array([1.0, 0.0]), np.zeros(2), [np.zeros(2)]
    for i in range(n):
        at = at + way * (1 + i // 2)
        line.append(at)
        way = np.array([-way[1], way[0]])
    return turned([np.stack(line)], rng.integers(4) / 4)


def question(rng: Rng) -> Strokes:
    """Return a question mark, its dot apart."""
    wide, neck = rng.uniform(0.2, 0.35), rng.uniform(0.05, 0.2)
    bow = arc(0.5, 1.1, wide, 0.25)
    hook = smooth(np.vstack([bow[::6], points(0, 0.3, 0, 0.3 + neck)]))
    return [hook, arc(0, 1, 0.02) + points(0, 0.55 + neck + rng.uniform(0, 0.1))]


def exclamation(rng: Rng) -> Strokes:
    """Return one to three strokes with dots below."""
    n, slant = int(rng.integers(1, 4)), rng.normal(0, 0.05)
    gap = rng.uniform(0.15, 0.3)
    strokes = []
    for i in range(n):
        x = 0.35 * i
        strokes += [points(x + slant, 0, x, 0.8 - gap), arc(0, 1, 0.02) + points(x, 0.9)]
    return strokes


def key(rng: Rng) -> Strokes:
    """Return a key with two or three teeth."""
    ring, n = rng.uniform(0.15, 0.25), int(rng.integers(2, 4))
    bits = [points(0.95 - 0.13 * i, 0, 0.95 - 0.13 * i, rng.uniform(0.1, 0.2)) for i in range(n)]
    strokes = [arc(0, 1, ring) + points(-ring, 0), points(0, 0, 1, 0), *bits]
    return turned(strokes, rng.choice([0, 0.25, 0.125]))


def cup(rng: Rng) -> Strokes:
    """Return a cup or a glass."""
    narrow = rng.uniform(0, 0.15)
    strokes = [points(0, 0, narrow, 0.8, 0.8 - narrow, 0.8, 0.8, 0)]
    if rng.random() < 0.6:
        strokes.append(points(0, 0, 0.8, 0))
    if rng.random() < 0.7:
        strokes.append(arc(-0.25, 0.25, rng.uniform(0.15, 0.25)) + points(0.75, 0.35))
    return strokes


def umbrella(rng: Rng) -> Strokes:
    """Return an umbrella with its crook."""
    high, stick, hook = rng.uniform(0.3, 0.6), rng.uniform(0.3, 0.6), rng.uniform(0.05, 0.12)
    crook = arc(0, 0.5, hook) + points(-hook, stick)
    return [arc(0.5, 1, 0.5, high), points(-0.5, 0, 0.5, 0), points(0, 0, 0, stick), crook]


def clock(rng: Rng) -> Strokes:
    """Return a ring with two hands, or a ring with a plus or a cross."""
    first = rng.uniform(0, 1)
    second = first + rng.uniform(0.1, 0.35)  # opposite hands would slash a zero
    if rng.random() < 0.5:
        hands = np.vstack([arc(first, first, 0.3)[:1], points(0, 0), arc(second, second, 0.4)[:1]])
        return [arc(0, 1), hands]
    reach = rng.uniform(0.25, 0.5)
    lines = [points(-reach, 0, reach, 0), points(0, -reach, 0, reach)]
    return [arc(0, 1), *turned(lines, rng.choice([0, 0.125]))]


def ring_and_line(rng: Rng) -> Strokes:
    """Return a ring with something at one end: a cross, an arrow, a bow or horns."""
    ring, kind = arc(0, 1, rng.uniform(0.2, 0.3)), rng.integers(4)
    edge = float(np.abs(ring).max())
    if kind == 0:
        return [ring, points(0, edge, 0, 0.9), points(-0.2, 0.6, 0.2, 0.6)]
    if kind == 1:
        tip = points(0.75, -0.4, 0.75, -0.75, 0.4, -0.75)
        return [ring, points(edge * 0.7, -edge * 0.7, 0.75, -0.75), tip]
    if kind == 2:
        return [ring, arc(0, 0.5, edge) + points(0, -2 * edge)]
    return [ring, points(0, edge, 0, 0.9), points(0, -edge, 0, -0.9)]


FIGURES: tuple[Figure, ...] = (
    star_outline, rays, asterisk, arrow, round_arrow, outlined_arrow, outlined_cross, crescent,
    half_disc, bows, rings, slanted_box, frames, solid, lightning, tick, teeth, loops, lying_eight,
    petals, cloud, drop, heart, face, fish, house, tree, flag, figure, hourglass, stairs,
    square_spiral, question, exclamation, key, cup, umbrella, clock, ring_and_line,
)  # fmt: skip
