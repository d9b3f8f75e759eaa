"""A file that a plain form sends in one piece, straight to the disc on which it will stay."""

from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from goodtalk.doors.archives.imports.keeping import incoming_folder


class IntoDataFolder(FileUploadHandler):
    """Streams what comes into a file that is gone when nobody wants it."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._files: list[IO[bytes]] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._file = NamedTemporaryFile(dir=incoming_folder())  # noqa: SIM115 - see close()
        self._files.append(self._file)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Some of it has come. Raises OSError when the disc is full."""
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """All of it has come."""
        self._file.flush()
        self._file.seek(0)
        return UploadedFile(self._file, self.file_name, self.content_type, file_size)

    def close(self) -> None:
        """What is wanted has been taken; the rest goes."""
        for file in self._files:
            file.close()
