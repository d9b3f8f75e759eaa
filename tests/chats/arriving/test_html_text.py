"""The words of a post that comes as HTML."""

import pytest

from goodtalk.chats.arriving.html_text import read_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello</p>", "Hello"),
        ("<p>One<br>two<br />three</p><p>four &amp; five</p>", "One\ntwo\nthree\n\nfour & five"),
        ("no paragraph <b>at</b> all", "no paragraph at all"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<p>a</p><script>alert(1)</script><p>b</p>", "a\n\nb"),
        ("<p>1 &lt; 2</p>", "1 < 2"),
        ("", ""),
        ("<p></p><br>", ""),
    ],
)
def test_lines_and_paragraphs_stay(html, text):
    assert read_html(html) == (text, [])


def test_a_shortened_address_is_whole_again_and_mentions_and_tags_are_no_links():
    html = (
        '<p><span class="h-card"><a href="https://a.example/@jo" class="u-url mention">@<span>jo'
        '</span></a></span> see <a href="https://hull.gov.uk/bins"><span class="invisible">https://'
        '</span><span class="ellipsis">hull.gov.uk/b</span><span class="invisible">ins</span></a> '
        '<a href="https://a.example/tags/lgovsm" class="mention hashtag">#<span>lgovsm</span></a> '
        '<a href="javascript:alert(1)">x</a></p>'
    )

    assert read_html(html) == (
        "@jo see https://hull.gov.uk/bins #lgovsm x",
        ["https://hull.gov.uk/bins"],
    )


def test_hostile_markup_takes_no_time():
    assert read_html("<!--" * 20_000 + "<a" * 20_000)[1] == []
