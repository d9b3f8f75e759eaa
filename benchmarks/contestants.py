"""The servers that are compared: ours, ours over plain ASGI, and nginx with Nchan."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from tests.live import beside
from tests.postgresql import free_port
from tests.running import ROOT, RunningServer, wait_for

WORDS = (
    "A1: we told people the evening before which roads would be gritted, and put the map on the "
    "page that the crews use too, so that both say the same. Calls went down by a third."
)
NCHAN = """
load_module {module};
worker_processes 1; worker_rlimit_nofile 20000; daemon off; pid {folder}/nginx.pid;
error_log {folder}/error.log; user {user};
events {{ worker_connections 19000; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  client_body_buffer_size 64k; client_max_body_size 1m; nchan_shared_memory_size 128M;
  server {{
    listen 127.0.0.1:{port} backlog=2048;
    location = /say {{ nchan_publisher; nchan_channel_id hour; }}
    location = /stream {{ nchan_subscriber eventsource; nchan_channel_id hour;
                          nchan_subscriber_first_message newest; }}
  }}
}}
"""


class Goodtalk:
    """`goodtalk serve`: a post is committed by another process, and heard by everybody."""

    name = "goodtalk serve"

    def __init__(self, folder: Path) -> None:
        self.server = RunningServer(folder / "data")
        self.server.start()
        hour = self.server.tell(beside.make_hour)
        self.path = f"{hour['path']}stream"
        self.pid, self.port = self.server.pid, int(self.server.address.rpartition(":")[2])
        self.said: list[tuple[bytes, bytes]] = []  # the words to look for, and the event's data
        self._speaker = self.server.begin(beside.say_what_is_asked, hour["chat"])

    def say(self, number: int) -> tuple[bytes, float]:
        """Say something: the word that tells it from everything else, and when it was committed."""
        word = f"say{number:06}x"
        assert self._speaker.stdin is not None
        assert self._speaker.stdout is not None
        self._speaker.stdin.write(f"{word} {WORDS}\n")
        _, committed = self._speaker.stdout.readline().split()
        return word.encode(), float(committed)

    def data(self) -> list[bytes]:
        """The data of every post so far, for those who are to send the same."""
        news = f"{self.server.address}{self.path.removesuffix('stream')}events"
        events, after = [], 0
        while page := httpx.get(news, params={"after": after}).json()["events"]:
            events += page
            after = page[-1]["seq"]
        posts = [one["data"] for one in events if one["kind"] == "post.received"]
        return [json.dumps(post, ensure_ascii=False).encode() for post in posts]

    def stop(self) -> None:
        """End it and whoever speaks."""
        self._speaker.communicate()
        self.server.stop()


class PlainAsgi:
    """The same application on stock uvicorn, where each listener is written to by ASGI's `send`."""

    name = "the same, by ASGI send"

    def __init__(self, goodtalk: Goodtalk) -> None:
        self.port, self.path = free_port(), goodtalk.path
        self.say = goodtalk.say
        self._process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "goodtalk.site.asgi:application", "--port",
             str(self.port), "--loop", "uvloop", "--http", "httptools", "--ws", "none",
             "--no-access-log", "--log-level", "error", "--timeout-graceful-shutdown", "1"],
            cwd=ROOT, env=goodtalk.server.environment,
        )
        self.pid = self._process.pid
        answers(self.port)

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


class Nchan:
    """nginx with Nchan, in C: what is published goes to everybody, and is kept in memory alone."""

    name = "nginx with Nchan"
    path = "/stream"

    def __init__(self, folder: Path, data: list[bytes]) -> None:
        self.port, self._data = free_port(), data
        nginx, module = nchan_programs()
        config = folder / "nginx.conf"
        user = "root" if os.geteuid() == 0 else "nobody"
        config.write_text(NCHAN.format(module=module, folder=folder, port=self.port, user=user))
        self._process = subprocess.Popen([nginx, "-p", folder, "-c", config])
        answers(self.port)
        self.pid = self._worker()
        self._client = httpx.Client()

    def say(self, number: int) -> tuple[bytes, float]:
        """Publish what Goodtalk sent in an earlier round; the time is just before."""
        word = f"say{number:06}n"
        data = re.sub(rb"say\d{6}x", word.encode(), self._data[number % len(self._data)])
        began = time.monotonic()
        self._client.post(
            f"http://127.0.0.1:{self.port}/say", content=data,
            headers={"x-eventsource-event": "post.received"},
        ).raise_for_status()
        return word.encode(), began

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()

    def _worker(self) -> int:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        found = wait_for(lambda: children.read_text().split(), lambda: "nginx has no worker.")
        return int(found[0])


def nchan_programs() -> tuple[str, str]:
    """nginx and its module. `GOODTALK_NGINX_ROOT` is where packages were unpacked, if not at /.

    Raises FileNotFoundError.
    """
    root = Path(os.environ.get("GOODTALK_NGINX_ROOT", "/"))
    nginx = shutil.which("nginx", path=f"{root}/usr/sbin:{root}/usr/bin") or shutil.which("nginx")
    modules = list(root.glob("usr/lib/nginx/modules/*nchan*.so"))
    if nginx is None or not modules:
        raise FileNotFoundError("nginx with Nchan")
    return nginx, str(modules[0])


def answers(port: int) -> None:
    """Until somebody answers there."""

    def answered() -> bool:
        try:
            httpx.get(f"http://127.0.0.1:{port}/stream-of-nothing/")
        except httpx.TransportError:
            return False
        return True

    wait_for(answered, lambda: f"Nobody answers at port {port}.")


def temporary_folder() -> "tempfile.TemporaryDirectory[str]":
    """Gone with everything in it when its block ends."""
    return tempfile.TemporaryDirectory(prefix="goodtalk-bench-")
