"""The addresses to which a file is sent: in parts by our script, or whole by a plain form."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from goodtalk.communities.addresses import community_run_by
from goodtalk.communities.models import Community
from goodtalk.doors.archives.imports.addresses import import_of
from goodtalk.doors.archives.imports.forms import BeginForm, FileForm, ReadingForm
from goodtalk.doors.archives.imports.keeping import bytes_here
from goodtalk.doors.archives.imports.uploads import (
    MAX_FILE_BYTES,
    NotTaken,
    WrongOffset,
    add_part,
    begin_upload,
    check_size,
    take_whole,
    too_large,
)
from goodtalk.doors.archives.imports.whole_file import IntoDataFolder
from goodtalk.doors.archives.models import ImportJob
from goodtalk.doors.archives.room import is_full, no_room

FORM_BYTES = 64 * 1024  # what a form has around its file


@require_POST
def begin(request: HttpRequest, tag: str) -> JsonResponse:
    """The browser wants to send a file: where to, and from which byte on."""
    community = community_run_by(request.user, tag)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _sorry(_first_error(form) or _("Choose the file again."), 400)
    said = form.cleaned_data
    try:
        job = begin_upload(
            community, request.user,  # type: ignore[arg-type]
            name=said["name"], size=said["size"], fingerprint=said["fingerprint"],
            reading=form.reading(), now=timezone.now(),
        )  # fmt: skip
    except NotTaken as error:
        return _sorry(str(error), error.status)
    where = {name: _address(job, name) for name in ("part", "remove")}
    return JsonResponse({**_standing(job), **where})


@require_POST
def part(request: HttpRequest, tag: str, number: int) -> JsonResponse:
    """Some of a file, as the whole body; `?offset=` says with which byte it begins."""
    job = import_of(request.user, tag, number)
    offset, length = request.GET.get("offset", ""), request.META.get("CONTENT_LENGTH") or ""
    if not _is_number(offset) or not _is_number(length):
        return _sorry(_("The browser did not say which part it is."), 400)
    try:
        add_part(job, int(offset), request, int(length), now=timezone.now())
    except WrongOffset as error:
        return JsonResponse({"offset": error.expected}, status=409)
    except NotTaken as error:
        return _sorry(str(error), error.status)
    except UnreadablePostError:
        return _sorry(_("The connection was cut."), 400)  # nobody is there to read it
    return JsonResponse(_standing(job))


@csrf_exempt  # looked at below: it reads the form, and only organisers may have that read
@require_POST
@login_required
def whole(request: HttpRequest, tag: str) -> HttpResponse:
    """The same without our script: a form with the file in it."""
    community = community_run_by(request.user, tag)
    page = redirect("archives:imports", community.tag_key)
    length = request.META.get("CONTENT_LENGTH") or ""
    if not _is_number(length) or int(length) > MAX_FILE_BYTES + FORM_BYTES:
        messages.error(request, too_large())
        return page
    handler = IntoDataFolder(request)
    request.upload_handlers = [handler]
    try:
        return _take(request, community)
    except NotTaken as error:
        messages.error(request, str(error))
    except OSError as error:
        if not is_full(error):
            raise
        messages.error(request, no_room())
    finally:
        handler.close()
    return page


@csrf_protect
def _take(request: HttpRequest, community: Community) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect("archives:imports", community.tag_key)
    sent: Any = form.cleaned_data["file"]
    check_size(sent.size)
    job = begin_upload(
        community, request.user,  # type: ignore[arg-type]
        name=sent.name, size=sent.size, fingerprint="", reading=form.reading(),
        now=timezone.now(),
    )  # fmt: skip
    take_whole(job, sent.file.name, now=timezone.now())
    return redirect(job)


def _first_error(form: ReadingForm) -> str:
    """Of what people fill in; of the rest the browser is to blame, and they cannot mend it."""
    theirs = (form.errors.get(name) for name in ("file", *ReadingForm.base_fields))
    return next((str(errors[0]) for errors in theirs if errors), "")


def _standing(job: ImportJob) -> dict[str, Any]:
    """How much is here, and where to go when that is all."""
    return {"offset": bytes_here(job), "page": job.get_absolute_url()}


def _address(job: ImportJob, name: str) -> str:
    return reverse(f"archives:{name}", args=[job.community.tag_key, job.pk])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _sorry(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
