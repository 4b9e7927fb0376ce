"""The product's settings on a throw-away PostgreSQL that forgets on power loss: fast, and real."""

import os
import tempfile
from pathlib import Path

# A server for each test process: listeners wait for every open transaction of their server, other databases' too.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
HOME = Path(os.environ.get("ZHIYIN_TEST_HOME", Path(tempfile.gettempdir()) / f"zhiyin-test-{os.geteuid()}")) / WORKER
os.environ["ZHIYIN_HOME"] = str(HOME)
os.environ["ZHIYIN_DEMO"] = "12"  # people in tests get their money from nowhere; nobody is loaded
os.environ["ZHIYIN_PROVE_OVER"] = os.environ["ZHIYIN_PROVE_NEW_OVER"] = "1000000"  # only tests of confirming ask for it
os.environ.pop("DATABASE_URL", None)

from zhiyin.site import embedded  # noqa: E402  the environment must be set first

SERVER = embedded.start(HOME, fsync=False)

from zhiyin.site.settings import *  # noqa: E402, F403  Django's way to derive settings
from zhiyin.site.settings import DATABASES  # noqa: E402

DATABASES["default"] |= {"HOST": str(SERVER.socket), "USER": embedded.OWNER, "OPTIONS": {}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
