"""The demo's people and staff as they react: through the same services that their taps would call, each at its own moment."""

import heapq
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID

from zhiyin.channels import services as channels
from zhiyin.followups import queries as followups
from zhiyin.followups.queries import Reached
from zhiyin.followups.services import calls as telephone
from zhiyin.identity import queries as identity
from zhiyin.improvements import services as improvements
from zhiyin.kit.ids import derived
from zhiyin.site.demo import asking, mending, moods, undertaking
from zhiyin.site.demo.shopping import ZONE
from zhiyin.support import queries as cases
from zhiyin.support import services as support
from zhiyin.support.queries import CaseLine
from zhiyin.surveys import services as surveys

NUMBER = "+16145550100"  # 555-01xx is nobody's
OPENS, CLOSES, SATURDAY = 9, 17, 5
CASES_MAX = 200
ANSWERS_MAX = 2
AGENT, PRODUCT, MARKETING = derived("demo", "wang"), derived("demo", "chen"), derived("demo", "sofia")


@dataclass(slots=True)
class Crowd:
    """`shops`: the merchant of each payment; `own`: the shop whose codes fail until they are mended. Staff go home at `last_work`: what comes later
    waits in their queue.
    """

    shops: Mapping[UUID, UUID]
    own: UUID
    began: datetime
    since: datetime
    last_work: datetime
    mended_at: datetime
    _going: list[tuple[datetime, int, Reached]] = field(default_factory=list)
    _order: count = field(default_factory=count)  # type: ignore[type-arg]  # a count of whole numbers
    _waiting: tuple[CaseLine, ...] = ()
    _languages: dict[UUID, str] = field(default_factory=dict)
    _begun_on: date = date.min

    def expects(self, moment: datetime) -> bool:
        """Whether somebody reacts by then, or staff are at work."""
        return (bool(self._going) and self._going[0][0] <= moment) or self._at_work(moment)

    def react(self, moment: datetime) -> None:
        """What people and staff do until then. Each does it once, also when the life was interrupted."""
        for each in followups.reached(self.since, moment):
            after = moods.sees(each.person_id, each.about_id)
            if after is not None:
                heapq.heappush(self._going, (each.sent_at + after, next(self._order), each))
        self.since = moment
        while self._going and self._going[0][0] <= moment:
            at, _, each = heapq.heappop(self._going)
            self._see(each, at)
        self._waiting = cases.cases(state="open", limit=CASES_MAX)
        if self._at_work(moment):
            mending.take_a_step(moment, mended_at=self.mended_at, by=PRODUCT)
            self._begin(moment)
            asking.read_wishes(PRODUCT, moment)
            undertaking.telephone(AGENT, moment)
            undertaking.meet(AGENT, moment)
            for case in self._waiting:
                if case.opened_at + timedelta(hours=moods.staff_hours(case.id)) <= moment:
                    self._serve(case, moment)

    def _begin(self, moment: datetime) -> None:
        """What staff begin, they begin in the morning."""
        if self._begun_on != moment.date():
            self._begun_on = moment.date()
            undertaking.begin(moment, since=self.began, marketing=MARKETING, product=PRODUCT, agent=AGENT)

    def _see(self, each: Reached, at: datetime) -> None:
        channels.mark_seen(each.person_id, [each.message_id], at=at)
        if each.journey == "interview":
            undertaking.choose_a_time(each.person_id, at)
        if each.invitation_id is None:
            return
        if each.journey == "payment_stars":
            self._rate(each, each.invitation_id, at)
        elif each.journey == asking.JOURNEY:
            asking.respond(each.invitation_id, each.person_id, language=self._language(each.person_id), at=at)
        elif each.journey == "case_answered" and (said := moods.helped(each.about_id)) is not None:
            surveys.answer(each.invitation_id, person_id=each.person_id, value=int(said), at=at)

    def _rate(self, each: Reached, invitation_id: UUID, at: datetime) -> None:
        wrong = self._trouble(each.about_id, at)
        given = moods.stars(each.about_id, self.shops[each.about_id], wrong) if each.about_id in self.shops else None
        if given is None:
            return
        surveys.answer(invitation_id, person_id=each.person_id, value=given, at=at)
        if words := moods.words(each.about_id, given, wrong, self._language(each.person_id)):
            surveys.comment(invitation_id, person_id=each.person_id, text=words, at=at)
        if given <= moods.LOW and moods.wants_a_call(each.about_id):
            with suppress(telephone.AlreadyAsked):
                telephone.ask(key=derived("demo call", each.about_id), person_id=each.person_id, topic="", number=NUMBER, chosen_at=None, at=at)

    def _serve(self, case: CaseLine, moment: datetime) -> None:
        """Answered, and filed under what it is about; after two answers that did not help it is closed. What was said later waits till then."""
        story = cases.case(case.id)
        if story is None or any(each.at > moment for each in story.messages):
            return
        if sum(each.kind == "staff" for each in story.messages) >= ANSWERS_MAX:
            support.close(case.id, by=AGENT, at=moment)
            return
        wrong = self._trouble(case.about_id, case.opened_at) or moods.PRICE
        support.take(case.id, AGENT, at=moment)
        again = case.answered_at is not None
        support.reply(case.id, agent_id=AGENT, text=moods.reply(wrong, self._language(case.person_id), again=again), at=moment)
        improvements.file_case(mending.theme(wrong, by=PRODUCT, at=moment), case.id, by=PRODUCT, at=moment)

    def _trouble(self, payment_id: UUID, at: datetime) -> str:
        return moods.trouble(payment_id, own_shop=self.shops.get(payment_id) == self.own, mended=at >= self.mended_at)

    def _language(self, person_id: UUID) -> str:
        if person_id not in self._languages:
            self._languages |= {found.id: found.language for found in identity.people([person_id]).values()}
        return self._languages[person_id]

    def _at_work(self, moment: datetime) -> bool:
        local = moment.astimezone(ZONE)
        return moment <= self.last_work and local.weekday() < SATURDAY and OPENS <= local.hour < CLOSES
