"""A person confirms exactly one deed, with a passkey, an app or a code; whatever is changed about it is refused."""

from datetime import timedelta
from uuid import UUID

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.identity.softkey import PRESENT, SoftKey

from zhiyin.identity.models import Confirmation, User
from zhiyin.identity.queries import Person
from zhiyin.identity.stepup import challenge, confirming
from zhiyin.identity.stepup.confirming import ConfirmationDiffers, ConfirmationOver, NoWayToConfirm, TooManyCodes, TooManyTries
from zhiyin.identity.stepup.proofs import ConfirmationFailed
from zhiyin.kit.ids import uuid7

TERMS = {"kind": "payment", "payee": "0192", "payee_name": "安娜面包房", "amount_minor": "15000", "asset": "USD", "amount": "$150.00"}
AT, DEED = make.AT, uuid7(make.AT)
database = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    return make.person("mei")


@pytest.fixture
def key(mei: Person) -> SoftKey:
    return SoftKey().belongs_to(mei.id)


def begun(person: Person) -> tuple[UUID, str]:
    """A confirmation that waits, and the challenge its page would have signed."""
    asked = confirming.asked(confirming.begin(person.id, terms=TERMS, at=AT), person_id=person.id, at=AT)
    return asked.id, asked.options["publicKey"]["challenge"] if asked.options else ""


def used(confirmation: UUID, person: Person, *, terms: dict[str, str] = TERMS, after: timedelta = timedelta()) -> None:
    confirming.use(confirmation, person_id=person.id, terms=terms, for_id=DEED, at=AT + after)


@database
def test_a_passkey_confirms_the_terms_it_signed_and_the_evidence_stays(mei: Person, key: SoftKey) -> None:
    confirmation, asked = begun(mei)

    confirming.by_passkey(confirmation, person_id=mei.id, response=key.signs(asked), at=AT)
    used(confirmation, mei)

    kept = Confirmation.objects.get(id=confirmation)
    assert (kept.state, kept.way, kept.used_for) == ("used", "passkey", DEED)
    assert kept.evidence
    assert kept.evidence["challenge"] == asked
    assert set(kept.evidence["assertion"]["response"]) >= {"clientDataJSON", "authenticatorData", "signature"}
    found = confirming.confirmed(DEED, person_id=mei.id)
    assert found
    assert found.way == "passkey"


@database
@pytest.mark.parametrize("lie", ["challenge", "origin", "host", "unverified", "counter", "signature", "stranger", "empty", "nonsense"])
def test_whatever_is_wrong_with_the_passkey_is_refused(mei: Person, key: SoftKey, lie: str) -> None:
    confirmation, asked = begun(mei)
    if lie == "counter":
        key.counter = 5
        first, right = begun(mei)
        confirming.by_passkey(first, person_id=mei.id, response=key.signs(right), at=AT)
    answers = {
        "challenge": lambda: key.signs(b"y" * 32),
        "origin": lambda: key.signs(asked, origin="https://evil.example"),
        "host": lambda: key.signs(asked, host="evil.example"),
        "unverified": lambda: key.signs(asked, flags=PRESENT),
        "counter": lambda: key.signs(asked, step=-3),
        "signature": lambda: SoftKey(id=key.id).signs(asked),
        "stranger": lambda: SoftKey().signs(asked),
        "empty": dict,
        "nonsense": lambda: {"id": 1, "response": []},
    }

    with pytest.raises(ConfirmationFailed):
        confirming.by_passkey(confirmation, person_id=mei.id, response=answers[lie](), at=AT)  # type: ignore[no-untyped-call]  # each is one of the lambdas above

    with pytest.raises(ConfirmationOver):
        used(confirmation, mei)


@database
@pytest.mark.parametrize("name", [*TERMS, "new"])
def test_no_term_can_be_changed_after_the_confirmation(mei: Person, key: SoftKey, name: str) -> None:
    confirmation, asked = begun(mei)
    confirming.by_passkey(confirmation, person_id=mei.id, response=key.signs(asked), at=AT)

    with pytest.raises(ConfirmationDiffers):
        used(confirmation, mei, terms={**TERMS, name: TERMS.get(name, "") + "0"})

    used(confirmation, mei)


@database
@pytest.mark.parametrize("column", ["terms", "nonce", "expires_at", "person_id"])
def test_a_signature_does_not_fit_a_row_that_was_changed_meanwhile(mei: Person, key: SoftKey, column: str) -> None:
    confirmation, asked = begun(mei)
    row, other = Confirmation.objects.filter(id=confirmation), make.person()
    key.belongs_to(other.id)
    changed = {"terms": {**TERMS, "amount_minor": "15001"}, "nonce": b"z" * 16, "expires_at": AT + timedelta(minutes=6), "person_id": other.id}
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the pages' own may not
    row.update(**{column: changed[column]})

    with pytest.raises(ConfirmationFailed):
        confirming.by_passkey(confirmation, person_id=row.get().person_id, response=key.signs(asked), at=AT)


@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_every_byte_of_the_intent_counts(place: int, change: int) -> None:
    expires = AT + timedelta(minutes=5)
    signed = challenge.intent(DEED, DEED, terms=TERMS, expires_at=expires)
    mutated = bytearray(signed)
    mutated[place % len(signed)] ^= change

    assert challenge.challenge(b"n" * 16, bytes(mutated)) != challenge.challenge(b"n" * 16, signed)


@given(
    one=st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=4),
    other=st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=4),
)
def test_other_terms_are_other_bytes(one: dict[str, str], other: dict[str, str]) -> None:
    assert (challenge.canonical(one) == challenge.canonical(other)) == (one == other)


@database
def test_a_confirmation_is_used_once_and_only_by_whose_it_is(mei: Person, key: SoftKey) -> None:
    confirmation, asked = begun(mei)
    answer = key.signs(asked)
    confirming.by_passkey(confirmation, person_id=mei.id, response=answer, at=AT)
    confirming.by_passkey(confirmation, person_id=mei.id, response=answer, at=AT)

    with pytest.raises(ConfirmationOver):
        used(confirmation, make.person())
    used(confirmation, mei)
    with pytest.raises(ConfirmationOver):
        used(confirmation, mei)


@database
def test_a_signature_for_one_payment_confirms_no_other(mei: Person, key: SoftKey) -> None:
    first, asked = begun(mei)
    second, _ = begun(mei)
    answer = key.signs(asked)
    confirming.by_passkey(first, person_id=mei.id, response=answer, at=AT)

    with pytest.raises(ConfirmationFailed):
        confirming.by_passkey(second, person_id=mei.id, response=answer, at=AT)


@database
def test_what_has_expired_is_neither_confirmed_nor_used(mei: Person, key: SoftKey) -> None:
    late, asked = begun(mei)
    with pytest.raises(ConfirmationOver):
        confirming.by_passkey(late, person_id=mei.id, response=key.signs(asked), at=AT + timedelta(minutes=5))

    kept, again = begun(mei)
    confirming.by_passkey(kept, person_id=mei.id, response=key.signs(again), at=AT)
    with pytest.raises(ConfirmationOver):
        used(kept, mei, after=timedelta(minutes=5))


@database
def test_five_tries_are_all_there_are(mei: Person, key: SoftKey) -> None:
    confirmation, asked = begun(mei)
    for _ in range(5):
        with pytest.raises(ConfirmationFailed):
            confirming.by_passkey(confirmation, person_id=mei.id, response={}, at=AT)

    with pytest.raises(ConfirmationOver):
        confirming.by_passkey(confirmation, person_id=mei.id, response=key.signs(asked), at=AT)


@database
def test_an_app_confirms_once_with_each_of_its_codes(mei: Person) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(User.objects.get(id=mei.id), secret)
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    first, second = begun(mei)[0], begun(mei)[0]

    confirming.by_app(first, person_id=mei.id, code=code, at=AT)

    with pytest.raises(ConfirmationFailed):
        confirming.by_app(second, person_id=mei.id, code=code, at=AT)
    used(first, mei)


def with_mail(person: Person) -> Person:
    User.objects.filter(id=person.id).update(email=f"{person.handle}@example.org")
    return person


@database
def test_a_mailed_code_names_amount_and_payee_and_fits_nothing_else(mei: Person) -> None:
    first, second = begun(with_mail(mei))[0], begun(mei)[0]
    says = "You are about to pay $150.00 to 安娜面包房."

    code = confirming.send_code(first, person_id=mei.id, says=says, at=AT)
    confirming.send_code(second, person_id=mei.id, says=says, at=AT)

    assert says in str(mail.outbox[0].body)
    assert code in str(mail.outbox[0].body)
    with pytest.raises(ConfirmationFailed):
        confirming.by_code(second, person_id=mei.id, code=code, at=AT)
    confirming.by_code(first, person_id=mei.id, code=f"{code[:4]} {code[4:]}", at=AT)
    used(first, mei)


@database
@pytest.mark.parametrize("code", ["", "00000000", "١٢٣٤٥٦٧٨", "x" * 5_000, "\x00"])
def test_a_wrong_code_confirms_nothing(mei: Person, code: str) -> None:
    confirmation = begun(with_mail(mei))[0]
    confirming.send_code(confirmation, person_id=mei.id, says="", at=AT)

    with pytest.raises(ConfirmationFailed):
        confirming.by_code(confirmation, person_id=mei.id, code=code, at=AT)


@database
@pytest.mark.usefixtures("key")
def test_who_has_a_passkey_gets_no_code_by_mail(mei: Person) -> None:
    confirmation = begun(with_mail(mei))[0]

    with pytest.raises(NoWayToConfirm):
        confirming.send_code(confirmation, person_id=mei.id, says="", at=AT)
    with pytest.raises(NoWayToConfirm):
        confirming.by_code(confirmation, person_id=mei.id, code="12345678", at=AT)


@database
def test_codes_are_not_mailed_without_end(mei: Person) -> None:
    with_mail(mei)
    for _ in range(6):
        confirming.send_code(begun(mei)[0], person_id=mei.id, says="", at=AT)

    with pytest.raises(TooManyCodes):
        confirming.send_code(begun(mei)[0], person_id=mei.id, says="", at=AT)


@database
def test_what_was_never_given_is_forgotten_and_what_was_stays(mei: Person, key: SoftKey) -> None:
    begun(mei)
    kept, asked = begun(mei)
    confirming.by_passkey(kept, person_id=mei.id, response=key.signs(asked), at=AT)

    assert confirming.forget_unconfirmed(AT + timedelta(days=2)) == 1
    assert list(Confirmation.objects.values_list("id", flat=True)) == [kept]


@database
def test_guessing_is_counted_over_all_confirmations_not_in_each(mei: Person) -> None:
    secret = with_app(mei)
    confirmations = [begun(mei)[0] for _ in range(4)]
    for confirmation in confirmations[:3]:
        for guess in range(confirming.TRIES_MAX):
            with pytest.raises(ConfirmationFailed):
                confirming.by_app(confirmation, person_id=mei.id, code=f"00000{guess}", at=AT)

    with pytest.raises(TooManyTries):
        confirming.by_app(confirmations[3], person_id=mei.id, code=app_code(secret), at=AT)
    after = AT + timedelta(hours=1, seconds=1)
    confirming.by_app(confirming.begin(mei.id, terms=TERMS, at=after), person_id=mei.id, code=app_code(secret), at=after)


def with_app(person: Person) -> str:
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(User.objects.get(id=person.id), secret)
    return secret


def app_code(secret: str) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))))


SET = "update identity_confirmation set "
CHANGES = [
    "terms = '{}'",
    "person_id = person_id",
    "expires_at = now()",
    "evidence = '{}'",
    "state = 'pending', confirmed_at = null, used_for = null",
]


@database
@pytest.mark.parametrize("statement", [*(SET + change for change in CHANGES), "delete from identity_confirmation", "truncate identity_confirmation"])
@pytest.mark.parametrize("is_used", [False, True])
def test_what_was_confirmed_stays_as_evidence(mei: Person, key: SoftKey, statement: str, *, is_used: bool) -> None:
    confirmation, asked = begun(mei)
    confirming.by_passkey(confirmation, person_id=mei.id, response=key.signs(asked), at=AT)
    if is_used:
        used(confirmation, mei)

    with pytest.raises(DatabaseError, match=r"permission denied|stays as it was"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
