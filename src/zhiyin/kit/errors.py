"""How Zhiyin says no."""


class Refusal(Exception):
    """An anticipated "no", raised by the function that judges; nothing has changed when it leaves a service.

    `code` is stable and looked up in `kit.refusals` for the sentence a person reads; `facts` fill its placeholders.
    `status` is the HTTP status of the refusal.
    Rooms subclass it beside the function that raises it: `class InsufficientFunds(Refusal): code = "insufficient_funds"`.
    """

    code: str = "refused"
    status: int = 422

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts
