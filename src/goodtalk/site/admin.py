"""The host's own pages: people, communities and hours, for what no other page can put right."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from goodtalk.chats.models import Chat, Person
from goodtalk.communities.models import Community, Membership, Theme, User

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
