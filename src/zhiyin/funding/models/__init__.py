"""What funding writes down. A file per subject."""

from zhiyin.funding.models.bank import BankFile, BankLine, Withdrawal
from zhiyin.funding.models.chain import ChainAddress, ChainLook, Deposit, Payout, SimulatedOutput, SimulatedTip
from zhiyin.funding.models.charges import Charge, ProviderEvent
from zhiyin.funding.models.methods import CardSetup, DemoVisit, FundingChoice, Method
from zhiyin.funding.models.orders import BankOrder, BankReport
from zhiyin.funding.models.top_ups import TopUp

__all__ = [
    "BankFile",
    "BankLine",
    "BankOrder",
    "BankReport",
    "CardSetup",
    "ChainAddress",
    "ChainLook",
    "Charge",
    "DemoVisit",
    "Deposit",
    "FundingChoice",
    "Method",
    "Payout",
    "ProviderEvent",
    "SimulatedOutput",
    "SimulatedTip",
    "TopUp",
    "Withdrawal",
]
