"""What money moves for."""

from enum import IntEnum


class Code(IntEnum):
    """What a ledger transfer is for: the `code` of each command. Numbers stay for ever, they are in the journal."""

    PAYMENT = 1
    TRANSFER = 2
    TOP_UP = 3
    REFUND = 4
    FEE = 5
    SETTLEMENT = 6
    WITHDRAWAL = 7
    EXCHANGE = 8
    DEPOSIT = 9
    PAYOUT = 10
    CLAIM = 11
    RED_PACKET = 12
    GIFT = 13
    ISSUE = 20
