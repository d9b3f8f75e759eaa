"""Who did what a line of the log tells: somebody, or what did it by itself, as far as is known."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodtalk.chats.models import ChatEvent
from goodtalk.communities.models import User

LEFT = gettext_lazy("Somebody who has left")  # their account is gone, and their name with it
MARKS = {  # what the event itself says; see marked() in chats/log.py
    "clock": gettext_lazy("The autopilot"),
    "command": gettext_lazy("A command"),
    "import": gettext_lazy("An import"),
    "import_back": gettext_lazy("An import taken back"),
    "participant": gettext_lazy("A participant"),
    "person": LEFT,
    "rota": gettext_lazy("The rota"),
}
SHEET_OF_PLAN = 2  # an hour is planned, and has its first run sheet
BY_THE_CLOCK = ("chat.opened", "chat.started", "chat.left_alone")
BY_ARCHIVES = ("run_sheet.edited", "chat.edited")  # in an hour that was put together from files
# Older events do not say; nor, of these kinds, can anything else be told from an empty name.
EITHER = {
    "question.released": gettext_lazy("By itself, or by somebody who has left"),
    "chat.wrapped_up": gettext_lazy("By itself, or by somebody who has left"),
    "chat.closed": gettext_lazy("By itself, or by somebody who has left"),
    "chat.resumed": gettext_lazy("By itself, or by somebody who has left"),
    "chat.edited": gettext_lazy("The rota, or somebody who has left"),
    "chat.planned": gettext_lazy("A command, or somebody who has left"),
    "run_sheet.edited": gettext_lazy("A command, or somebody who has left"),
    "recap.published": gettext_lazy("A command, or somebody who has left"),
    "recap.withdrawn": gettext_lazy("A command, or somebody who has left"),
    "question.skipped": gettext_lazy("A command, or somebody who has left"),
    "question.restored": gettext_lazy("A command, or somebody who has left"),
}  # fmt: skip


def who_did(event: ChatEvent, importer: User | None = None) -> str:
    """Their name; without one, what is known. `by`, `line` and `chat` come with it: no query.

    `importer` is whose import it was, where one did it and that is known.
    """
    if event.by:
        return event.by.shown_name
    if event.kind in BY_THE_CLOCK:
        return str(MARKS["clock"])
    if importer is not None:
        return _("An import of %(name)s") % {"name": importer.shown_name}
    if (mark := event.data.get("by")) in MARKS:
        return str(MARKS[mark])
    if getattr(event, "line", None):  # the desk's own, beside what was pressed there
        return str(LEFT)
    if event.kind in BY_ARCHIVES and event.chat.is_rebuilt:
        return _("An import, or a participant")
    if event.kind == "run_sheet.edited" and event.seq > SHEET_OF_PLAN:
        return _("A participant, or somebody who has left")
    return str(EITHER.get(event.kind, LEFT))
