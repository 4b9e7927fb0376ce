"""The connection to the database."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, which asks a kept connection `select 1` at the beginning of each request. Here its socket is looked at instead."""

    def is_usable(self) -> bool:
        """Whether the server has not hung up: between requests nothing comes from a server that is there, and an end from one that has gone."""
        if self.connection is None or self.connection.closed:
            return False
        looking = select.poll()
        looking.register(self.connection.fileno(), select.POLLIN)
        return not looking.poll(0)
