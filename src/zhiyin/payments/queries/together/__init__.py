"""What payments tell of money between people that is more than one transfer."""

from zhiyin.payments.queries.together.requests import Request, open_requests_to, request, requests

__all__ = ["Request", "open_requests_to", "request", "requests"]
