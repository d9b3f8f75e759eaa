"""The worker as a child of the server: begun again when it dies, never left behind."""

import logging
import subprocess
import sys
import threading
import time

PAUSES_SECONDS = (0.5, 1, 2, 5, 10, 30)  # before it is begun again, growing
HEALTHY_SECONDS = 60  # whoever lived that long starts with the shortest pause again
STOP_SECONDS = 1.5  # what it is doing may take so long to finish

logger = logging.getLogger(__name__)


class WorkerChild:
    """Watched by a thread. The child ends itself when its standard input does.

    The kernel closes that pipe also when this process is killed, so that no worker is left.
    """

    def __init__(self) -> None:
        self._command = [sys.executable, "-m", "goodtalk.site.working"]
        self._is_stopping = threading.Event()
        self._gone_by = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="worker-child", daemon=True)

    def start(self) -> None:
        """Begin it, and watch it from now on."""
        self._thread.start()

    def begin_stop(self) -> None:
        """Ask it to finish. Returns at once."""
        if not self._is_stopping.is_set():
            self._gone_by = time.monotonic() + STOP_SECONDS
            self._is_stopping.set()
        process = self._process
        if process is not None and process.stdin is not None:
            process.stdin.close()

    def stop(self) -> None:
        """Until it is gone."""
        self.begin_stop()
        self._thread.join(max(0, self._gone_by - time.monotonic()))
        if self._thread.is_alive() and self._process is not None:
            self._process.kill()
            self._thread.join()

    def _watch(self) -> None:
        failures = 0
        while not self._is_stopping.is_set():
            began = time.monotonic()
            ended = self._live_once()
            if self._is_stopping.is_set():
                return
            failures = 0 if time.monotonic() - began >= HEALTHY_SECONDS else failures + 1
            pause = PAUSES_SECONDS[min(max(failures - 1, 0), len(PAUSES_SECONDS) - 1)]
            logger.warning("The worker ended (%s); another begins in %s s.", ended, pause)
            self._is_stopping.wait(pause)

    def _live_once(self) -> str:
        try:
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603
        except OSError as error:
            return str(error)
        if self._is_stopping.is_set():
            self.begin_stop()  # it came while the child was being made
        return f"exit code {self._process.wait()}"
