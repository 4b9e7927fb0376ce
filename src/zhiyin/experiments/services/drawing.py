"""Drawing people into the arms of what runs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from zhiyin.experiments.queries.arms import trials

EXPOSE_SQL = """
insert into experiments_exposure (experiment_id, person_id, arm, at)
select * from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[]) on conflict (experiment_id, person_id) do nothing
"""


def expose(met: Sequence[tuple[str, UUID, datetime]]) -> Mapping[tuple[str, UUID], int]:
    """Each (about, person, moment) of these is drawn where an experiment about it runs, and it is written down once that they were; by how many
    minutes their arm waits, for each (about, person) that is part of one or follows a decision.

    Repeats: everybody keeps their arm and the moment of the first time. At most two statements for any number.
    """
    running = trials({about for about, _, _ in met})
    waits: dict[tuple[str, UUID], int] = {}
    rows: dict[tuple[UUID, UUID], tuple[str, datetime]] = {}
    for about, person_id, at in sorted(met, key=lambda each: each[2]):
        if (trial := running.get(about)) and trial.begun_by(at):
            arm = trial.arm_of(person_id)
            waits[about, person_id] = arm.wait_minutes
            if trial.is_running:
                rows.setdefault((trial.id, person_id), (arm.code, at))
    if rows:
        lines = [(*key, *rows[key]) for key in sorted(rows)]
        with connection.cursor() as cursor:
            cursor.execute(EXPOSE_SQL, [list(column) for column in zip(*lines, strict=True)])
    return waits
