"""The inbox inside the product: the row is the delivery, so it arrives exactly once."""

import json
from uuid import UUID

from django.db import connection

from zhiyin.channels.providers.base import Letter

ACCEPT_SQL = """
insert into channels_message (id, key, person_id, channel, template, params, follow_up_id, sent_at)
values (%s, %s, %s, %s, %s, %s::jsonb, %s, %s) on conflict (key) do nothing returning id
"""


class InApp:
    """A card that waits in the inbox and interrupts nobody."""

    code = "inapp"
    interrupts = False

    def accept(self, letter: Letter) -> UUID | None:
        """Lays the letter into the inbox. Repeats: the key lies there already, None."""
        params = json.dumps(letter.params, ensure_ascii=False)
        row = (letter.id, letter.key, letter.person_id, letter.channel, letter.template, params, letter.follow_up_id, letter.at)
        with connection.cursor() as cursor:
            cursor.execute(ACCEPT_SQL, row)
            found = cursor.fetchone()
        return found[0] if found else None
