"""One real archive of each kind goes the whole way in a browser, and comes to the pinned figures.

Skipped where the real archives are not. No zip of a whole account is among them; files out of such
zips are.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import importing_scenes, scenes
from tests.browser.test_import_in_browser import DROP, heading
from tests.browser.visitor import Visitor
from tests.doors.archives.conftest import real_chats  # noqa: F401  # a fixture
from tests.doors.archives.real_files import FILES, figures_in_docs
from tests.running import running_server

VERSION_1 = "twarc/v1.1/original__classic__no_hidden___quote.json"  # one of a folder of 31
KINDS = {
    "tags": "tags/tidytags-siteconf-2017.csv",
    "rtweet": "tags/tidytags-sample-data-old.csv",
    "version-2": "twarc/twarc-csv_flat.jsonl",
    "account-of-2022": "twitter-archive/tweets-2022.js",
    "account-of-2014": "labelled/grailbird-2014_07.js",
    "mastodon-outbox": "mastodon/outbox-2024.json",
    "mastodon-statuses": "mastodon/toots-2022.json",
}


@pytest.fixture(scope="module")
def olive(real_chats, chromium, tmp_path_factory):  # noqa: F811
    """Runs a community for each file, all on one server, and has signed in once."""
    with running_server(tmp_path_factory.mktemp("real")) as server:
        server.tell(importing_scenes.settle_for_real_files)
        visitor = Visitor(chromium, server.address)
        visitor.follow(server.tell(scenes.sign_in_path_of, "olive"))
        yield visitor
        assert visitor.close() == []


@pytest.mark.parametrize("name", KINDS.values(), ids=KINDS)
def test_a_real_file_comes_to_its_figures_in_the_browser(real_chats, olive, name):  # noqa: F811
    file = next(file for file in FILES if file.name == name)

    seen, came = _bring(olive, real_chats / name, file)

    assert (seen, came) == (figures_in_docs(name), figures_in_docs(name))


def test_a_real_tweet_of_version_1_comes_to_its_figures_in_the_browser(real_chats, olive):  # noqa: F811
    file = next(file for file in FILES if file.name == "twarc/v1.1/")
    figures = {
        "read": 1, "stored": 1, "duplicate": 0, "invalid": 0, "outside": 0,
        "chats": 0, "people": 1, "questions": 0,
    }  # fmt: skip

    seen, came = _bring(olive, real_chats / VERSION_1, file)

    assert (seen, came) == (figures, figures)


def _bring(visitor, path, file):
    """Drop a file, have it imported: the figures seen before and after."""
    page = visitor.go(f"/{file.tag.lower()}/imports/")
    if file.account:
        page.get_by_text("If the file does not say enough by itself").click()
        page.get_by_label("Whose account it is").fill(file.account)
    expect(page.get_by_text("Or drop it here.")).to_be_visible()
    page.evaluate(DROP, [path.name, path.read_bytes().decode()])
    heading(visitor, "What would come of it")
    seen = _figures(page)
    page.get_by_role("button", name=re.compile("^Import ")).click()
    heading(visitor, "It is here")
    return seen, _figures(page)


def _figures(page):
    stored, chats, people, questions = map(_number, page.locator(".figures dd").all_inner_texts())
    table = page.locator("h3", has_text="What is skipped").locator("+ table")
    duplicate, *outside, invalid = map(
        _number, table.locator("tbody td:first-child").all_inner_texts()
    )
    read = _number(page.get_by_text(re.compile(r"rows? (was|were) read\.")).inner_text())
    return {
        "read": read, "stored": stored, "duplicate": duplicate, "invalid": invalid,
        "outside": sum(outside), "chats": chats, "people": people, "questions": questions,
    }  # fmt: skip


def _number(words):
    return int(re.search(r"[\d,]+", words)[0].replace(",", ""))
