"""One person who paid, answered badly and was heard; a theme with improvements; staff of every role. Everything through the product's own doors."""

import re
from dataclasses import asdict, dataclass
from uuid import UUID

from django.test import Client
from django.urls import reverse
from tests import make
from tests.experiments import trials
from tests.followups import story
from tests.web.browser import client_of

from zhiyin.channels import queries as channels
from zhiyin.console.urls import urlpatterns
from zhiyin.followups import queries as followups
from zhiyin.identity import services as identity
from zhiyin.improvements import services as improvements
from zhiyin.kit.ids import uuid7
from zhiyin.support import queries as support
from zhiyin.surveys import services as surveys

PAGES: tuple[str, ...] = (
    "overview",
    "people",
    "person",
    "payments",
    "payment",
    "followups",
    "followup",
    "policy",
    "cases",
    "case",
    "themes",
    "theme",
    "improvement",
)
PAGES += ("experiments", "experiment", "experiment_new", "measured")
WORDS = "The queue was long and the code did not read."


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The ids that addresses of the console are made of."""

    person_id: UUID
    payment_id: UUID
    case_id: UUID
    follow_up_id: int
    theme_id: UUID
    improvement_id: UUID
    experiment_id: UUID


def world() -> World:
    """Somebody gave one star with a sentence; the case is filed under a theme whose improvement is in progress."""
    story.nobody_held_out()
    person, shop, chen = story.willing(), make.merchant("Anna's Bakery", name_zh="安娜面包房"), make.staff("product").id
    payment, case_id = complaint(person, shop.id)
    theme = improvements.create_theme(name_en=f"Slow counter {uuid7()}", name_zh=f"柜台慢 {uuid7()}", by=chen, at=make.AT)
    improvements.file_case(theme, case_id, by=chen, at=make.AT)
    improvement = improvements.open_improvement(theme, title_en="Read at once", title_zh="一扫就成", owner_id=chen, at=make.AT)
    improvements.start(improvement, at=make.AT)
    decision = followups.decisions_of(person)[0]
    return World(
        person_id=person,
        payment_id=payment,
        case_id=case_id,
        follow_up_id=decision.follow_up_id,
        theme_id=theme,
        improvement_id=improvement,
        experiment_id=trials.waiting(),
    )


def complaint(person_id: UUID, merchant_id: UUID) -> tuple[UUID, UUID]:
    """The person pays, is asked, gives one star and says why; the payment and the case."""
    payment = make.payment(person_id, merchant_id, 7_00, at=make.AT)
    story.worker(make.AT)
    invitation = UUID(channels.inbox(person_id, limit=1)[0].params["invitation_id"])
    surveys.answer(invitation, person_id=person_id, value=1, at=make.AT)
    surveys.comment(invitation, person_id=person_id, text=WORDS, at=make.AT)
    story.worker(make.AT)
    return payment.id, support.cases_of(person_id)[0].id


def browser(role: str, *, language: str = "en") -> Client:
    """A browser in which somebody with that role is signed in."""
    who = make.person(roles=(role,) if role == "person" else ("person", role))
    identity.set_language(who.id, language)
    return client_of(who)


def address(name: str, world: World) -> str:
    """The address of that name in this world."""
    pattern = next(str(each.pattern) for each in urlpatterns if each.name == name)
    wanted = re.findall(r"<\w+:(\w+)>", pattern)
    return reverse(f"console:{name}", kwargs={key: value for key, value in asdict(world).items() if key in wanted})
