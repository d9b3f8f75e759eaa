"""What strangers type into forms when they mean harm, or their keyboards do."""

import pytest

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
LINK = "[x](javascript:alert(1)) javascript:alert(1)"
TURNED = "Ann \u202egnp.exe\u2066 \u2069here"
HUGE = "x" * 10_000

# What is typed, and what of it a page shows as text. None: it is refused.
LINES = [
    pytest.param(SCRIPT, SCRIPT, id="script"),
    pytest.param(IMAGE, IMAGE, id="image"),
    pytest.param(TURNED, "Ann gnp.exe here", id="right-to-left override"),
    pytest.param(HUGE, None, id="10,000 characters"),
    pytest.param("An\x00n\x07", "Ann", id="NUL and bell"),
    pytest.param("\u200b \u202e\u00ad", None, id="nothing to be seen"),
    pytest.param("👩🏽\u200d🚒 Fire", "👩🏽\u200d🚒 Fire", id="emoji"),
    pytest.param("A" + "\u0301" * 80, "A" + "\u0301" * 4, id="heaped accents"),
    pytest.param("{{ user.email }}{% debug %}", "{{ user.email }}{% debug %}", id="template"),
    pytest.param("a\r\nSet-Cookie: x=1", "a Set-Cookie: x=1", id="line break"),
    pytest.param("Ann %(name)s {0} %s", "Ann %(name)s {0} %s", id="format"),
]
TEXTS = [
    pytest.param(SCRIPT, SCRIPT, id="script"),
    pytest.param(IMAGE, IMAGE, id="image"),
    pytest.param(TURNED, "Ann gnp.exe here", id="right-to-left override"),
    pytest.param(HUGE, None, id="10,000 characters"),
    pytest.param("Hel\x00lo", "Hello", id="NUL"),
    pytest.param("👋\u200d\nhello", "👋\u200d\nhello", id="emoji"),
    pytest.param("a\r\nb\rc\u2028d", "a\nb\ncd", id="line ends"),
    pytest.param(LINK, LINK, id="javascript link"),
]
