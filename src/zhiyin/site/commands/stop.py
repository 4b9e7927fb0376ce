"""`zhiyin stop`: ends every `zhiyin run` of this data folder, and its PostgreSQL."""

import argparse

from zhiyin.site import config, embedded
from zhiyin.site.launch import runs, welcome


def run(_: argparse.Namespace) -> int:
    """Says how many ran. A second call finds nothing and is content."""
    home = config.read().home
    count = runs.stop(home)
    left = embedded.stop_unless_used(home)
    welcome.console().print("Stopped. 已停止。" if count or left else "Nothing was running. 没有正在运行的服务。")
    return 0
