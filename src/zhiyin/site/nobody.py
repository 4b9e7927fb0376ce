"""PostgreSQL refuses to run as root. Root runs it as `nobody`, without making users and without opening anybody's folders."""

import functools
import os
import subprocess
from pathlib import Path

NOBODY = 65534
# Root is called nobody inside a user namespace of the server's own: files stay root's.
RENAMED = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
# Containers often forbid such namespaces. Then the server is nobody, and may pass the closed folders above its own by one capability.
REDUCED = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]


def prefix(data: Path) -> list[str]:
    """What to put in front of a program that works on the server's files in `data`; nothing unless this is root."""
    if os.geteuid() != 0:
        return []
    made_reduced = data.exists() and data.stat().st_uid == NOBODY
    return REDUCED if made_reduced or not _may_rename() else RENAMED


@functools.cache
def _may_rename() -> bool:
    return subprocess.run([*RENAMED, "true"], capture_output=True, check=False).returncode == 0
