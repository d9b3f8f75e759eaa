"""How a request is signed, and how it is told that a signature is good."""
