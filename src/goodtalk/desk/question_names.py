"""What lines of the log call a question: its number now, or what is still known once it is gone.

The log names a question by the key of its row. A release that is taken back has it go on under
another key; a save of the run sheet, or who takes it off, ends its row.
"""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from goodtalk.chats.models import ChatEvent, DeskLine, Question
from goodtalk.chats.steering.undoing import keys_since_in
from goodtalk.desk.kept_sheets import KeptSheet

Names = Mapping[int, object]


def keys_named_by(event: ChatEvent) -> set[int]:
    """The keys of the questions that a line names; a refiled post's also where it came from."""
    keys = {event.data.get("question")}
    if event.kind == "post.refiled" and (line := getattr(event, "line", None)):
        keys.add(line.before.get("question"))
    return {key for key in keys if key}


def names_in(events: Collection[ChatEvent]) -> dict[int, object]:
    """By the keys that these lines have. One query, and four more where rows are not there."""
    keys = {key for event in events for key in keys_named_by(event)}
    names: dict[int, object] = {**Question.objects.in_bulk(keys)}
    if missing := keys - names.keys():
        chats = {event.chat_id for event in events if keys_named_by(event) & missing}
        since = keys_since_in(chats)
        later = Question.objects.in_bulk([since[key] for key in missing & since.keys()])
        names |= {key: later[since[key]] for key in missing if since.get(key) in later}
        names |= names_of_gone(missing - names.keys(), chats, since)
    return names


def names_of_gone(
    keys: Collection[int], chats: Collection[int], since: Mapping[int, int]
) -> dict[int, str]:
    """Of questions of these hours that have no row any more, those of which something is known.

    Their words are in the lines that tell of their coming and going; these and their place are in
    the sheets that were kept. Of a participant's, no words: they go with their post. `since` is
    what keys_since_in() knows. Two queries; none where no question is gone.
    """
    if not keys:
        return {}
    said = {
        data["question"]: _("a question (“%(text)s”)") % {"text": data["text"]}
        for data in ChatEvent.objects.filter(
            chat__in=chats, kind__in=("question.added", "question.taken_off")
        ).order_by("seq").values_list("data", flat=True)
        if "text" in data
    }  # fmt: skip
    said |= _placed(chats)
    by_key = {since.get(key, key): name for key, name in said.items()}
    return {key: by_key[now] for key in keys if (now := since.get(key, key)) in by_key}


def _placed(chats: Collection[int]) -> dict[int, str]:
    """Each question of the sheets that saves have replaced, as the latest of them has it."""
    saves = DeskLine.objects.filter(chat__in=chats, kind="run_sheet.edited").order_by("at", "pk")
    return {
        row.key: _named(number, "" if row.promoted_from else row.text)
        for kept in saves.values_list("before", flat=True)
        for number, row in enumerate(KeptSheet.from_json(kept["sheet"]).rows, 1)
        if row.key
    }


def _named(number: int, text: str) -> str:
    if not text:
        return _("what was Q%(number)s") % {"number": number}
    return _("what was Q%(number)s (“%(text)s”)") % {"number": number, "text": text}
