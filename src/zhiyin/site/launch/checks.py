"""What `zhiyin doctor` looks at. Each check returns one finding and changes nothing."""

import platform
import shutil
import socket
import stat
import sys
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import DatabaseError, InterfaceError, connection

from zhiyin.channels import queries as channels
from zhiyin.channels import services as alerting
from zhiyin.kit import clock
from zhiyin.ledger import queries as ledger
from zhiyin.ledger.anchors import queries as anchors
from zhiyin.ledger.seals import queries as seals
from zhiyin.outbox import queries as outbox
from zhiyin.site import database, embedded
from zhiyin.site.config import Trouble
from zhiyin.site.launch import demostate, opening, reaching, runs
from zhiyin.site.launch.finding import Finding
from zhiyin.site.settings import CONFIG

DISK_BYTES_MIN = 2_000_000_000
CLOCK_SECONDS_MAX = 2
SMS_PORTS = {"smpp": 2775, "smpps": 3550, "http": 80, "https": 443}
BACKLOG_AGE_MAX = timedelta(minutes=2)
WRITTEN_ONCE_SQL = """
select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and (n.nspname = 'ledger' or c.oid::regclass::text in ('outbox_event', 'privacy_consent', 'privacy_datause',
  'payments_payment', 'payments_line', 'payments_transfer', 'payments_paymentcode', 'funding_topup', 'wallets_wallet'))
  and has_table_privilege(%(role)s, c.oid, 'update, delete, truncate')
order by 1
"""


def examine() -> tuple[Finding, ...]:
    """Every check's finding; those that need the database are left out when it cannot be reached, which is a finding itself."""
    findings = [
        _python(),
        _disk(),
        _folder(),
        _secret(),
        _port(),
        _mail(),
        _short_messages(),
        _notifications(),
        _alerts(),
        *(check() for check in reaching.ALWAYS),
    ]
    try:
        with opening.server(CONFIG), database.as_owner():
            connection.ensure_connection()
            findings += [Finding("database", ok=True, says="it answers"), *(_careful(check) for check in IN_DATABASE)]
    except (Trouble, DatabaseError, InterfaceError, OSError) as problem:
        findings.append(Finding("database", ok=False, says="it cannot be used", do=opening.explain(problem)))
    return tuple(findings)


def _careful(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except (DatabaseError, Trouble) as problem:
        name = check.__name__.strip("_").replace("_", " ")
        return Finding(name, ok=False, says=str(problem).strip().split("\n")[0], do="Start `zhiyin run` once: it brings the tables up to date.")


def _python() -> Finding:
    return Finding("Python", sys.version_info >= (3, 11), platform.python_version(), "Install Python 3.11 or newer, then `make clean run`.")


def _disk() -> Finding:
    free = shutil.disk_usage(CONFIG.home).free
    advice = "Free some space, or move ZHIYIN_HOME to another disk; PostgreSQL stops when none is left."
    return Finding("disk", free >= DISK_BYTES_MIN, f"{free / 1e9:.1f} GB free at {CONFIG.home}", advice)


def _folder() -> Finding:
    mode = stat.S_IMODE(CONFIG.home.stat().st_mode)
    return Finding("data folder", not mode & 0o077, f"{CONFIG.home} has mode {mode:04o}", f"Others can look into it: chmod 700 {CONFIG.home}")


def _secret() -> Finding:
    file = CONFIG.home / "secret"
    if not file.exists():
        return Finding("secret", ok=True, says="given by ZHIYIN_SECRET")
    mode = stat.S_IMODE(file.stat().st_mode)
    return Finding("secret", not mode & 0o077, f"{file} has mode {mode:04o}", f"Others can read the key of all sessions: chmod 600 {file}")


def _port() -> Finding:
    if own := runs.at_port(CONFIG.home, CONFIG.port):
        return Finding("port", ok=True, says=f"Zhiyin serves {own}")
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", CONFIG.port)) == 0
    says = f"{CONFIG.port} is {'taken by another program' if taken else 'free'}"
    return Finding("port", not taken, says, "Stop that program, or set ZHIYIN_PORT to another port.")


def _mail() -> Finding:
    if not CONFIG.mail_url:
        enough = CONFIG.is_demo or not CONFIG.origin.startswith("https://")
        return Finding(
            "mail",
            enough,
            f"written to {CONFIG.home / 'mail'}",
            "People will never get their codes: set ZHIYIN_MAIL_URL=smtp://user:password@host:587",
        )
    parts = urlsplit(CONFIG.mail_url)
    where = (parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 587))
    try:
        socket.create_connection(where, timeout=5).close()
    except OSError as problem:
        return Finding(
            "mail", ok=False, says=f"{where[0]}:{where[1]}: {problem}", do="Check ZHIYIN_MAIL_URL, and that this machine may reach that server."
        )
    return Finding("mail", ok=True, says=f"{where[0]}:{where[1]} answers")


def _short_messages() -> Finding:
    places = [urlsplit(url) for url in (CONFIG.sms.centre_url, CONFIG.sms.gateway_url) if url]
    for place in places:
        where = (place.hostname or "", place.port or SMS_PORTS[place.scheme])
        try:
            socket.create_connection(where, timeout=5).close()
        except OSError as problem:
            advice = "Check ZHIYIN_SMPP_URL and ZHIYIN_SMS_URL, and that this machine may reach that company."
            return Finding("short messages", ok=False, says=f"{where[0]}:{where[1]}: {problem}", do=advice)
    answers = ", ".join(f"{place.hostname} answers" for place in places)
    if CONFIG.sandbox:
        return Finding("short messages", ok=True, says=f"none leave: ZHIYIN_SANDBOX is on; codes lie in {CONFIG.home / 'texts'}")
    return Finding("short messages", ok=True, says=answers or "none are sent, and no number can be confirmed: no company is set")


def _notifications() -> Finding:
    if CONFIG.sandbox:
        return Finding("notifications", ok=True, says="none leave: ZHIYIN_SANDBOX is on")
    trouble = channels.push_trouble()
    advice = f"Bring {CONFIG.keys / 'push.key'} back from your backup with mode 0600; with another key every device has to be switched on again."
    return Finding("notifications", not trouble, trouble or "the key that browsers subscribe for can be used, or is made when it is wanted", advice)


def _alerts() -> Finding:
    deaf = alerting.deaf_places()
    says = f"{deaf} of {len(CONFIG.alerts)} addresses cannot be read" if deaf else f"{len(CONFIG.alerts) or 'no'} places are told"
    return Finding("staff alerts", not deaf, says, "Write each address of ZHIYIN_ALERTS as apprise does: https://github.com/caronc/apprise/wiki")


def _server() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version'), current_setting('server_version_num')::int >= %s", [database.SERVER_VERSION_MIN])
        version, enough = cursor.fetchone()
    whose = "yours" if CONFIG.database_url else f"from {embedded.binaries()}"
    return Finding("PostgreSQL", enough, f"{version}, {whose}", "Zhiyin needs PostgreSQL 18: point DATABASE_URL at one, or unset it.")


def _durability() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("select name from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off'")
        off = [name for (name,) in cursor.fetchall()]
    says = f"off: {', '.join(off)}" if off else "what is acknowledged is on disk"
    return Finding("durability", not off, says, "Turn these on in postgresql.conf: without them a power cut loses money.")


def _clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - clock.now()).total_seconds())
    says = f"this machine and the database are {apart:.1f} s apart; people's days begin in {CONFIG.timezone}"
    return Finding("clock", apart <= CLOCK_SECONDS_MAX, says, "Set both clocks by NTP: times on receipts would be wrong.")


def _tables() -> Finding:
    current = database.is_prepared()
    return Finding("tables", current, "up to date" if current else "not of this version", "Start `zhiyin run` once: it brings the tables up to date.")


def _rights() -> Finding:
    if not CONFIG.role:
        return Finding(
            "rights", ok=False, says="the pages work as the database's owner", do="Unset ZHIYIN_DB_ROLE, so that they cannot change the journal."
        )
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN_ONCE_SQL, {"role": CONFIG.role})
        loose = [name for (name,) in cursor.fetchall()]
    kept = "the pages cannot change what is written once"
    if CONFIG.database_url and not CONFIG.pages_database_url:
        kept += ", by a role they assume; with a sign-in of its own (ZHIYIN_PAGES_DATABASE_URL) they could not put it off either"
    says = f"the pages may change {', '.join(loose)}" if loose else kept
    return Finding("rights", not loose, says, "Run `zhiyin run` once; it takes these rights away. If they come back, somebody grants them.")


def _worker() -> Finding:
    late = [each for each in outbox.backlog() if each.oldest_at and clock.now() - each.oldest_at > BACKLOG_AGE_MAX]
    waiting = sum(each.events for each in late)
    says = f"{waiting} events wait for {', '.join(each.listener for each in late)}" if late else "nothing waits for long"
    return Finding("worker", not late, says, "Is a worker running? `zhiyin run` has one, `zhiyin worker` adds one. Its log says what holds it up.")


def _parked() -> Finding:
    parked = outbox.parked()
    says = f"{len(parked)} events could not be taken; the newest by {parked[0].listener}: {parked[0].error}" if parked else "none"
    return Finding("parked events", not parked, says, "Mend the cause, then `zhiyin replay --parked`.")


def _ledger() -> Finding:
    report = ledger.verify()
    says = (
        f"{len(report.problems)} differences, such as {report.problems[0].kind}: {report.problems[0].detail}"
        if report.problems
        else "agrees with its journal"
    )
    return Finding(
        "ledger", not report.problems, says, "`zhiyin verify` names each. Stop payments until the cause is known; the journal itself is the truth."
    )


def _seals() -> Finding:
    since = seals.waiting_since()
    ok = since is None or clock.now() - since <= BACKLOG_AGE_MAX
    says = "nothing waits for long" if ok else f"lines of the journal wait for their seal since {since:%Y-%m-%d %H:%M} UTC"
    advice = "Is a worker running? A transaction that somebody left open holds sealing up, too: `zhiyin psql` and pg_stat_activity show it."
    return Finding("seals", ok, says, advice)


def _anchors() -> Finding:
    if not CONFIG.calendars:
        return Finding("anchors", ok=True, says="off")
    late = [each for each in anchors.anchors(limit=7) if each.is_late(clock.now())]
    problems = sorted({f"{stamp.calendar}: {stamp.problem}" for each in late for stamp in each.stamps if stamp.problem})
    says = f"{len(late)} of the last heads wait for promises or a block for more than a day ({', '.join(problems) or 'no problem is told'})"
    advice = "Is a worker running, and may this machine reach the addresses in ZHIYIN_CALENDARS? Name others beside them for the heads to come."
    return Finding("anchors", not late, says if late else f"{len(CONFIG.calendars)} calendars, none is late", advice)


def _demo() -> Finding:
    found = demostate.read()
    if CONFIG.is_demo and CONFIG.origin.startswith("https://"):
        says = "ZHIYIN_DEMO is on: everybody who signs up can add made-up money"
        return Finding("demo", ok=False, says=says, do="Set ZHIYIN_DEMO=none where money is meant. A real deployment begins with an empty database.")
    ok = found.state != "failed" and not (found.state == "loaded" and CONFIG.origin.startswith("https://"))
    says = {"absent": "none", "failed": f"failed: {found.reason}"}.get(found.state, f"{found.state}; made-up people can sign in")
    return Finding("demo", ok, says, "The next `zhiyin run` with ZHIYIN_DEMO tries again. A real deployment begins with an empty database.")


IN_DATABASE = (_server, _durability, _clock, _tables, _rights, _worker, _parked, _ledger, _seals, _anchors, _demo, *reaching.IN_DATABASE)
