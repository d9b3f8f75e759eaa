"""A post filed elsewhere, in words: with how many replies, from where and to where."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodtalk.chats.models import ChatEvent
from goodtalk.desk.question_names import Names


def refiled(event: ChatEvent, names: Names, *, otherwise: str) -> str:
    """What a line of the log says of it, as far as it knows; `otherwise` when no reply followed.

    `names` are of questions, by their keys.
    """
    what, replies = otherwise, event.data.get("replies", 0)
    if replies:
        what = ngettext(
            "Filed a post elsewhere, and %(replies)s reply with it",
            "Filed a post elsewhere, and %(replies)s replies with it",
            replies,
        ) % {"replies": replies}
    line = getattr(event, "line", None)
    if line is None:
        return what
    was, now = line.before.get("question"), event.data.get("question")
    # Older lines do not have the question's key, but what it was called then.
    there = str(names.get(now) or line.reason or _("no question"))
    if "question" not in line.before or (now and was == now):
        return f"{what}: {there}"
    here = names.get(was, _("a question")) if was else _("no question")
    return _("%(what)s: from %(here)s to %(there)s") % {
        "what": what, "here": here, "there": there,
    }  # fmt: skip
