"""Who has spoken in which hour, and who was new there."""

from django.db import models

from goodtalk.chats.models.hours import Chat
from goodtalk.chats.models.people import Person


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Attendances, read as phrases."""

    def newcomers(self) -> "AttendanceQuerySet":
        """Those who had spoken in no earlier chat of the same community.

        Where an archive begins, nobody is: of what was before, nothing is known.
        """
        before = Attendance.objects.filter(
            chat__community=models.OuterRef("chat__community"),
            chat__starts_at__lt=models.OuterRef("chat__starts_at"),
        )
        earlier = before.filter(person=models.OuterRef("person"))
        is_known = models.Q(chat__is_rebuilt=False) | models.Exists(before)
        return self.filter(is_known).exclude(models.Exists(earlier))


class AttendanceManager(models.Manager.from_queryset(AttendanceQuerySet)):  # type: ignore[misc]
    """Typed so that `chat.attendances` reads as phrases too."""


class Attendance(models.Model):
    """Somebody spoke in a chat."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.CASCADE, related_name="attendances")

    objects = AttendanceManager()

    class Meta:
        constraints = [models.UniqueConstraint("chat", "person", name="attends_once")]

    def __str__(self) -> str:
        return f"{self.person} in {self.chat}"
