"""An accent colour that everybody can read, whatever an organiser chooses."""

import colorsys
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.communities.colours import (
    DARK,
    LIGHT,
    READABLE,
    Palette,
    contrast,
    luminance,
    palette,
    stylesheet,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
schemes = st.sampled_from([LIGHT, DARK])


@given(colours, schemes)
def test_every_accent_is_readable_as_text_as_a_button_and_on_its_tint(accent, scheme):
    chosen = palette(accent, scheme)

    pairs = [
        (chosen.accent, scheme.paper),
        (chosen.accent, scheme.raised),
        (chosen.on_accent, chosen.accent),
        (chosen.accent, chosen.tint),
        *((ink, chosen.tint) for ink in scheme.inks),
    ]
    assert [pair for pair in pairs if contrast(*pair) < READABLE] == []


@given(colours, schemes)
def test_the_hue_stays_what_the_organiser_chose(accent, scheme):
    before, _, saturation = hls(accent)
    after, lightness, _ = hls(palette(accent, scheme).accent)

    turned = abs((after - before + 0.5) % 1 - 0.5)
    has_a_hue = saturation > 0.3 and 0.1 < lightness < 0.9
    assert turned < 0.02 or not has_a_hue


@given(colours, schemes)
def test_an_accent_that_was_adjusted_once_stays_as_it_is(accent, scheme):
    adjusted = palette(accent, scheme)

    again = palette(adjusted.accent, scheme)

    assert again == adjusted


@given(colours)
def test_the_colours_are_colours_and_nothing_else(accent):
    css = stylesheet(accent)

    assert re.sub("#[0-9a-f]{6};", "#;", css) == (
        ":root { --accent: #; --on-accent: #; --accent-tint: #; }\n"
        "@media screen and (prefers-color-scheme: dark) {\n"
        ":root { --accent: #; --on-accent: #; --accent-tint: #; }\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.48),  # famously just too light
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.00),
        ("#0b6b60", "#0b6b60", 1),
    ],
)
def test_contrast_is_what_others_measure(one, other, ratio):
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


def test_luminance_goes_from_black_to_white():
    assert [round(luminance(one), 4) for one in ("#000000", "#00ff00", "#ffffff")] == [
        0, 0.7152, 1
    ]  # fmt: skip


def test_a_readable_accent_is_left_alone_in_capitals_too():
    chosen = palette("#0B6B60", LIGHT)

    assert chosen == Palette("#0b6b60", on_accent="#fbfaf6", tint="#e3ece7")


def hls(colour):
    red, green, blue = bytes.fromhex(colour[1:])
    return colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
