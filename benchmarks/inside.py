"""Requests answered in this process, without a server or a socket: what is left is what the app costs the processor."""

import io
import time
from typing import Any, cast

from zhiyin.site.wsgi import application


def answered(path: str, *, expect: str = "200 OK", body: bytes = b"", **more: str) -> tuple[float, bytes]:
    """CPU milliseconds of the whole WSGI call, PostgreSQL's not among them, and the answer. Raises `RuntimeError` for another status."""
    said: list[str] = []
    environment = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        **more,
    }
    started = time.process_time()
    response = cast("Any", application)(environment, lambda status, _headers, _error=None: said.append(status))
    content = b"".join(response)
    spent = (time.process_time() - started) * 1000
    getattr(response, "close", lambda: None)()
    if said != [expect]:
        raise RuntimeError(f"{path} answered {said} with {content[:300]!r}")
    return spent, content
