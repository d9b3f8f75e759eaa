"""The forms of a community: starting one, its settings, its people, its themes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from goodtalk.communities.changed_dates import rhythm_by_rule
from goodtalk.communities.founding import TagUnusable, usable_tag
from goodtalk.communities.models import Community, Membership, Theme
from goodtalk.communities.plain_text import PlainLine, PlainText
from goodtalk.communities.rhythm_form import RhythmFields, rhythm_initial
from goodtalk.communities.zones import zone_choices


class SettingsForm(RhythmFields, forms.ModelForm[Community]):
    """Everything that an organiser can change about a community."""

    RARER_RHYTHM = ("every_weeks", "since", "of_month", "own_rule")
    LOOKS_AND_RULES = ("accent", "welcome", "house_rules", "may_post", "holds_newcomers")

    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices)

    class Meta:
        model = Community
        fields = [
            "name", "at", "zone", "minutes", "accent", "welcome", "house_rules", "may_post",
            "holds_newcomers",
        ]
        field_classes = {"name": PlainLine, "welcome": PlainText, "house_rules": PlainText}
        widgets = {
            "at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "accent": forms.TextInput(attrs={"type": "color"}),
            "welcome": forms.Textarea(attrs={"rows": 4}),
            "house_rules": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts = {
            "at": gettext_lazy("It stays the same over summer time."),
            "accent": gettext_lazy("Made lighter or darker where it could not be read."),
            "welcome": gettext_lazy("Said on the community's page, to whoever is new."),
            "holds_newcomers": gettext_lazy("The desk lets them in, one by one."),
        }

    def __init__(self, data: Any = None, *, instance: Community) -> None:
        initial = rhythm_initial(rhythm_by_rule(instance))
        super().__init__(data, instance=instance, initial=initial)

    @property
    def rarer_rhythm(self) -> "Folded":
        """What few communities need to say when they meet."""
        weekly = str(self["every_weeks"].value()) == "1" and not self["of_month"].value()
        is_open = bool(self["own_rule"].value()) or not weekly
        return Folded(self, self.RARER_RHYTHM, is_open=is_open)

    @property
    def looks_and_rules(self) -> "Folded":
        """What has a good default."""
        return Folded(self, self.LOOKS_AND_RULES)

    def clean(self) -> dict[str, Any] | None:
        """The rule is what was chosen of days, weeks and months."""
        kept = super().clean()
        self.instance.rule = self.chosen_rule() or self.instance.rule
        self.instance.since = self.cleaned_data.get("since") or self.instance.since
        return kept


class StartForm(SettingsForm):
    """The same, and the hashtag, which does not change afterwards."""

    tag = PlainLine(
        label=gettext_lazy("Hashtag"), max_length=100,
        help_text=gettext_lazy("It becomes the address, and is never changed afterwards."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    class Meta(SettingsForm.Meta):
        fields = ["tag", *SettingsForm.Meta.fields]

    def clean_tag(self) -> str:
        try:
            return usable_tag(self.cleaned_data["tag"])
        except TagUnusable as error:
            raise forms.ValidationError(str(error)) from error


class Folded:
    """Fields that are folded away, unless something in them is wrong or out of the ordinary."""

    def __init__(
        self, form: SettingsForm, names: tuple[str, ...], *, is_open: bool = False
    ) -> None:
        self.fields = [form[name] for name in names]
        self.is_open = is_open or any(field.errors for field in self.fields)


class ThemeForm(forms.ModelForm[Theme]):
    """Something to talk about."""

    class Meta:
        model = Theme
        fields = ["title", "why"]
        field_classes = {"title": PlainLine, "why": PlainText}
        widgets = {"why": forms.Textarea(attrs={"rows": 3})}


class AddMemberForm(forms.Form):
    """Somebody whose address an organiser knows."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=Membership.Role, initial=Membership.Role.MEMBER
    )
