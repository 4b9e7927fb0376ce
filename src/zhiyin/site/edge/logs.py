"""One JSON line for each fact worth keeping: ids, never names."""

import logging.config
import re
import sys
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

FILE_BYTES_MAX = 10_000_000


def destination(home: Path) -> Path | None:
    """Where lines go: to a file when a person sits at the terminal, else (None) to standard error."""
    return home / "zhiyin.log" if sys.stderr.isatty() else None


def configure(file: Path | None) -> None:
    """Sets up the product's lines and those of its libraries alike. A second call replaces the first."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    formatter = {"()": structlog.stdlib.ProcessorFormatter, "foreign_pre_chain": shared, "processors": _endings()}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"lines": _handler(file) | {"formatter": "json"}},
            "root": {"handlers": ["lines"], "level": "INFO"},
            # The request line says what these would repeat, without the words of the address; only our own failures keep their traceback.
            "filters": {"failures": {"()": "django.utils.log.CallbackFilter", "callback": _is_failure}},
            "loggers": {"django.request": {"filters": ["failures"]}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
        }
    )


def _is_failure(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR and bool(record.exc_info)


def _handler(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if file.exists() and file.stat().st_size > FILE_BYTES_MAX:
        file.replace(file.with_suffix(".log.1"))
    return {"class": "logging.FileHandler", "filename": str(file), "encoding": "utf-8", "delay": True}


def _endings() -> list[Any]:
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _without_values,
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
    ]


def _without_values(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    # PostgreSQL names the offending row in DETAIL; that row may be somebody's name or address.
    if "exception" in line:
        line["exception"] = re.sub(r"^DETAIL:.*$", "DETAIL: (left out)", line["exception"], flags=re.MULTILINE)
    return line
