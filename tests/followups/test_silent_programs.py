"""Whose shop's program takes no messages any more hears of it, in the inbox and at the till."""

from datetime import timedelta

import pytest
from django.test import Client
from tests import make
from tests.followups import story
from tests.followups.story import AT, SECOND

from zhiyin.channels import queries as channels
from zhiyin.identity.models import User
from zhiyin.kit.calling import Outcome
from zhiyin.payments import services

pytestmark = pytest.mark.django_db


def test_the_owner_of_a_shop_hears_that_its_program_was_given_up() -> None:
    story.nobody_held_out()
    owner = make.person(roles=("person", "merchant"))
    shop = make.merchant("Anna's Bakery", name_zh="安娜面包房", owner_id=owner.id)
    place = services.add_endpoint(shop.id, url="https://93.184.216.34/hooks", kinds=["payment.completed"], at=AT)
    story.worker(AT + SECOND)

    for later in (timedelta(), timedelta(days=4)):
        services.send_test(place.id, merchant_id=shop.id, at=AT + later)
        for parcel in services.claim_deliveries(limit=9, at=AT + later):
            services.note_outcome(parcel, Outcome(status=500, problem="", answer="", milliseconds=1), at=AT + later)
    story.worker(AT + timedelta(days=4, seconds=1))

    [card] = channels.inbox(owner.id, limit=9)
    assert channels.text(card, "en").title == "A program of Anna's Bakery takes no messages any more"
    assert channels.text(card, "zh-hans").title == "安娜面包房的程序不再接收通知"
    client = Client()
    client.force_login(User.objects.get(id=owner.id))
    assert "a program of Anna&#39;s Bakery took no messages for days" in client.get(f"/inbox/{card.id}/why/").content.decode()
    assert "takes no messages any more" in client.get(f"/till/{shop.slug}/takings/").content.decode()
