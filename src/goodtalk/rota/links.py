"""The link on which somebody answers. It is good for one question, until that is answered.

Nothing of it is kept: it is the turn's number under the site's own signature, so that whoever
reads the database cannot make one, and organisers can see it again for as long as it is open.
"""

from django.core.signing import BadSignature, Signer
from django.shortcuts import get_object_or_404
from django.urls import reverse

from goodtalk.rota.models import Turn


def answer_path(turn: Turn) -> str:
    """Where the question of a turn is answered."""
    return reverse("rota:answer", args=[turn.community.tag_key, _signer().sign(str(turn.pk))])


def turn_asked(tag_key: str, token: str) -> Turn:
    """The turn that a link is about, whatever has become of it; 404 for a link that is none."""
    try:
        number = int(_signer().unsign(token))
    except (BadSignature, ValueError):
        number = 0
    turns = Turn.objects.select_related("community", "user", "asked_by", "chat")
    return get_object_or_404(turns, pk=number, community__tag_key=tag_key)


def _signer() -> Signer:
    return Signer(sep=".", salt="goodtalk.rota.answer")
