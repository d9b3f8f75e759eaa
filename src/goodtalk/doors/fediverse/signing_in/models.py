"""What other servers know us by when their people sign in here."""

from django.db import models


class SignInApp(models.Model):
    """Our registration at another server: made on first use, and again when it is lost there."""

    host = models.CharField(max_length=255, unique=True)  # with the port, where it is not 443
    redirect_uri = models.CharField(max_length=500)  # another one, once our address has changed
    client_id = models.CharField(max_length=500)
    client_secret = models.CharField(max_length=500)
    scope = models.CharField(max_length=40)  # what we ask their people for
    seen_at = models.DateTimeField()  # when the server last knew it

    def __str__(self) -> str:
        return self.host
