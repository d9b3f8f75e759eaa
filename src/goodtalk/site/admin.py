"""The host's own pages: people, communities and hours, for what no other page can put right."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.utils import timezone

from goodtalk.chats.models import Chat, Person
from goodtalk.communities.models import Community, Membership, Theme, User
from goodtalk.doors.fediverse.hosts.bringing_about import bring_about_later
from goodtalk.doors.fediverse.hosts.deciding import is_own, usable_domain
from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.doors.fediverse.leaving import delete_community

admin.site.site_header = admin.site.site_title = "Goodtalk"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """What somebody is, and where."""

    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nobody has a password here, so there is none to set."""

    list_display = ["email", "name", "is_active", "is_superuser", "last_login"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "is_staff", "is_superuser", "date_joined", "last_login"]
    readonly_fields = ["date_joined", "last_login"]


@admin.register(Community)
class CommunityAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A community and its people."""

    list_display = ["__str__", "name", "rhythm_in_words", "created_at"]
    search_fields = ["tag_key", "name"]
    inlines = [MembershipInline]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """The tag is its address, also on the fediverse, whose servers know it by no other."""
        return ["tag"] if obj else []

    def delete_model(self, request: Any, obj: Community) -> None:
        """Its followers on the fediverse hear of it."""
        delete_community(obj, now=timezone.now())

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        """The same for several."""
        for community in queryset:
            delete_community(community, now=timezone.now())


@admin.register(Theme)
class ThemeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What somebody would like to talk about."""

    list_display = ["title", "community", "suggested_by", "withdrawn_at"]
    search_fields = ["title"]
    autocomplete_fields = ["community", "suggested_by", "voters"]


@admin.register(Chat)
class ChatAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Hours can be looked at; the desk is where they are changed, so that the log hears of it."""

    list_display = ["__str__", "theme", "starts_at", "closed_at"]
    search_fields = ["theme", "community__tag_key"]
    date_hierarchy = "starts_at"

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """Not here."""
        return False

    has_add_permission = has_change_permission


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Somebody who takes part."""

    list_display = ["name", "user"]
    search_fields = ["name"]
    autocomplete_fields = ["user"]


class DomainRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A rule whose domain is written as people write it."""

    def clean_domain(self) -> str:
        """The domain as rules have it."""
        try:
            domain = usable_domain(self.cleaned_data["domain"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        if is_own(domain):
            raise forms.ValidationError(f"{domain} is this server, or it lies under it.")
        return domain


@admin.register(DomainRule)
class DomainRuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Other servers: blocked, limited, allowed. The worker does what follows."""

    form = DomainRuleForm
    list_display = [
        "domain", "severity", "rejects_media", "rejects_reports", "public_comment", "made_at",
    ]  # fmt: skip
    list_filter = ["severity"]
    search_fields = ["domain", "public_comment"]
    fields = [
        "domain", "severity", "rejects_media", "rejects_reports", "public_comment",
        "private_comment",
    ]  # fmt: skip

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """Another domain is another rule."""
        return ["domain"] if obj else []

    def save_model(self, request: Any, obj: DomainRule, form: Any, change: bool) -> None:
        """Keep it; the worker goes through followers and posts."""
        obj.made_at = obj.made_at or timezone.now()
        super().save_model(request, obj, form, change)
        bring_about_later.enqueue([obj.domain], request.user.pk)

    def delete_model(self, request: Any, obj: DomainRule) -> None:
        """Forget it; what was set aside comes back."""
        super().delete_model(request, obj)
        bring_about_later.enqueue([obj.domain], request.user.pk)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        """The same for several."""
        domains = list(queryset.values_list("domain", flat=True))
        super().delete_queryset(request, queryset)
        bring_about_later.enqueue(domains, request.user.pk)
