"""Answers with a picture of another server, from here."""

from typing import TypeVar

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodtalk.chats.models import Chat, Post
from goodtalk.pictures.addresses import emoji_url, picture_url
from goodtalk.pictures.keeping import NotHere, NotYet, keep
from goodtalk.pictures.looking import media_type_of
from goodtalk.pictures.tidying import tidy_now_and_then

Answer = TypeVar("Answer", HttpResponse, FileResponse)

WEEK_SECONDS = 7 * 24 * 60 * 60
# In the reader's own browser: what lies between does not hear when a post is taken back.
KEPT_BY_READERS = f"private, max-age={WEEK_SECONDS}, immutable"


@require_safe
def picture(request: HttpRequest, post: int, key: str) -> HttpResponse | FileResponse:
    """A picture that came with a post, for whoever may read the post."""
    found = Post.objects.select_related("account").filter(pk=post).first()
    if found is None or not (found.is_visible or _looks_after(request, found)):
        return _in_words(_("This picture is not here any more."), status=410)
    url = picture_url(found, key)
    if url is None:
        raise Http404
    return _answer(url, found)


@require_safe
def emoji(request: HttpRequest, signed: str) -> HttpResponse | FileResponse:
    """A custom emoji."""
    url = emoji_url(signed)
    if url is None:
        raise Http404
    return _answer(url, None)


def _looks_after(request: HttpRequest, post: Post) -> bool:
    """Whether it waits for somebody who sits at the desk: they see what they decide about."""
    if post.withdrawn_at is not None or post.chat_id is None:
        return False
    return Chat.objects.chaired_by(request.user).filter(pk=post.chat_id).exists()


def _answer(url: str, post: Post | None) -> HttpResponse | FileResponse:
    tidy_now_and_then()
    try:
        file = keep(url, post=post, now=timezone.now()).open("rb")
    except (NotYet, FileNotFoundError):  # or it was thrown away just now
        response = _in_words(_("This picture is on its way."), status=503)
        response["Retry-After"] = "1"
        return response
    except NotHere as why:
        return _in_words(_("This picture cannot be had.") + f" {why}", status=404)
    head = file.read(16)
    file.seek(0)
    answer = FileResponse(file, content_type=media_type_of(head), filename="picture")
    return _guarded(answer, KEPT_BY_READERS)


def _in_words(words: str, status: int) -> HttpResponse:
    return _guarded(HttpResponse(words, "text/plain; charset=utf-8", status), "no-store")


def _guarded(answer: Answer, cache: str) -> Answer:
    """Whatever it is, it runs nothing and is taken for nothing else."""
    answer["Cache-Control"] = cache
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
