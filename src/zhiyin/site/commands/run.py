"""`zhiyin run`: PostgreSQL, pages, worker and demo as one family that ends as a whole."""

import argparse
import errno
import importlib
import socket
import sys
import webbrowser
from collections.abc import Callable

from django.db import connection
from django.urls import get_resolver
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from zhiyin.outbox import worker
from zhiyin.site import embedded
from zhiyin.site.config import Config, Trouble
from zhiyin.site.edge.door import AT_ONCE, Door
from zhiyin.site.launch import opening, processes, runs, welcome
from zhiyin.site.launch.demostate import is_loaded
from zhiyin.site.settings import CONFIG
from zhiyin.site.wsgi import application

ANSWERED_AT_ONCE = 8  # in one process; each has a connection to the database
THREADS = AT_ONCE + 32  # those who send slowly have one each, and the others find one free
REQUEST_SECONDS_MAX = 10
HEAD_MILLISECONDS_MAX = 10_000


class PortInUse(Trouble):
    """Somebody else listens there."""


def run(_: argparse.Namespace) -> int:
    """Serves until Ctrl-C; 1 when a part kept falling over."""
    check_port(CONFIG)
    processes.adopt_orphans()
    with runs.noted(CONFIG), opening.database(CONFIG) as server:
        family = _family(CONFIG)
        fallen = processes.look_after(family, tick=_ticks(CONFIG, server, loads=len(family) > 2))
        if fallen:
            raise Trouble(f"The {fallen} process fell over again and again; the lines above say why. `zhiyin doctor` looks for causes.")
    welcome.farewell()
    return 0


def check_port(config: Config) -> None:
    """Raises `PortInUse` when the pages could not be served there."""
    family = socket.AF_INET6 if ":" in config.address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.address, config.port))
        except OSError as problem:
            raise PortInUse(_port_trouble(config, problem)) from problem


def _port_trouble(config: Config, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        own = runs.at_port(config.home, config.port)
        if own:
            return f"Zhiyin already runs here: {own}. Stop it with `make stop`, or start a second one with `make run PORT={config.port + 1}`."
        return f"Port {config.port} is in use by another program. Stop that program, or choose another port: `make run PORT={config.port + 1}`."
    if problem.errno == errno.EACCES:
        return f"This user may not listen on port {config.port}. Choose one above 1023: `make run PORT=8000`."
    return f"Cannot listen on {config.address}:{config.port}: {problem.strerror}. Set ZHIYIN_ADDRESS to an address of this machine."


def _family(config: Config) -> list[processes.Child]:
    get_resolver().url_patterns  # noqa: B018  loads every page once, before the fork shares it
    wanted = config.is_demo and not is_loaded(config.demo)
    connection.close()  # a connection must not be shared by the forked
    family = [processes.Child("web", _serve), processes.Child("worker", _work)]
    return [*family, processes.Child("demo", _load, for_ever=False)] if wanted else family


def _serve() -> int:
    server = Server(
        "zhiyin.site.wsgi:application",
        address=CONFIG.address,
        port=CONFIG.port,
        interface=Interfaces.WSGI,
        workers=CONFIG.workers,
        blocking_threads=THREADS,
        http=HTTPModes.http1,  # a proxy in front speaks the newer ones
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS_MAX),
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=REQUEST_SECONDS_MAX,
    )
    server.serve(target_loader=_application, wrap_loader=False)
    return 0


def _application() -> Callable[..., object]:
    processes.die_with_parent()
    return Door(application, inside=ANSWERED_AT_ONCE)


def _work() -> int:
    worker.run(stop=processes.told_to_stop())
    return 0


def _load() -> int:
    # Reading the demo's data needs large libraries that no other process should carry.
    return int(importlib.import_module("zhiyin.site.commands.demo").load(CONFIG.demo))


def _ticks(config: Config, server: embedded.Server | None, *, loads: bool) -> Callable[[], None]:
    told: list[Config] = []

    def tick() -> None:
        if server and not embedded.is_within_reach(server):
            sys.stderr.write("zhiyin: PostgreSQL was gone; starting it again.\n")
            embedded.start(config.home)
        if not told and _answers(config):
            told.append(config)
            welcome.greet(config)
            if config.is_demo and not loads:
                welcome.sign_ins(config.home)
            if welcome.has_screen():
                webbrowser.open(config.origin)

    return tick


def _answers(config: Config) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in config.address else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((_own_address(config.address), config.port)) == 0


def _own_address(address: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104  compared, not bound
