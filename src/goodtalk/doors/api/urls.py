"""Where other programs find the API."""

urlpatterns: list = []
