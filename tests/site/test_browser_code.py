"""What the browser's code and the server's must agree on."""

import json
import re
from pathlib import Path

from goodtalk.chats.log import KINDS

SOURCE = Path(__file__).parents[2] / "src/goodtalk"
CODE = sorted(SOURCE.glob("*/static/**/*.js")) + sorted(SOURCE.glob("*/*/static/**/*.js"))
PAGES = sorted(SOURCE.glob("**/templates/**/*.html"))


def test_the_stream_is_listened_to_for_every_kind_of_event():
    code = (SOURCE / "chats/static/chats/event-stream.js").read_text("utf-8")
    listed = re.search(r"KINDS = (\[.*?\])", code, re.DOTALL)[1]

    assert set(json.loads(re.sub(r",\s*\]", "]", listed))) == set(KINDS)


def test_nothing_is_loaded_from_anywhere_else():
    elsewhere = re.compile(r"""(?:src|href|action|import|fetch|url)\s*[=(]?\s*["'(]https?://""")

    assert [path.name for path in CODE + PAGES if elsewhere.search(path.read_text("utf-8"))] == []


def test_no_page_has_a_script_a_style_or_a_handler_inside():
    inside = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script>|javascript:", re.IGNORECASE)

    assert [path.name for path in PAGES if inside.search(path.read_text("utf-8"))] == []


def test_every_partial_says_first_what_it_is_for():
    silent = [path.name for path in PAGES if not path.read_text("utf-8").startswith("{# ")]

    assert silent == []
