"""The form of an hour's plan: when, about what, with whom in the chair."""

from datetime import UTC, datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodtalk.chats.models import Chat
from goodtalk.chats.steering.planning import Plan
from goodtalk.communities.models import Community, User
from goodtalk.communities.plain_text import PlainLine

MAX_MINUTES = 24 * 60
LOCAL_TIME = "%Y-%m-%dT%H:%M"


class PlanForm(forms.Form):
    """When, how long, about what, with whom in the chair."""

    theme = PlainLine(label=gettext_lazy("Theme"), max_length=200)
    starts = forms.DateTimeField(
        label=gettext_lazy("Starts"), input_formats=[LOCAL_TIME, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), min_value=1, max_value=MAX_MINUTES
    )
    chair = forms.ModelChoiceField(
        label=gettext_lazy("Chair"), queryset=User.objects.none(), required=False,
        empty_label=gettext_lazy("Nobody yet"),
        help_text=gettext_lazy("Any member. Organisers and moderators can use the desk too."),
    )
    autopilot = forms.BooleanField(
        label=gettext_lazy("Questions go out at their minute by themselves"), required=False,
        help_text=gettext_lazy("Otherwise the chair releases each one at the desk."),
    )
    holds_newcomers = forms.BooleanField(
        label=gettext_lazy("Hold first posts of newcomers for a look"), required=False,
        help_text=gettext_lazy("The desk lets them in, one by one."),
    )

    def __init__(
        self, data: Any = None, *, community: Community, chat: Chat | None = None,
        starts_at: datetime | None = None, theme: str = "",
    ) -> None:
        self.community, self.chat = community, chat
        moment = chat.starts_at if chat else starts_at
        super().__init__(
            data,
            initial={
                "theme": chat.theme if chat else theme,
                "starts": community.local(moment).replace(tzinfo=None) if moment else None,
                "minutes": chat.minutes if chat else community.minutes,
                "chair": chat.chair_id if chat else None,
                "autopilot": chat.autopilot if chat else True,
                "holds_newcomers": (chat or community).holds_newcomers,
            },
        )
        chairs = cast("forms.ModelChoiceField[User]", self.fields["chair"])
        members = User.objects.filter(memberships__community=community).exclude(
            removals__community=community  # they have joined again, and no organiser has said so
        )
        if chat and chat.chair_id:  # whoever has the chair keeps it when something else is changed
            members |= User.objects.filter(pk=chat.chair_id)
        chairs.queryset = members.distinct().order_by("name", "pk")
        starts = self.fields["starts"]
        starts.help_text = _("On the clock of %(zone)s.") % {"zone": community.zone}
        starts.disabled = self.fields["minutes"].disabled = bool(chat and chat.started_at)

    def clean_starts(self) -> datetime:
        """The moment: what was typed is on the community's clock, wherever the server stands."""
        typed: datetime = self.cleaned_data["starts"]
        if self.chat and self.chat.started_at:
            return self.chat.starts_at
        if not 2000 <= typed.year <= 2100:
            raise forms.ValidationError(_("That year is too far away."))
        return typed.replace(tzinfo=self.community.zone_info)

    def clock_notice(self) -> str:
        """What is to be said where the clock leaves the typed time out, as summer time begins."""
        starts: datetime = self.cleaned_data["starts"]
        then = self.community.local(starts.astimezone(UTC))
        if starts.tzinfo is not self.community.zone_info or f"{starts:%H:%M}" == f"{then:%H:%M}":
            return ""
        about = {"typed": f"{starts:%H:%M}", "then": f"{then:%H:%M}"}
        return _("The clocks go forward then: there is no %(typed)s. It is %(then)s.") % about

    def plan(self) -> Plan:
        """What was filled in."""
        kept = self.cleaned_data
        return Plan(
            kept["starts"], kept["minutes"], kept["theme"], kept["chair"], kept["autopilot"],
            self.chat.suggestion if self.chat else None, kept["holds_newcomers"],
        )
