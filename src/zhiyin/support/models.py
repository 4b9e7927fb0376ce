"""One person's trouble, and what was said about it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value

NUMBER_SEQUENCE = "support_case_number"
WORDS_CHARACTERS_MAX = 4_000


class Case(models.Model):
    """What support has to solve for one person. `cause` makes opening twice open once; `number` is what people say on the telephone.

    open: it waits for us, until `due_at`. answered: it waits for the person. closed: `solved` says whether they said so (empty: nobody said).
    """

    OPEN, ANSWERED, CLOSED = "open", "answered", "closed"

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.BigIntegerField(unique=True, db_default=Func(Value(NUMBER_SEQUENCE), function="nextval"))
    cause = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject_code = models.CharField(max_length=30)
    about_kind = models.CharField(max_length=20)
    about_id = models.UUIDField()
    answer_id = models.UUIDField(null=True, unique=True, help_text="The answer that opened it; its words live in surveys.")
    department = models.CharField(max_length=20)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=OPEN)
    solved = models.BooleanField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Until when the person shall have our answer; counted anew when the case opens again.")
    answered_at = models.DateTimeField(null=True, help_text="Our last answer.")
    closed_at = models.DateTimeField(null=True)
    closings = models.PositiveSmallIntegerField(default=0, help_text="How often it was closed: each closing is a fact of its own.")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("person", F("number").desc(), name="case_of_person"),
            models.Index("state", F("number").desc(), name="case_by_state"),
            models.Index("due_at", condition=Q(state="open"), name="case_due"),
            models.Index("person", condition=~Q(state="closed"), name="case_unsolved_of_person"),
            models.Index("answered_at", condition=Q(state="answered"), name="case_waiting_for_person"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=["open", "answered", "closed"]), name="case_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, closings__gte=1) | ~Q(state="closed") & Q(closed_at=None, solved=None),
                name="case_closed_says_when",
            ),
            models.CheckConstraint(condition=~Q(state="answered") | Q(answered_at__isnull=False), name="case_answered_says_when"),
            models.CheckConstraint(condition=Q(due_at__gte=F("opened_at")), name="case_due_after_opening"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.state}"


class CaseMessage(models.Model):
    """A word in a case: of the person, of a member of staff, or a note that the system made (`code`, and no text).

    `cause` is the fact that a note tells of, so that hearing it twice notes it once.
    """

    PERSON, STAFF, SYSTEM = "person", "staff", "system"

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=WORDS_CHARACTERS_MAX, blank=True)
    code = models.CharField(max_length=30, blank=True)
    value = models.SmallIntegerField(null=True, help_text="The tap that a note speaks of.")
    cause = models.UUIDField(null=True, unique=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("case", "id", name="message_of_case")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="system", text="") & ~Q(code="") | Q(kind__in=["person", "staff"], code="", author__isnull=False) & ~Q(text=""),
                name="case_message_has_words_or_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
