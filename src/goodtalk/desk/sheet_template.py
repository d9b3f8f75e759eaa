"""Makes an hour's run sheet the community's template, and puts the former template back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from goodtalk.chats.models import Chat
from goodtalk.chats.models.desk_lines import DeskLine, write_line
from goodtalk.chats.steering.run_sheet import sheet_of
from goodtalk.communities.models import Community, User

KEPT = "template.kept"
FIELDS = (
    "template_welcome", "template_welcome_minutes", "template_questions",
    "template_wrap_up", "template_wrap_up_minutes",
)


class TemplateChanged(Exception):
    """The template is not any more what is to be taken back."""


@transaction.atomic
def keep_as_template(chat: Chat, *, by: User, now: datetime) -> None:
    """Have new hours of the community begin with this one's words and minutes.

    Notes and reading list are of one theme and stay with it. Safe to call twice. The caller has
    checked that `by` runs the community.
    """
    community = Community.objects.select_for_update().get(pk=chat.community_id)
    _put(community, chat, _template_from(chat), by=by, now=now)


@transaction.atomic
def put_template_back(chat: Chat, *, by: User, now: datetime) -> None:
    """Undo the latest keep_as_template() from this hour. Raises TemplateChanged."""
    community = Community.objects.select_for_update().get(pk=chat.community_id)
    line = _latest(chat)
    if line is None or _template_of(community) != line.before["after"]:
        raise TemplateChanged(community)
    _put(community, chat, line.before["template"], by=by, now=now)


def may_be_put_back(chat: Chat) -> bool:
    """Whether the template is still what this hour made of it. One query."""
    line = _latest(chat)
    return line is not None and line.before["after"] == _template_of(chat.community)


def _put(
    community: Community, chat: Chat, template: dict[str, Any], *, by: User, now: datetime
) -> None:
    before = _template_of(community)
    if before == template:
        return
    for name, value in template.items():
        setattr(community, name, value)
    community.save(update_fields=[*FIELDS])
    kept = {"template": before, "after": template}
    write_line(community, KEPT, by=by, at=now, chat=chat, before=kept)


def _template_from(chat: Chat) -> dict[str, Any]:
    """A template has whole minutes, and a question in it at least one."""
    sheet = sheet_of(chat)
    questions = [
        {"text": one.text, "minutes": max(1, round(one.minutes))} for one in sheet.questions
    ]
    values = (
        sheet.welcome, round(sheet.welcome_minutes), questions,
        sheet.wrap_up, round(sheet.wrap_up_minutes),
    )
    return dict(zip(FIELDS, values, strict=True))


def _template_of(community: Community) -> dict[str, Any]:
    return {name: getattr(community, name) for name in FIELDS}


def _latest(chat: Chat) -> DeskLine | None:
    return chat.desk_lines.filter(kind=KEPT).first()
