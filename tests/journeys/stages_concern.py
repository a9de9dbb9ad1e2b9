"""From a worry to the strategy meeting."""

from datetime import timedelta

from tests.journeys.case import FAMILY, GIVEN, Case, in_days
from tests.journeys.person import now


def the_coordinator_makes_the_dates_of_the_year(case: Case) -> None:
    coordinator = case.as_("coordinator")
    coordinator.goes_to("/meetings/")
    coordinator.reads("No meeting is planned", "No dates are ahead")
    coordinator.follows("Make dates")
    coordinator.dates("start", in_days(1))
    coordinator.presses("Make dates")
    coordinator.reads("dates were added", "Dates without a meeting yet")


def a_worker_records_a_concern_about_a_child_whom_nobody_knows(case: Case) -> None:
    worker = case.as_("worker")
    worker.goes_to("/concerns/")
    worker.follows("Record a concern")
    worker.presses("Continue")
    worker.reads("There is a problem", "Enter given name")
    worker.writes(given_name=GIVEN, family_name=FAMILY, born_on_day="31", born_on_month="2", born_on_year="2011")
    worker.presses("Continue")
    worker.reads("must be a real date")
    worker.writes(born_on_day="14", born_on_month="3")
    worker.presses("Continue")
    worker.writes(
        school="Fernhill High School",
        happening="Missing four times in two weeks, back with a new phone and a bruise on the arm.",
        source="A teacher told me, then Tamsin's aunt.",
        child_says="They know where my little brother goes to school.",
    )
    worker.dates("noticed_on", in_days(0))
    worker.chooses("harm_signs", "yes")
    worker.chooses("universal_setting", "no")
    worker.chooses("categories", "CCE", "MISS")
    worker.chooses("directions", "from_others")
    worker.presses("Record the concern")
    worker.reads("The concern is recorded", "They know where my little brother goes to school.")
    case.concern = worker.address
    case.reference = worker.page.locator(".rp-ref").first.inner_text()
    worker.follows(GIVEN)
    case.child = worker.address


def whoever_fears_for_a_child_now_is_told_whom_to_call(case: Case) -> None:
    worker = case.as_("worker")
    worker.goes_to(case.concern)
    worker.opens("A child in danger now?")
    worker.reads("999", "020 7946 0101", "020 7946 0102", within=".rp-danger")
    worker.shuts()
    worker.follows("A child in danger: call")
    worker.reads("020 7946 0101")
    worker.page.get_by_role("radio", name="front door").check()
    worker.picks("child", case.reference)
    worker.writes(reference="FD-88231", words="The front door takes it up today; the aunt keeps Tamsin tonight.")
    worker.presses("Write the call down")
    worker.reads("The call is written down")
    worker.goes_to(case.concern)
    worker.reads("Reference FD-88231")


def the_worker_fills_in_the_checklist_as_they_type(case: Case) -> None:
    worker = case.as_("worker")
    worker.goes_to(case.concern)
    worker.follows("Start the checklist")
    worker.presses("Start")
    case.checklist = worker.address
    worker.follows("Go on: About the child")
    worker.writes(**{"about_life--evidence": "Lives with her aunt and brother, likes athletics, year 10."})
    worker.is_told_that_it_is_saved()
    worker.presses("Save and go on")
    worker.reads("Strengths and what helps")
    worker.chooses("adult_trusted--response", "yes")
    worker.writes(**{"adult_trusted--evidence": "Her aunt, and her athletics coach."})
    worker.is_told_that_it_is_saved()
    worker.presses("Save and go on")
    worker.chooses("missing_often--response", "present")
    worker.chooses("missing_night--response", "not_known")
    worker.writes(
        **{
            "missing_often--evidence": "Four reports to the police since the first of the month.",
            "missing_often--happened_on": "The last two weeks",
            "missing_often--source": "Missing persons unit",
        }
    )
    worker.is_told_that_it_is_saved()
    worker.goes_to(f"{case.checklist}sections/missing/")
    assert worker.field("missing_often--source").input_value() == "Missing persons unit"
    worker.follows("Criminal exploitation")
    worker.chooses("cce_money--response", "present")
    worker.presses("Save and go on")
    worker.goes_to(case.checklist)
    worker.reads("1 answer says not known", "Has money, phones or clothes that nobody can explain")
    worker.follows("What the child and the family say")
    worker.writes(**{"voice_child--evidence": "“I owe them. I can't just stop.”"})
    worker.is_told_that_it_is_saved()


def another_agency_adds_what_it_knows_and_signs(case: Case) -> None:
    worker, nurse = case.as_("worker"), case.as_("nurse")
    nurse.finds_nothing_at(case.checklist)
    worker.goes_to(case.checklist)
    worker.follows("Ask another agency for its part")
    worker.picks("member", "Siobhan Keaveney")
    worker.presses("Ask")
    worker.reads("The agency is asked for its part", "Siobhan Keaveney")
    nurse.goes_to(case.checklist)
    nurse.follows("Criminal exploitation")
    nurse.writes(**{"cce_money--evidence": "Seen in the clinic with two phones, 3 weeks ago."})
    nurse.chooses("cce_debt--response", "possible")
    nurse.writes(**{"cce_debt--evidence": "Told the nurse that she “owes a boy”."})
    nurse.is_told_that_it_is_saved()
    nurse.goes_to(case.checklist)
    nurse.follows("Sign my agency’s part")
    nurse.presses("Sign")
    nurse.reads("Your agency’s part is signed")
    worker.goes_to(case.checklist)
    worker.follows("Sign my agency’s part")
    worker.presses("Sign")
    worker.follows("Read and print the whole")
    worker.reads("Seen in the clinic with two phones", "signed by Siobhan Keaveney")


def the_worker_sets_the_level_on_their_own_judgement(case: Case) -> None:
    worker = case.as_("worker")
    worker.goes_to(case.checklist)
    worker.follows("Set the level")
    assert worker.page.locator('main [name="level"]:checked').count() == 0
    worker.chooses("level", "very_high")
    worker.presses("Set the level")
    worker.reads("There is a problem", "Enter the reason for the level")
    assert worker.page.locator('main [name="level"]:checked').get_attribute("value") == "very_high"
    worker.writes(reason="She is taken away by adults, is hurt, and owes them money. The next time is days away.")
    worker.presses("Set the level")
    worker.reads("the level is set")
    worker.writes(what="The aunt fetches Tamsin from school; the school rings at once when she is not there.")
    worker.picks("owner", "Ben Achterberg")
    worker.dates("due_on", in_days(1))
    worker.presses("Add")
    worker.reads("Very high", "provisional", "The aunt fetches Tamsin from school")
    worker.opens("Something else")
    worker.follows("Name the lead professional")
    worker.picks("lead", "Ben Achterberg")
    worker.page.locator('main [name="role"]').first.check()
    worker.presses("Name them")
    worker.reads("the lead professional is named")


def the_manager_discusses_the_level_the_same_day(case: Case) -> None:
    manager = case.as_("manager")
    manager.goes_to("/")
    manager.reads("Discuss the level with the line manager today")
    manager.goes_to(case.concern)
    manager.follows("Record the discussion")
    manager.writes(words="Very high. Refer to social care today, ask for a strategy meeting this week.")
    manager.presses("Save")
    manager.reads("the discussion is written down", "Discussed with line manager")


def the_child_is_referred_to_social_care(case: Case) -> None:
    worker = case.as_("worker")
    worker.goes_to(case.concern)
    worker.follows("Refer to social care")
    worker.writes(
        reference="MASH-40417", words="Child criminal exploitation, to the front door, by telephone and form."
    )
    worker.presses("Save")
    worker.reads("the referral to social care is written down", "Referred to children's social care")


def social_care_books_the_strategy_meeting(case: Case) -> None:
    convener = case.as_("csc_manager")
    convener.goes_to("/")
    convener.reads("Hold the strategy meeting")
    convener.goes_to(case.concern)
    convener.follows("Book the strategy meeting")
    convener.times("starts_at", now() - timedelta(minutes=1))
    convener.writes(place="Civic Centre, room 4")
    convener.picks("chair", "Helen Marchetti")
    convener.picks("party_1", "Siobhan Keaveney")
    convener.picks("party_2", "Cara Lindqvist")
    convener.presses("Book")
    convener.reads("the strategy meeting is booked", "Civic Centre, room 4")


def the_strategy_meeting_confirms_the_level_and_locks_the_checklist(case: Case) -> None:
    convener = case.as_("csc_manager")
    convener.goes_to(case.concern)
    convener.follows("Record the strategy meeting")
    convener.writes(minutes="Present: social care, health. The risk is from a named group at the station.")
    convener.is_told_that_it_is_saved()
    convener.chooses("level", "very_high")
    convener.writes(reason="Everybody agrees: it can happen again at the next chance.")
    convener.presses("Record it and lock the checklist")
    convener.reads("Add at least one action with an owner and a date.", "Every agency must complete its part")
    convener.follows("Add an action of the meeting")
    convener.writes(what="Talk with the school nurse about Tamsin's injuries.")
    convener.picks("owner", "Siobhan Keaveney")
    convener.dates("due_on", in_days(7))
    convener.presses("Add")
    convener.goes_to(case.checklist)
    convener.follows("Mark as no input")
    convener.writes(words="The school sent what it knows through the worker.")
    convener.presses("Save")
    convener.reads("The agency is marked as giving no input")
    convener.goes_to(case.concern)
    convener.follows("Record the strategy meeting")
    assert convener.field("minutes").input_value().startswith("Present: social care, health.")
    convener.chooses("level", "very_high")
    convener.writes(reason="Everybody agrees: it can happen again at the next chance.")
    convener.presses("Record it and lock the checklist")
    convener.reads("is recorded and the checklist is locked", "Strategy meeting held")
    convener.does_not_read("provisional")
    convener.goes_to(case.checklist)
    convener.reads("Locked", "it cannot be changed")


STAGES = (
    the_coordinator_makes_the_dates_of_the_year,
    a_worker_records_a_concern_about_a_child_whom_nobody_knows,
    whoever_fears_for_a_child_now_is_told_whom_to_call,
    the_worker_fills_in_the_checklist_as_they_type,
    another_agency_adds_what_it_knows_and_signs,
    the_worker_sets_the_level_on_their_own_judgement,
    the_manager_discusses_the_level_the_same_day,
    the_child_is_referred_to_social_care,
    social_care_books_the_strategy_meeting,
    the_strategy_meeting_confirms_the_level_and_locks_the_checklist,
)
