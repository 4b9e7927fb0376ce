"""What support makes of answers."""

from django.db import transaction

from zhiyin.events.voice import AnswerGiven, CommentAdded
from zhiyin.support.models import Case, CaseMessage
from zhiyin.support.services.cases import close, held, note, open_again, open_case

LOW_STARS_MAX = 2
ITS_OWN = ("case", "closed_case")  # what a question about a case is about


@transaction.atomic
def hear_answer(event: AnswerGiven) -> None:
    """One or two stars have their case; a changed number of stars is noted in it, never taken back. "Did this help?" closes a case or opens it
    again.

    Repeats: a fact that was heard before changes nothing.
    """
    if event.survey == "helped" and event.about_kind in ITS_OWN:
        _hear_helped(event)
    elif event.survey == "stars" and not _heard(event):
        known = Case.objects.filter(cause=event.answer_id).exists()
        if known or event.value <= LOW_STARS_MAX:
            case = _of(event, "low_stars")
            if case.state == Case.CLOSED and event.value <= LOW_STARS_MAX:
                open_again(case, at=event.at)
            note(case, "stars_changed" if known else "stars_given", value=event.value, cause=event.id, at=event.at)


@transaction.atomic
def hear_comment(event: CommentAdded) -> None:
    """A sentence has its case, one for each answer. In a case that we answered or closed it counts as the person's word and opens it again,
    unless it goes with a "yes, this helped".

    Repeats: a fact that was heard before changes nothing.
    """
    if _heard(event):
        return
    if event.survey == "helped" and event.about_kind in ITS_OWN:
        case, waits_for_us = held(event.about_id), event.value == 0
    else:
        case, waits_for_us = _of(event, "low_stars" if event.value <= LOW_STARS_MAX else "sentence"), True
    if waits_for_us and case.state != Case.OPEN:
        open_again(case, at=event.at)
    note(case, "sentence_added", value=event.value, cause=event.id, at=event.at)


def _hear_helped(event: AnswerGiven) -> None:
    if _heard(event):
        return
    if event.value == 1:
        close(event.about_id, solved=True, cause=event.id, at=event.at)
        return
    case = held(event.about_id)
    if case.state != Case.OPEN:
        open_again(case, at=event.at)
    note(case, "not_helped", value=event.value, cause=event.id, at=event.at)


def _of(event: AnswerGiven | CommentAdded, subject_code: str) -> Case:
    case_id = open_case(
        cause=event.answer_id,
        person_id=event.person_id,
        about_kind=event.about_kind,
        about_id=event.about_id,
        answer_id=event.answer_id,
        subject_code=subject_code,
        at=event.at,
    )
    return held(case_id)


def _heard(event: AnswerGiven | CommentAdded) -> bool:
    return CaseMessage.objects.filter(cause=event.id).exists()
