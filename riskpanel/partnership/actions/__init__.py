"""Verbs that set up a partnership: agencies, people, panels, seats, appointments, the procedure in force."""

from riskpanel.partnership.actions.people import (
    add_person,
    change_person,
    end_place,
    leave,
    needs_password,
    place,
    send_password_link,
)
from riskpanel.partnership.actions.procedures import (
    bring_into_force,
    put_in_force,
    set_up_panel,
    sync_seats,
    upload_procedure,
)
from riskpanel.partnership.actions.refusals import NotAllowed
from riskpanel.partnership.actions.seats import (
    appoint,
    end_appointment,
    give_role,
    give_seat_to,
    hold_seat,
    record_review,
    stand_in,
)
from riskpanel.partnership.actions.setup import add_agency, change_agency, change_partnership, found_partnership

__all__ = [
    "NotAllowed",
    "add_agency",
    "add_person",
    "appoint",
    "bring_into_force",
    "change_agency",
    "change_partnership",
    "change_person",
    "end_appointment",
    "end_place",
    "found_partnership",
    "give_role",
    "give_seat_to",
    "hold_seat",
    "leave",
    "needs_password",
    "place",
    "put_in_force",
    "record_review",
    "send_password_link",
    "set_up_panel",
    "stand_in",
    "sync_seats",
    "upload_procedure",
]
