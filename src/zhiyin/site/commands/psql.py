"""`zhiyin psql`: a SQL prompt on the wallet's database."""

import argparse
import signal
import subprocess

from zhiyin.site import config, embedded
from zhiyin.site.launch import opening


def run(arguments: argparse.Namespace) -> int:
    """Opens psql as the owner; its exit status is the command's."""
    settings = config.read()
    address, environment = opening.client(settings)
    with opening.server(settings):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C interrupts psql's query, not psql's parent
        return subprocess.run([embedded.tool("psql"), address, *arguments.rest], env=environment, check=False).returncode
