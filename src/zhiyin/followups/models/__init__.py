"""The tables of the room: planned contacts and their decisions, and the rules they follow."""

from zhiyin.followups.models.adding import add, new
from zhiyin.followups.models.calls import Call, Try
from zhiyin.followups.models.follow_ups import REACHED, STATES, Decision, FollowUp, Member
from zhiyin.followups.models.interviews import Hours, Interview, Offer, OtherDay, Signal
from zhiyin.followups.models.journeys import Enrolment, JourneyDeed, JourneySweep, JourneyTrial, JourneyVersion, SegmentMember
from zhiyin.followups.models.policies import Budget, Policy

__all__ = [
    "REACHED",
    "STATES",
    "Budget",
    "Call",
    "Decision",
    "Enrolment",
    "FollowUp",
    "Hours",
    "Interview",
    "JourneyDeed",
    "JourneySweep",
    "JourneyTrial",
    "JourneyVersion",
    "Member",
    "Offer",
    "OtherDay",
    "Policy",
    "SegmentMember",
    "Signal",
    "Try",
    "add",
    "new",
]
