"""Somebody with money, and a shop to spend it in."""

import pytest
from django.test import Client
from tests import make
from tests.web.browser import client_of

from zhiyin.identity.queries import Person
from zhiyin.payments.queries import Merchant


@pytest.fixture
def mei() -> Person:
    return make.person("mei", name="Mei Lin", balance_minor=100_00)


@pytest.fixture
def bakery() -> Merchant:
    return make.merchant("Anna's Bakery", name_zh="安娜面包房")


@pytest.fixture
def browser(mei: Person) -> Client:
    return client_of(mei)
