"""What merchants' addresses are told by webhook, as the `webhooks` of OpenAPI 3.1."""

from typing import Any

_ID = {"type": "string", "format": "uuid"}
_TEXT = {"type": "string"}
_ORDER = {"order_id": _ID, "reference": _TEXT}
_COMMON = {"amount": {"type": "string", "description": "major units"}, "asset": _TEXT, "merchant_id": _ID}
_TOLD: dict[str, tuple[str, dict[str, Any]]] = {
    "payment.completed": ("Somebody has paid. An order's payment names the order.", {"payment_id": _ID, **_ORDER}),
    "payment.refunded": ("Some or all of a payment was given back.", {"payment_id": _ID, "refund_id": _ID, **_ORDER}),
    "settlement.paid": ("The bank has what was settled.", {"settlement_id": _ID}),
    "settlement.returned": (
        "What was settled is in the shop's wallet again; none goes to that account until the owner looks at it. `reason`: the bank's code, or ours.",
        {"settlement_id": _ID, "reason": _TEXT},
    ),
}
_SIGNED = (
    "Signed as Standard Webhooks says: `webhook-id` (the same at each try), `webhook-timestamp`, and `webhook-signature` over "
    "`id.timestamp.body` with the address's secret. Tried again until a 2xx answers, for about one and a half days."
)


def book() -> dict[str, Any]:
    """Each kind of message with its body, to be put beside the paths."""
    return {kind: _message(kind, about, fields) for kind, (about, fields) in _TOLD.items()}


def _message(kind: str, about: str, fields: dict[str, Any]) -> dict[str, Any]:
    optional = set(_ORDER)
    data = {"type": "object", "properties": {**_COMMON, **fields}, "required": sorted({*_COMMON, *fields} - optional)}
    body = {
        "type": "object",
        "properties": {"type": {"const": kind}, "timestamp": {"type": "string", "format": "date-time"}, "data": data},
        "required": ["type", "timestamp", "data"],
    }
    return {
        "post": {
            "tags": ["merchant"],
            "summary": about,
            "description": _SIGNED,
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {"2XX": {"description": "taken"}, "410": {"description": "the address wants nothing any more"}},
        }
    }
