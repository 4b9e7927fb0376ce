"""Changing how often and when people may be reached."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, time
from uuid import UUID

from zhiyin.followups.decide import MARKETING, SURVEY, Cap
from zhiyin.followups.models import Policy
from zhiyin.followups.queries.policies import policy
from zhiyin.kit.errors import Refusal
from zhiyin.privacy.purposes import PURPOSES

HOURS_MAX, CAPS_MAX = 24 * 366, 30


class BadPolicy(Refusal):
    """A cap is for surveys, marketing or both, from 0 up, over at least an hour, of a purpose that can be refused; quiet hours must be a span."""

    code = "bad_policy"


def set_policy(*, caps: Sequence[Cap], quiet_from: time, quiet_until: time, by: UUID, at: datetime) -> int:
    """From now on every decision keeps to these caps and quiet hours; answers the policy's id. The former ones stay on record.

    Raises `BadPolicy`. Repeats: what is already in force is not written again.
    """
    for cap in caps:
        if cap.message_class not in ("", SURVEY, MARKETING) or cap.most < 0 or not 1 <= cap.hours <= HOURS_MAX or cap.own:
            raise BadPolicy
        if cap.purpose and (cap.purpose not in PURPOSES or PURPOSES[cap.purpose].needed):
            raise BadPolicy
    if len(caps) > CAPS_MAX or quiet_from == quiet_until:
        raise BadPolicy
    now = policy()
    if (now.caps, now.quiet_from, now.quiet_until) == (tuple(caps), quiet_from, quiet_until):
        return now.id
    return Policy.objects.create(at=at, by_id=by, caps=[asdict(cap) for cap in caps], quiet_from=quiet_from, quiet_until=quiet_until).id
