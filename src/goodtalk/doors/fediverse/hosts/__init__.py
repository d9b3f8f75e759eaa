"""What the host decides about other servers: blocked, limited, allowed."""
