"""What came with the words of a status of Mastodon's API: a warning, pictures, a poll, a quote.

The entities: docs.joinmastodon.org/entities/ (Status, MediaAttachment, Poll, CustomEmoji, Quote).
"""

from collections.abc import Iterator

from goodtalk.chats.arriving.incoming import Enclosed, Picture, Poll
from goodtalk.doors.fediverse.inbox.values import (
    Json,
    is_address,
    listed,
    moment_at,
    number_at,
    thing_in,
    things_in,
    words_at,
)

KINDS = {"image": "image", "gifv": "video", "video": "video", "audio": "audio"}
MAX_PICTURES = 8
MAX_CHOICES = 20
MAX_EMOJI = 50


def enclosed_in(status: Json) -> Enclosed | None:
    """What came with it; None for words alone."""
    found = Enclosed(
        warning=words_at(status, "spoiler_text"),
        is_sensitive=status.get("sensitive") is True,
        pictures=tuple(_pictures_in(status))[:MAX_PICTURES],
        poll=_poll_in(thing_in(status.get("poll"))),
        quote=_quote_in(status),
        emoji=tuple((_emoji_of_name(status) | dict(_emoji_in(status))).items())[:MAX_EMOJI],
        is_unlisted=words_at(status, "visibility") == "unlisted",
        asks_first=_asks_first(status),
    )
    return None if found == Enclosed() else found


def _pictures_in(status: Json) -> Iterator[Picture]:
    for each in things_in(status.get("media_attachments")):
        # Where it comes from, rather than the copy that the server we asked has made of it.
        url = next(
            (url for name in ("remote_url", "url") if is_address(url := words_at(each, name))), ""
        )
        kind = KINDS.get(words_at(each, "type"))
        if not url or kind is None:
            continue
        size = thing_in(thing_in(each.get("meta")).get("original"))
        yield Picture(
            url=url,
            description=words_at(each, "description"),
            kind=kind,
            width=number_at(size, "width"),
            height=number_at(size, "height"),
        )


def _poll_in(poll: Json) -> Poll | None:
    choices = tuple(
        (words_at(each, "title"), number_at(each, "votes_count"))
        for each in things_in(poll.get("options"))
    )
    if not choices:
        return None
    return Poll(
        choices=choices[:MAX_CHOICES],
        takes_several=poll.get("multiple") is True,
        ends=moment_at(poll, "expires_at"),
        voters=number_at(poll, "voters_count"),
    )


def _quote_in(status: Json) -> str:
    """The uri of what it quotes: Mastodon 4.4 (Quote), Pleroma and Akkoma (a status)."""
    quote = thing_in(status.get("quote"))
    quoted = thing_in(quote.get("quoted_status")) or quote
    extra = thing_in(status.get("pleroma"))
    said = words_at(quoted, "uri") or words_at(extra, "quote_url")
    return said if is_address(said) else ""


def _asks_first(status: Json) -> bool:
    """Whether not everybody may quote it without asking: Mastodon 4.5 (QuoteApproval)."""
    approval = status.get("quote_approval")
    return isinstance(approval, dict) and "public" not in listed(approval.get("automatic"))


def _emoji_of_name(status: Json) -> dict[str, str]:
    account = thing_in(status.get("account"))
    name = words_at(account, "display_name")
    return {code: url for code, url in _emoji_in(account) if code in name}


def _emoji_in(status: Json) -> Iterator[tuple[str, str]]:
    for each in things_in(status.get("emojis")):
        code, url = words_at(each, "shortcode"), words_at(each, "url")
        if code and is_address(url):
            yield f":{code.strip(':')}:", url
