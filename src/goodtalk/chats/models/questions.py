"""The questions of an hour, as they stand on its run sheet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from goodtalk.chats.models.hours import MINUTES, Chat


class Question(models.Model):
    """A timed question on a chat's run sheet. Released once: a release that is taken back makes
    another row of it.
    """

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()  # 1 is Q1
    text = models.TextField(_("question"), max_length=500)
    minutes = models.FloatField(_("minutes"), default=10, validators=MINUTES)
    notes = models.TextField(_("notes for the chair"), blank=True, max_length=2000)
    promoted_from = models.ForeignKey(  # the participant's post that asked it first
        "Post", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    due_at = models.DateTimeField(editable=False)  # the autopilot releases it then
    skipped_at = models.DateTimeField(null=True, editable=False)
    released_at = models.DateTimeField(null=True, editable=False)
    released_by = models.ForeignKey(  # empty after a release: the autopilot
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint("chat", "number", name="question_number_once")]

    def __str__(self) -> str:
        return f"Q{self.number}"

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def is_to_come(self) -> bool:
        """Neither put to the room nor skipped."""
        return self.released_at is None and self.skipped_at is None

    @property
    def asked_by(self) -> str:
        """The participant who asked it first, while their post can be read."""
        post = self.promoted_from
        return str(post.account.shown_name) if post and post.is_visible else ""
