"""Imports go down, facts go round."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from tests.house import source

# A room is entered through services and queries. These are the other doors, each with its reason.
OTHER_DOORS = {
    "zhiyin.outbox.listening": "rooms register their listeners and jobs",
    "zhiyin.ledger.anchors.queries": "what was committed to Bitcoin, and the proofs of it: beside the seals",
    "zhiyin.ledger.seals.queries": "receipts, heads and proofs: a room of their own within the ledger",
    "zhiyin.outbox.worker": "the command line runs it",
    "zhiyin.identity.access": "faces decorate their pages with who may enter",
    "zhiyin.identity.stepup": "whoever does a deed asks there for its confirmation",
    "zhiyin.identity.urls": "the site includes the sign-in addresses",
    "zhiyin.privacy.purposes": "the registry of purposes is plain data that texts and journeys name",
}


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).parent / "lint-imports"

    answer = subprocess.run([lint, "--no-cache"], cwd=source.ROOT, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout


def test_a_room_is_entered_through_its_doors_only() -> None:
    used = [(path, target) for path in source.python_files() for target in source.imports(path)]

    wrong = [f"{path.relative_to(source.SOURCE)} → {target}" for path, target in used if _past_the_door(path, target)]

    assert wrong == []


def _past_the_door(path: Path, target: str) -> bool:
    here, there = source.room(path), target.split(".")[1] if "." in target else ""
    if here in ("site", "cli") or there in ("", here, "site", *source.PURE) or there == "__version__":
        return False
    inside = target.split(".")[2] if target.count(".") >= 2 else ""
    return inside not in ("services", "queries") and not any(target.startswith(door) for door in OTHER_DOORS)


def test_no_module_takes_part_in_a_cycle() -> None:
    graph = grimp.build_graph("zhiyin", exclude_type_checking_imports=True)
    reached = {module: graph.find_upstream_modules(module) for module in graph.modules if ".migrations" not in module}

    in_cycles = sorted(module for module, upstream in reached.items() if any(module in reached.get(other, ()) for other in upstream))

    assert in_cycles == []


def test_foreign_keys_point_down_and_never_across_the_wall() -> None:
    wrong = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
                here, there = _room(model), _room(field.related_model)
                if here and there and here != there and not _may_point(here, there):
                    wrong.append(f"{model._meta.label}.{field.name} → {there}")

    assert wrong == []


def _room(model: object) -> str:
    module = getattr(model, "__module__", "")
    return module.split(".")[1] if module.startswith("zhiyin.") else ""


def _may_point(here: str, there: str) -> bool:
    across = here in source.UNDERSTANDING and there in source.MONEY
    return source.floor(there) > source.floor(here) and not across


CONTEXTS = sorted({source.room(path) for path in source.python_files()} - {"site", "cli", "__init__", *source.FACES, *source.PURE})


@pytest.mark.parametrize("room", CONTEXTS)
def test_every_context_has_the_one_shape(room: str) -> None:
    shape = {"apps", "models", "services", "queries", "listeners", "jobs", "sql", "migrations"}
    known = shape | {"templates", "providers", "locale", "__init__", "__pycache__"}
    own = {"listening", "worker", "access", "urls", "purposes"} | OWN_FILES.get(room, set())

    strangers = {path.stem for path in (source.SOURCE / room).iterdir()} - known - own

    assert strangers == set()


# What a context has beside the common shape: pure code that is the heart of that context, seen from nowhere else.
OWN_FILES: dict[str, set[str]] = {
    "channels": {"composing", "links"},
    "experiments": {"assignment", "metrics"},
    "followups": {"decide", "journeys", "replaying"},
    "funding": {"chains", "iban", "sealing"},
    "identity": {"signing_in", "stepup", "texting"},
    "ledger": {"anchors", "seals", "wire"},
    "outbox": {"reading"},
    "payments": {"ndef", "couriers", "emvco", "presenting", "pictures", "codes", "notes", "luck"},
    "personal": {"reasons", "tiles"},
    "profiles": {"habits"},
    "surveys": {"documents", "scales"},
    "wallets": {"codes", "exchanging", "judging"},
}
