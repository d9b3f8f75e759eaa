"""A community's accent colour, adjusted until everybody can read it on both papers.

Contrast is WCAG 2.2's: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio and, in it, relative
luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance.
"""

import colorsys
from dataclasses import dataclass

READABLE = 4.5  # WCAG 2.2, 1.4.3 Contrast (Minimum), level AA, text of any size
STEP = 1 / 255  # of lightness; finer ones make no other colour

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Scheme:
    """What a page is made of before the accent comes to it: the colours of site.css."""

    paper: str
    raised: str  # behind what is filled in
    inks: tuple[str, ...]  # of words, and of softer words
    tint_share: float  # how much of the accent is in the panels
    is_dark: bool = False


LIGHT = Scheme("#fbfaf6", "#ffffff", ("#1f1d18", "#5c584d"), tint_share=0.10)
DARK = Scheme("#161512", "#201e1a", ("#efebe1", "#b3ad9e"), tint_share=0.16, is_dark=True)


@dataclass(frozen=True)
class Palette:
    """An accent in one scheme: as text, what is written on it, and pale, behind text."""

    accent: str
    on_accent: str
    tint: str


def palette(accent: str, scheme: Scheme) -> Palette:
    """The accent (#rrggbb) with its hue kept and its lightness moved only as far as needed.

    It can be read on the paper and on its own tint, which words can be read on as well; and the
    paper's colour can be read on it.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(accent))
    adjusted = accent.lower()
    while not _passes(adjusted, scheme):
        lightness += STEP if scheme.is_dark else -STEP
        adjusted = _written(colorsys.hls_to_rgb(hue, min(max(lightness, 0), 1), saturation))
    return Palette(adjusted, scheme.paper, _tint(adjusted, scheme))


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black on white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb: 0 is black, 1 is white."""
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def stylesheet(accent: str) -> str:
    """The custom properties that pages of the community take their colours from."""
    light, dark = _properties(palette(accent, LIGHT)), _properties(palette(accent, DARK))
    in_the_dark = "@media screen and (prefers-color-scheme: dark)"
    return f":root {{{light}}}\n{in_the_dark} {{\n:root {{{dark}}}\n}}\n"


def _passes(accent: str, scheme: Scheme) -> bool:
    tint = _tint(accent, scheme)
    pairs = [(accent, behind) for behind in (scheme.paper, scheme.raised, tint)]
    pairs += [(ink, tint) for ink in scheme.inks]
    return all(contrast(one, other) >= READABLE for one, other in pairs)


def _tint(accent: str, scheme: Scheme) -> str:
    share = scheme.tint_share
    mixed = zip(_channels(accent), _channels(scheme.paper), strict=True)
    red, green, blue = (share * one + (1 - share) * other for one, other in mixed)
    return _written((red, green, blue))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> Triple:
    red, green, blue = (value / 255 for value in bytes.fromhex(colour.removeprefix("#")))
    return red, green, blue


def _written(channels: Triple) -> str:
    return "#" + bytes(round(channel * 255) for channel in channels).hex()


def _properties(colours: Palette) -> str:
    return (
        f" --accent: {colours.accent}; --on-accent: {colours.on_accent};"
        f" --accent-tint: {colours.tint}; "
    )
