"""`zhiyin demo`: the demo population, loaded through the product's own doors."""

import argparse
import sys

from zhiyin.site import config, demo
from zhiyin.site.launch import demostate, welcome
from zhiyin.site.settings import CONFIG


def run(arguments: argparse.Namespace) -> int:
    """Loads as many people as asked for; those who are there already are left alone."""
    return load(config.people(arguments.people))


def load(people: int) -> int:
    """Loads the demo with its progress shown, keeps the outcome for `/readyz`, and prints the sign-ins. 0 when all are there."""
    demostate.write(demostate.DemoState(state="loading", people=people))
    try:
        with welcome.LoadProgress("Demo 演示数据") as progress:
            demo.load(people, progress=progress)
    except Exception as problem:
        demostate.write(demostate.DemoState(state="failed", people=people, reason=f"{type(problem).__name__}: {problem}"[:300]))
        sys.stderr.write("zhiyin: The demo could not be loaded. What is there can be used; the next start tries again. The cause:\n")
        raise
    demostate.write(demostate.DemoState(state="loaded", people=people))
    welcome.sign_ins(CONFIG.home)
    return 0
