"""What people here have made of an hour beside its posts: what would be missed, if it were removed.

Rooms upstairs say what they keep of it, each for itself.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from django.utils.translation import gettext as _

from goodtalk.chats.filing.old_questions import CORRECTED, standing_corrections
from goodtalk.chats.models import Chat, ChatEvent, DeskLine

Teller = Callable[[Collection[int]], Mapping[int, Iterable[str]]]  # of chats, by their keys

_tellers: list[Teller] = []


def tell_what_is_made(teller: Teller) -> None:
    """Have a room upstairs say, in words for people, what was made in these hours; of many at once.

    What its makers have taken back themselves is nothing any more.
    """
    if teller not in _tellers:
        _tellers.append(teller)


def made_by_people(chats: Collection[int]) -> dict[int, list[str]]:
    """For each of these hours in which there is something, what. A query or two for each room."""
    made: dict[int, list[str]] = defaultdict(list)
    for teller in [*_tellers, _corrections, _sheets]:
        for chat, words in teller(chats).items():
            made[chat] += words
    return dict(made)


def _corrections(chats: Collection[int]) -> Mapping[int, Iterable[str]]:
    """The theme and the questions of a rebuilt hour, where somebody corrected them."""
    lines = DeskLine.objects.filter(chat__in=chats, before__has_key=CORRECTED).exclude(event=None)
    corrected = Chat.objects.filter(pk__in=lines.values("chat"))
    return {chat.pk: words for chat in corrected if (words := _corrected(chat))}


def _sheets(chats: Collection[int]) -> Mapping[int, Iterable[str]]:
    """The run sheet of another hour, where somebody changed it; a record of ours brings such."""
    changes = ChatEvent.objects.filter(kind="run_sheet.edited", chat__in=chats).exclude(by=None)
    changed = Chat.objects.filter(pk__in=changes.values("chat"), is_rebuilt=False)
    return {chat: [_("a changed run sheet")] for chat in changed.values_list("pk", flat=True)}


def _corrected(chat: Chat) -> list[str]:
    by_people = [one for one in standing_corrections(chat) if one.data.get("by") != "import"]
    what = {name for one in by_people for name in one.line.before[CORRECTED]}
    words = {"theme": _("a corrected theme"), "words": _("corrected questions")}
    return [words[name] for name in ("theme", "words") if name in what]
