"""One transfer's work for the database, as a pgbench script: what `POST /api/v1/transfers` asks of it, statement for statement, without the app."""

from collections.abc import Sequence

from benchmarks.ground import Ground
from benchmarks.people import crowd
from zhiyin.wallets.queries import default_asset

PEOPLE = 200
HANDLE, TOKEN = "sender_{}", "zy_sender_{}"

# Handles and tokens that a script can count up; the digests are those of `identity.queries.digest`.
NAMES = """
with sender as (select id, n from unnest('{{{ids}}}'::uuid[]) with ordinality u (id, n)),
     named as (update identity_user u set handle = 'sender_' || n from sender where u.id = sender.id)
insert into identity_apitoken (id, person_id, name, digest, made_at)
select gen_random_uuid(), id, 'bench', sha256(('zy_sender_' || n)::bytea), now() from sender
"""

WORK = r"""
\set n :n + 1
\set a random(1, {people})
\set b 1 + (:a + random(0, {others})) % {people}
select encode(int8send(:base::bigint + :n::bigint) || int8send(:client_id), 'hex')::uuid as key \gset
select u.id as sender, u.handle, u.name, u.language, u.timezone, u.roles from identity_apitoken t join identity_user u on u.id = t.person_id
  where t.digest = sha256(('zy_sender_' || :a)::bytea) and t.ended_at is null and u.is_active and u.joined_at is not null \gset
select id as recipient, handle, name, language, timezone, roles from identity_user
  where handle = 'sender_' || :b and is_active and joined_at is not null and 'person' = any(roles) \gset
begin;
insert into payments_transfer (id, sender_id, recipient_id, amount_minor, asset, note, at)
  values (:key::uuid, :sender::uuid, :recipient::uuid, 1, '{asset}', '', now()) on conflict (id) do nothing;
select min(account_id) filter (where owner_id = :sender::uuid) as debit, min(account_id) filter (where owner_id = :recipient::uuid) as credit
  from wallets_wallet where asset = '{asset}' and owner_id = any(array[:sender::uuid, :recipient::uuid]::uuid[]) \gset
insert into outbox_event (event_id, name, at, person_id, payload) values (:key::uuid, 'TransferCompleted', now(), :sender::uuid, format(
  '{{"id":"%s","at":"%s","sender_id":"%s","recipient_id":"%s","amount_minor": 1,"asset":"{asset}"}}',
  :key::text, now()::text, :sender::text, :recipient::text)::jsonb) on conflict (name, event_id) do nothing;
select * from ledger.post_one(:key::uuid, :debit::bigint, :credit::bigint, 1, 2::smallint, null, null, null);
commit;
"""


def senders(ground: Ground) -> Sequence[tuple[str, str]]:
    """Handle and token of people with money, made once in a run."""
    return ground.once("senders", lambda: _made(ground))


def work(ground: Ground) -> str:
    """The script. It needs the people of `senders`, who are made if they are not there."""
    return WORK.format(people=len(senders(ground)), others=PEOPLE - 2, asset=default_asset())


def _made(ground: Ground) -> list[tuple[str, str]]:
    ground.sql(NAMES.format(ids=",".join(str(person) for person in crowd(PEOPLE))))
    ground.sql("vacuum analyze identity_user, identity_apitoken, wallets_wallet, ledger.balance")
    return [(HANDLE.format(n), TOKEN.format(n)) for n in range(1, PEOPLE + 1)]
