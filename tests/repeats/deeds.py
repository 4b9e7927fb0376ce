"""Everything that moves money, or settles what will, as it is sent twice: each story ends right before the request that is repeated."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from tests import make
from tests.identity.softkey import SoftKey

from zhiyin.identity.stepup import confirming
from zhiyin.payments.services import ConfirmationNeeded

Request = Callable[[], object]
Story = Callable[[], Request]
SAME, REFUSED, NOTHING = "the same answer", "a refusal", "nothing more to do"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A story that answers the request. `again`: what whoever comes second hears. `config`: settings of the deployment it is told in."""

    story: Story
    services: frozenset[str]
    again: str
    config: dict[str, int]

    @property
    def name(self) -> str:
        return self.story.__name__


DEEDS: list[Deed] = []


def repeated(*services: Callable[..., object], again: str = SAME, config: dict[str, int] | None = None) -> Callable[[Story], Story]:
    """The story below is about a repeat of these services."""

    def keep(story: Story) -> Story:
        DEEDS.append(Deed(story=story, services=frozenset(map(called, services)), again=again, config=config or {}))
        return story

    return keep


def called(service: Callable[..., object]) -> str:
    """A service by its place in the source."""
    return f"{service.__module__}.{service.__name__}"


def confirmed(person_id: UUID, request: Callable[[UUID | None], object]) -> Request:
    """The person was asked to confirm it, and has."""
    with pytest.raises(ConfirmationNeeded) as needed:
        request(None)
    passkey = SoftKey().belongs_to(person_id)
    asked = confirming.asked(confirming.begin(person_id, terms=needed.value.terms, at=make.AT), person_id=person_id, at=make.AT)
    assert asked.options
    signed = passkey.signs(asked.options["publicKey"]["challenge"])
    confirming.by_passkey(asked.id, person_id=person_id, response=signed, at=make.AT)
    return lambda: request(asked.id)
