"""Django's pages as a WSGI application; asgi.py runs it on a pool of threads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodtalk.site.settings")
application = get_wsgi_application()
