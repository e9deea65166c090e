"""
Every kind of thing that goes out unasked, one function each: facts -> dues, past and future, in order of time.

A rule does not know what was sent and does not look at the clock: it says what has to be sent and when, as far as the facts of
today tell. To add a kind of reminder: write its function beside its like, list it here, give it its words in ``handlers``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from meetbot.reminders.dues import Due
from meetbot.reminders.facts import BookingFacts
from meetbot.reminders.matters import (
    AccessFacts,
    CalendarClashFacts,
    CleaningFacts,
    DefectFacts,
    FailureFacts,
    FindFacts,
    GivenUpFacts,
    MailFacts,
    ProposalFacts,
    RequestFacts,
    StandardFacts,
    SubscriptionFacts,
)
from meetbot.reminders.rules.access import access_asked, access_decided
from meetbot.reminders.rules.calendars import calendar_clash, calendar_unreachable
from meetbot.reminders.rules.changes import booked_for_you, changed, handed_over
from meetbot.reminders.rules.cleaning import cleaners_called, no_cleaner_came
from meetbot.reminders.rules.defects import assigned, opened, photo_added, resolved
from meetbot.reminders.rules.ending import ending_soon, inspection, inspection_late, overrun
from meetbot.reminders.rules.failures import undelivered
from meetbot.reminders.rules.given_up import given_up
from meetbot.reminders.rules.guests import guest_cancelled, guest_invited, guest_unreached
from meetbot.reminders.rules.lost import chased, found, unclaimed
from meetbot.reminders.rules.lost import handed_over as find_handed_over
from meetbot.reminders.rules.lost import photo_added as find_photo_added
from meetbot.reminders.rules.mail import mail_down, mail_up
from meetbot.reminders.rules.names import names_open
from meetbot.reminders.rules.proposals import proposal_answered, proposal_made
from meetbot.reminders.rules.requests import asked, refused, unanswered, withdrawn
from meetbot.reminders.rules.rounds import break_over, rounds, rounds_missed
from meetbot.reminders.rules.standard import standard_changed, standard_unread
from meetbot.reminders.rules.taking import call_to_take, nobody_took
from meetbot.reminders.rules.threats import defect_threatens, threat_over
from meetbot.reminders.rules.turning import turning
from meetbot.reminders.rules.work import ask_needs, not_ready, post, setup_short, work_due, work_overdue

BOOKING_RULES: tuple[Callable[[BookingFacts], Iterator[Due]], ...] = (
    call_to_take, nobody_took,
    booked_for_you, changed, handed_over,
    ask_needs, names_open, work_due, work_overdue, setup_short, post, not_ready,
    defect_threatens, threat_over,
    rounds, rounds_missed, break_over,
    ending_soon, inspection, inspection_late, overrun,
    turning,
    guest_invited, guest_cancelled, guest_unreached,
)  # fmt: skip
DEFECT_RULES: tuple[Callable[[DefectFacts], Iterator[Due]], ...] = (opened, photo_added, assigned, resolved)
FIND_RULES: tuple[Callable[[FindFacts], Iterator[Due]], ...] = (
    found, find_photo_added, chased, unclaimed, find_handed_over,
)  # fmt: skip
REQUEST_RULES: tuple[Callable[[RequestFacts], Iterator[Due]], ...] = (asked, unanswered, refused, withdrawn)
CLEANING_RULES: tuple[Callable[[CleaningFacts], Iterator[Due]], ...] = (cleaners_called, no_cleaner_came)
STANDARD_RULES: tuple[Callable[[StandardFacts], Iterator[Due]], ...] = (standard_changed, standard_unread)
PROPOSAL_RULES: tuple[Callable[[ProposalFacts], Iterator[Due]], ...] = (proposal_made, proposal_answered)
ACCESS_RULES: tuple[Callable[[AccessFacts], Iterator[Due]], ...] = (access_asked, access_decided)
SUBSCRIPTION_RULES: tuple[Callable[[SubscriptionFacts], Iterator[Due]], ...] = (calendar_unreachable,)
CALENDAR_CLASH_RULES: tuple[Callable[[CalendarClashFacts], Iterator[Due]], ...] = (calendar_clash,)
MAIL_RULES: tuple[Callable[[MailFacts], Iterator[Due]], ...] = (mail_down, mail_up)
GIVEN_UP_RULES: tuple[Callable[[GivenUpFacts], Iterator[Due]], ...] = (given_up,)
FAILURE_RULES: tuple[Callable[[FailureFacts], Iterator[Due]], ...] = (undelivered,)
