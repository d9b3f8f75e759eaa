"""The sample's talk going on while the server runs: a thread that says each post on its moment."""

import threading

from django.utils import timezone

from goodtalk.chats.models import Chat
from goodtalk.site.demo.talk import Talk
from goodtalk.site.working import again_and_again

TICK_SECONDS = 0.2
STOP_SECONDS = 1  # a post that is being stored may take so long


class Player:
    """Runs until the talk is over, or its hour was ended, or until it is told to stop."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sample-player", daemon=True)

    def start(self) -> None:
        """Begin. Returns at once."""
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether it has nothing more to say."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Returns when it has stopped, or has had its time to. It need not have been started."""
        self._stop.set()
        self.wait(STOP_SECONDS)

    def wait(self, timeout_seconds: float) -> None:
        """Until its run has ended by itself, or the time has passed."""
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)

    def tick(self) -> None:
        """Say what is due. Ends the run when nothing more can come."""
        chat = Chat.objects.select_related("community").filter(pk=self._talk.chat_id).first()
        if chat is None or not self._talk.say_due(chat, timezone.now()):
            self._stop.set()

    def _run(self) -> None:
        again_and_again(self.tick, TICK_SECONDS, self._stop, "Playing the sample")
