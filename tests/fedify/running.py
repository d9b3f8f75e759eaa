"""Starts Fedify's server beside ours, and tells it what one of its people does."""

import contextlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CAVAGE, RFC9421 = "draft-cavage-http-signatures-12", "rfc9421"


class Fedify:
    """Nia's server. `signs` is the kind of signature that it tries first."""

    def __init__(self, signs: str) -> None:
        self._process = subprocess.Popen(
            [HERE / "node_modules/.bin/node", HERE / "peer.js", signs],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )
        where = self.do("where")
        self.origin, self.nia = where["origin"], where["nia"]

    def do(self, deed: str, /, **details: Any) -> Any:
        """Have something done; what came of it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": deed} | details) + "\n")
        line = self._process.stdout.readline()
        assert line, "Fedify's server has ended."
        said = json.loads(line)
        assert "error" not in said, said["error"]
        return said["answer"]

    def received(self, kind: str) -> list[dict[str, Any]]:
        """The activities of a kind that came in with a good signature."""
        return [one for one in self.do("received") if one["type"] == kind]

    def stop(self) -> None:
        """End it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.communicate(timeout=5)
        if self._process.poll() is None:
            self._process.kill()


@contextlib.contextmanager
def running_fedify(signs: str) -> Iterator[Fedify]:
    """One that has started; whatever happens, it is gone afterwards."""
    fedify = Fedify(signs)
    try:
        yield fedify
    finally:
        fedify.stop()
