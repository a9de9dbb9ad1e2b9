"""The panel: its agenda, its meeting, its minutes."""

from tests.journeys.case import FAMILY, Case, in_days


def the_coordinator_plans_the_meeting_and_publishes_its_agenda(case: Case) -> None:
    coordinator = case.as_("coordinator")
    coordinator.goes_to("/meetings/")
    coordinator.reads("Extraordinary High-Risk Panel of")
    coordinator.presses("Plan this meeting")
    coordinator.reads("The meeting is planned. Every seat that attends is invited.")
    case.meeting = coordinator.address
    coordinator.follows("Read and accept the statement")
    coordinator.presses("I accept this")
    coordinator.reads("Accepted. The papers are open to you.")
    coordinator.follows("Length and place")
    coordinator.writes(minutes="60", place="Online")
    coordinator.presses("Save")
    coordinator.presses("Fill the agenda")
    coordinator.reads("1 items were added", case.reference)
    coordinator.presses("Publish the agenda")
    coordinator.reads("The agenda is published to every invited seat", "1 h, 1 child")


def a_member_accepts_confidentiality_and_sees_that_item_only(case: Case) -> None:
    member = case.as_("member")
    member.goes_to("/meetings/")
    member.follows("Extraordinary High-Risk Panel of")
    member.does_not_read(case.reference)
    member.follows("Read and accept the statement")
    member.presses("I accept this")
    member.reads(case.reference)
    member.follows("Answer the invitation")
    member.chooses("answer", "coming")
    member.presses("Send the answer")
    member.reads("The answer is recorded")
    member.follows(case.reference)
    case.item = member.address
    member.reads("They know where my little brother goes to school.", "Very high")
    member.finds_nothing_at(case.concern)
    member.finds_nothing_at(case.checklist)
    member.goes_to("/children/")
    member.reads("1 child", case.reference)


def the_lead_professional_sees_their_own_item_and_nothing_else_of_the_meeting(case: Case) -> None:
    worker = case.as_("worker")
    worker.may_not_open(case.meeting)
    worker.goes_to("/")
    worker.reads("Come to the panel to advise on the work in hand", "You are invited for", "No answer yet")
    worker.follows(case.reference, within="section:has-text('You are invited for')")
    worker.presses("I accept this")
    assert worker.address == case.item
    worker.follows("Answer the invitation")
    worker.chooses("answer", "coming")
    worker.writes(update="She slept at home on four of five nights. The phone was handed in.")
    worker.presses("Send")
    worker.reads("Your answer is with the panel", "The phone was handed in.")


def both_chairs_open_the_meeting_and_decide(case: Case) -> None:
    council, police = case.as_("council_chair"), case.as_("police_chair")
    for chair in (council, police):
        chair.goes_to("/meetings/")
        chair.follows("Extraordinary High-Risk Panel of")
        chair.follows("Read and accept the statement")
        chair.presses("I accept this")
        chair.follows("Answer the invitation", within=".rp-columns")
        chair.chooses("answer", "coming")
        chair.presses("Send the answer")
    council.follows("Open the meeting")
    council.page.get_by_label("Police, detective inspector").check()
    council.presses("Open the meeting")
    council.reads("Both co-chairs must be present, or the reason must be recorded.")
    council.page.get_by_label("Head of Service, Children in Need of Help and Protection").check()
    council.page.get_by_label("Community safety").check()
    council.presses("Open the meeting")
    council.reads("Is protective action under way?", "The phone was handed in.")
    council.takes_out_a_telephone()
    council.chooses("outcome", "log")
    council.chooses("level", "very_high")
    council.writes(rationale="The harm goes on and only a joint plan reaches those behind it.")
    council.presses("Record the decision")
    council.reads("First answer whether protective action is under way.")
    council.chooses("protective_action", "yes")
    council.chooses("lead_present", "yes")
    council.writes(update="A second child was found with the same men on Sunday.")
    council.presses("Save")
    council.chooses("outcome", "log")
    council.chooses("level", "very_high")
    council.writes(rationale="The harm goes on and only a joint plan reaches those behind it.")
    council.presses("Record the decision")
    council.reads("The decision is recorded", "The panel agrees: on the log", "Amina Okafor; Tom Redfern")


def the_coordinator_gives_an_action_and_writes_the_minutes(case: Case) -> None:
    coordinator = case.as_("coordinator")
    coordinator.goes_to(case.meeting)
    coordinator.follows("Go to the meeting")
    coordinator.opens("Give an action")
    coordinator.writes(what="See Tamsin at the clinic every week and tell the lead professional what changes.")
    coordinator.picks("owner", "Siobhan Keaveney")
    coordinator.dates("due_on", in_days(14))
    coordinator.presses("Give the action")
    coordinator.reads("The action is given, and its owner owes it.")
    coordinator.follows("Write the minutes of this item")
    coordinator.writes(text="The lead professional spoke. Health and police agreed what each brings.")
    coordinator.is_told_that_it_is_saved()
    coordinator.takes_out_a_telephone()
    coordinator.goes_to(case.meeting)
    coordinator.follows("Go to the meeting")
    coordinator.presses("Close the meeting")
    coordinator.reads("The meeting is closed. The minutes are in draft.", "Health and police agreed what each brings.")


def a_chair_signs_and_the_minutes_go_to_those_entitled(case: Case) -> None:
    police, coordinator, worker = case.as_("police_chair"), case.as_("coordinator"), case.as_("worker")
    police.goes_to(case.meeting)
    police.follows("Read and sign the minutes")
    police.presses("Sign the minutes")
    police.reads("Sign the minutes now", "The reason stands in the minutes.")
    police.writes(exception="The plan starts tonight; both chairs have read them.")
    police.presses("Sign the minutes")
    police.reads("The minutes are signed.", "by Tom Redfern", "The plan starts tonight")
    coordinator.goes_to(case.meeting)
    coordinator.follows("Distribute the minutes")
    coordinator.presses("Distribute the minutes")
    coordinator.reads("Each part of the minutes is with those entitled to it.")
    worker.goes_to(case.item)
    worker.reads("Health and police agreed what each brings.", "The panel agrees: on the log")
    worker.takes_out_a_telephone()
    worker.finds_nothing_at(f"{case.meeting}minutes/")
    member = case.as_("member")
    member.goes_to(f"{case.meeting}minutes/")
    member.reads("Health and police agreed what each brings.")
    member.does_not_read(FAMILY)


def somebody_without_a_part_in_it_finds_nothing_of_the_case(case: Case) -> None:
    stranger = case.as_("stranger")
    stranger.may_not_open(case.meeting)
    for address in (case.child, case.concern, case.checklist, case.referral, case.item):
        stranger.finds_nothing_at(address)
        stranger.does_not_read(FAMILY, case.reference)
    for address in ("/", "/children/", "/concerns/", "/actions/"):
        stranger.goes_to(address)
        stranger.does_not_read(FAMILY, case.reference)


STAGES = (
    the_coordinator_plans_the_meeting_and_publishes_its_agenda,
    a_member_accepts_confidentiality_and_sees_that_item_only,
    the_lead_professional_sees_their_own_item_and_nothing_else_of_the_meeting,
    both_chairs_open_the_meeting_and_decide,
    the_coordinator_gives_an_action_and_writes_the_minutes,
    a_chair_signs_and_the_minutes_go_to_those_entitled,
    somebody_without_a_part_in_it_finds_nothing_of_the_case,
)
