"""What is said when a signature does not hold."""


class Unsigned(Exception):
    """Nobody stands behind this request or document; the reason is a plain sentence."""

    @property
    def reason(self) -> str:
        return str(self)
