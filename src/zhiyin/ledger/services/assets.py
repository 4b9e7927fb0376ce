"""Making assets known to the ledger."""

from django.db import connection

from zhiyin.kit.errors import Refusal


class ScaleDiffers(Refusal):
    """The asset is known with another number of digits after the point, and money is counted in them."""

    code = "scale_differs"


def add_asset(code: str, *, scale: int) -> None:
    """Accounts can be opened in the asset. `scale`: digits after the point, 0 to 8, for ever.

    Raises `ScaleDiffers` for a known asset of another scale; `django.db.DatabaseError` for an impossible scale (a programmer's error).
    Repeats: nothing changes.
    """
    with connection.cursor() as cursor:
        cursor.execute("select ledger.add_asset(%s, %s::smallint)", [code, scale])
        known = cursor.fetchone()[0]
    if known != scale:
        raise ScaleDiffers(asset=code, scale=known)
