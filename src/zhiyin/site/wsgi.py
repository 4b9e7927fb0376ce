"""The WSGI door that the server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyin.site.settings")
ordinary = get_wsgi_application()

from zhiyin.site.edge.shortcut import Shortcut  # noqa: E402  it needs Django's settings and apps

application = Shortcut(ordinary)
