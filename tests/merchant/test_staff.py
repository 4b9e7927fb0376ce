"""People who help at a till: asked by the owner, answered under Me, and not shown what is the owner's."""

import re

import pytest
from django.urls import reverse
from tests import make
from tests.merchant.test_refunds import cashier_at
from tests.merchant.test_till import anna, browser

from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services

pytestmark = pytest.mark.django_db


def test_an_invitation_is_answered_under_me_and_opens_the_till() -> None:
    client, shop = anna()
    lin = make.person(name="Lin")
    hers = browser(lin.id)
    there = reverse("merchant:staff", args=[shop.slug])

    form = {"key": str(uuid7()), "handle": f"@{lin.handle}", "role": "cashier", "limit": "12.50"}
    assert client.post(there, form)["Location"] == there
    assert "asked, no answer yet" in client.get(there).content.decode()
    me = hers.get(reverse("web:me")).content.decode()
    assert "Anna&#39;s Bakery asks you to help at its till" in me
    answer = re.findall(r'action="(/me/tills/[^"]+)"', me)[0]
    assert hers.post(answer, {"answer": "yes"})["Location"] == reverse("merchant:shops")

    assert hers.get("/till/")["Location"] == reverse("merchant:till", args=[shop.slug])
    page = client.get(there).content.decode()
    assert "refunds up to $12.50 a day" in page
    client.post(re.findall(r'action="([^"]+/end/)"', page)[0])
    assert hers.get(reverse("merchant:till", args=[shop.slug])).status_code in (403, 404)


def test_a_cashier_sees_the_till_and_only_their_own_place() -> None:
    _owner, shop = anna()
    cashier, lin = cashier_at(shop, refund_max_minor=5_00)
    _second, zhou = cashier_at(shop, refund_max_minor=5_00)

    for name in ("till", "takings", "counter"):
        assert cashier.get(reverse(f"merchant:{name}", args=[shop.slug])).status_code == 200
    page = cashier.get(reverse("merchant:staff", args=[shop.slug])).content.decode()
    assert f"@{lin.handle}" in page
    assert f"@{zhou.handle}" not in page
    assert "Ask somebody to help" not in page
    assert cashier.post(reverse("merchant:staff", args=[shop.slug]), {"key": str(uuid7()), "handle": zhou.handle}).status_code == 404
    others = next(each.id for each in queries.staff_of(shop.id) if each.person_id == zhou.id)
    assert cashier.post(reverse("merchant:staff_end", args=[shop.slug, others])).status_code == 404


def test_an_owner_changes_what_a_cashier_may_give_back() -> None:
    owner, shop = anna()
    cashier, lin = cashier_at(shop, refund_max_minor=5_00)
    theirs = queries.staff_of(shop.id)[0].id
    there, limit = (reverse(f"merchant:{name}", args=[shop.slug, *more]) for name, more in (("staff", ()), ("staff_limit", (theirs,))))

    assert "Change the limit" in owner.get(there).content.decode()
    assert owner.post(limit, {"limit": "４０"})["Location"] == there
    assert queries.staff_of(shop.id)[0].refund_max_minor == 40_00
    assert "is not an amount" in owner.post(limit, {"limit": "many"}).content.decode()
    assert owner.post(limit, {"limit": "0"})["Location"] == there

    assert "Change the limit" not in cashier.get(there).content.decode()
    assert cashier.post(limit, {"limit": "100"}).status_code == 404
    assert browser(lin.id).post(limit, {"limit": "100"}).status_code == 404
    assert queries.staff_of(shop.id)[0].refund_max_minor == 0


def test_a_limit_is_changed_only_where_a_cashier_works() -> None:
    owner, shop = anna()
    cashier_at(shop, refund_max_minor=5_00)
    place = queries.staff_of(shop.id)[0].id
    services.end_staff(place, merchant_id=shop.id, by_id=shop.owner_id, at=make.AT)

    assert owner.post(reverse("merchant:staff_limit", args=[shop.slug, place]), {"limit": "9"}).status_code == 404


def test_a_cashier_leaves_by_themselves() -> None:
    _owner, shop = anna()
    cashier, _lin = cashier_at(shop, refund_max_minor=5_00)

    answer = cashier.post(reverse("merchant:staff_end", args=[shop.slug, queries.staff_of(shop.id)[0].id]))

    assert answer["Location"] == "/"
    assert queries.staff_of(shop.id) == ()


@pytest.mark.parametrize(("field", "text"), [("handle", "nobody_here"), ("handle", "\x00"), ("role", "boss"), ("limit", "-1"), ("limit", "x")])
def test_what_makes_no_sense_is_refused_in_words_and_stays_on_the_page(field: str, text: str) -> None:
    client, shop = anna()
    form = {"key": str(uuid7()), "handle": make.person().handle, "role": "cashier", "limit": "5"} | {field: text}

    page = client.post(reverse("merchant:staff", args=[shop.slug]), form)

    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert queries.staff_of(shop.id) == ()
