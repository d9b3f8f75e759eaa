"""The sample community: invented people whose hour is live as soon as `goodtalk demo` starts."""
