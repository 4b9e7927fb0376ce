"""What a newcomer reads in the terminal: where the wallet is, who may sign in, how far the demo is."""

import json
import os
import sys
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from zhiyin.site.config import Config

ROLES = {
    "person": "person 用户", "merchant": "merchant 商家", "support": "support 客服", "marketing": "marketing 运营",
    "product": "product 产品", "risk": "risk 风控", "auditor": "auditor 审计", "admin": "admin 管理员",
}  # fmt: skip
STEPS = {"reading": "reading 读取", "paying": "paying 支付", "learning": "learning 学习"}


def console() -> Console:
    """Colours for a terminal, plain text for everything else."""
    return Console(highlight=False)


def greet(config: Config) -> None:
    """Says where the wallet is and how to stop it."""
    console().print(f"\n  [bold]知音 Zhiyin[/bold]  {config.origin}\n  Ctrl-C stops it. 按 Ctrl-C 停止。\n")


def farewell() -> None:
    """Says that everything has been stopped."""
    console().print("Stopped; nothing is left running. 已全部停止。")


def sign_ins(home: Path) -> None:
    """Prints the ready-made sign-ins of the demo, when there are some."""
    file = home / "demo.json"
    if not file.exists():
        return
    title = "Demo: made-up people, ready to sign in. 演示数据：虚构人物，可直接登录。"
    table = Table("role 身份", "login 账号", "password 密码", "name 姓名", title=title, title_justify="left", box=None)
    for entry in json.loads(file.read_text()):
        table.add_row(ROLES.get(entry["role"], entry["role"]), entry["login"], entry["password"], entry["name"])
    console().print(table)


def has_screen() -> bool:
    """Whether somebody sits in front of a browser: a terminal, a display, and no CI."""
    display = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(display) and sys.stdout.isatty() and "CI" not in os.environ


class LoadProgress:
    """A bar in a terminal; elsewhere a line for each tenth. Call it with how much of how much is done, and of what."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.tenth = -1
        self.bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console())
        self.task = self.bar.add_task(title, total=None)

    def __enter__(self) -> Self:
        if self.bar.console.is_terminal:
            self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def __call__(self, *, step: str, done: int, total: int) -> None:
        """`done` of `total` are there; `step` names what is being done."""
        if self.bar.console.is_terminal:
            self.bar.update(self.task, completed=done, total=total, description=f"{self.title}: {STEPS.get(step, step)}")
        elif total and done * 10 // total > self.tenth:
            self.tenth = done * 10 // total
            self.bar.console.print(f"{self.title}: {self.tenth * 10} %")
