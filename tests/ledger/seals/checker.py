"""The stand-alone script that people download, loaded from its file as it lies there."""

import importlib.util
from pathlib import Path
from typing import Any

import zhiyin

FILE = Path(zhiyin.__file__).parent / "web" / "static" / "check" / "check_receipt.py"
_spec = importlib.util.spec_from_file_location("check_receipt", FILE)
assert _spec
assert _spec.loader
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)

Wrong: type[Exception] = _module.Wrong
check: Any = _module.check
continues: Any = _module.continues
main: Any = _module.main
root_from_path: Any = _module.root_from_path
