"""Thanks that people give for a post."""

from django.db import models
from django.utils import timezone

from goodtalk.chats.models.people import Person
from goodtalk.chats.models.posts import Post


class Thanks(models.Model):
    """One person's thanks for one post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="thanks")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "thanks"
        constraints = [models.UniqueConstraint("post", "person", name="thanks_once")]

    def __str__(self) -> str:
        return f"{self.person} → {self.post}"
