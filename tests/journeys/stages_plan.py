"""The plan, its copies and actions, and the way off the log."""

from tests.journeys.case import FAMILY, Case, in_days

CONFIDED = "Warning notice at the address by the station, served by night."


def the_lead_professional_writes_risks_and_services(case: Case) -> None:
    worker = case.as_("worker")
    worker.goes_to(case.child)
    worker.follows("Risk Management Plan")
    case.plan = worker.address
    worker.follows("Add a risk")
    worker.writes(words="Men at the station give her errands and hold a debt over her.")
    worker.presses("Save")
    worker.reads("It is in force when a co-chair approves the next version.", "No disruption is in this plan")
    worker.follows("Add a service")
    worker.writes(what="A weekly clinic, and somebody to talk to at night")
    worker.picks("risk", "Men at the station")
    worker.picks("agency", "Westmark NHS Trust")
    worker.picks("person", "Siobhan Keaveney")
    worker.chooses("status", "active")
    worker.presses("Save")
    worker.reads("A weekly clinic, and somebody to talk to at night", "Under way")


def a_chair_adds_disruption_that_only_the_police_may_read_and_an_action(case: Case) -> None:
    police, worker = case.as_("police_chair"), case.as_("worker")
    police.goes_to("/log/")
    police.follows(case.reference)
    police.follows("Add disruption")
    police.writes(what=CONFIDED)
    police.picks("risk", "Men at the station")
    police.picks("agency", "Police Exploitation Team")
    police.chooses("status", "asked")
    police.dates("due_on", in_days(5))
    police.picks("label", "Police only")
    police.presses("Save")
    police.reads(CONFIDED)
    police.follows("Add an action")
    police.writes(what="Patrol the station at the end of school, each day for a month.")
    police.picks("risk", "Men at the station")
    police.picks("owner", "Imran Sheikh")
    police.dates("due_on", in_days(28))
    police.presses("Save")
    police.reads("The action is set, and its owner owes it from now on.")
    worker.goes_to(case.plan)
    worker.reads("Held by Police Exploitation Team, Wexcombe: ask", "Patrol the station at the end of school")
    worker.does_not_read("Warning notice")
    worker.opens("More actions")
    worker.follows("Copy for the child and family")
    worker.reads("A weekly clinic")
    worker.does_not_read("Warning notice")


def a_chair_approves_and_every_agency_files_its_copy(case: Case) -> None:
    council, coordinator = case.as_("council_chair"), case.as_("coordinator")
    council.does("Approve the plan")
    council.opens("More actions")
    council.follows("Approve")
    council.writes(child_says="I want it to stop, and my brother left alone.")
    council.page.locator('main [name="agreed"]').check()
    council.presses("Approve")
    council.reads("Approved. Now send the copies.", "Version 1")
    coordinator.does("Send the plan to the agencies that it names")
    coordinator.follows("Send the copies")
    coordinator.reads("Westmark NHS Trust, Safeguarding Children", "Police Exploitation Team, Wexcombe")
    coordinator.presses("Send")
    coordinator.reads("Sent. Each agency is asked to file its copy.")
    for key, agency in (("nurse", "Westmark NHS Trust"), ("detective", "Police Exploitation Team")):
        contact = case.as_(key)
        contact.does("Confirm that the plan is on the case file")
        contact.follows(agency)
        contact.follows("Confirm filing")
        contact.writes(file_reference=f"FILE-{key}")
        contact.presses("Confirm")
        contact.reads("Confirmed.", f"FILE-{key}", "I want it to stop, and my brother left alone.")
    case.as_("detective").reads(CONFIDED)
    case.as_("nurse").does_not_read("Warning notice")


def an_owner_reports_what_changed_and_a_chair_verifies(case: Case) -> None:
    nurse, council = case.as_("nurse"), case.as_("council_chair")
    nurse.does("Do the action and report what changed")
    case.report = nurse.address
    nurse.follows("Report that it is done")
    nurse.writes(report="Seen three times.")
    nurse.presses("Report")
    nurse.reads("There is a problem", "Enter what changed for the child")
    assert nurse.field("report").input_value() == "Seen three times."
    nurse.writes(impact="She sleeps at home and has given the second phone away.")
    nurse.presses("Report")
    nurse.reads("Reported. A co-chair verifies it.")
    council.does("Verify the action")
    council.follows("Verify")
    council.reads("She sleeps at home and has given the second phone away.")
    council.presses("Verify")
    council.reads("Verified")


def a_refused_action_goes_up_until_it_is_settled(case: Case) -> None:
    detective, director, police = case.as_("detective"), case.as_("director"), case.as_("police_chair")
    detective.does("Do the action and report what changed")
    case.refused = detective.address
    detective.opens("More actions")
    detective.follows("My agency cannot agree")
    detective.writes(reason="There are no officers for it before the new rota.")
    detective.presses("Refuse and escalate")
    detective.reads("Refused. The disagreement has been escalated.", "Refused")
    director.does("Answer the escalation")
    case.escalation = director.address
    director.reads("There are no officers for it before the new rota.", "An escalation holds nothing up.")
    director.finds_nothing_at(case.concern)
    director.goes_to(case.escalation)
    director.follows("Answer")
    director.writes(reason="Community wardens can stand in on two days.")
    director.presses("Answer")
    director.reads("Answered.", "Community wardens can stand in on two days.")
    director.opens("More actions")
    director.follows("Resolve")
    director.writes(reason="Police take three days, wardens two. The action stands.")
    director.presses("Resolve")
    director.reads("Resolved. The panel is told.")
    detective.goes_to(case.refused)
    detective.follows("Report that it is done")
    detective.writes(report="The station is patrolled on every school day.", impact="She walks home alone again.")
    detective.presses("Report")
    police.goes_to(case.refused)
    police.follows("Verify")
    police.presses("Verify")
    police.reads("Verified")


def the_next_panel_reviews_the_plan_and_steps_the_child_down(case: Case) -> None:
    coordinator, council, police = case.as_("coordinator"), case.as_("council_chair"), case.as_("police_chair")
    coordinator.goes_to("/meetings/")
    coordinator.presses("Plan this meeting")
    case.review = coordinator.address
    coordinator.follows("Read and accept the statement")
    coordinator.presses("I accept this")
    coordinator.presses("Fill the agenda")
    coordinator.reads("Reviews of plans", case.reference)
    coordinator.presses("Publish the agenda")
    for chair in (council, police):
        chair.goes_to(case.review)
        chair.follows("Read and accept the statement")
        chair.presses("I accept this")
        chair.follows("Answer the invitation", within=".rp-columns")
        chair.chooses("answer", "coming")
        chair.presses("Send the answer")
    council.follows("Open the meeting")
    for seat in ("Head of Service, Children in Need of Help and Protection", "Police, detective inspector"):
        council.page.get_by_label(seat).check()
    council.presses("Open the meeting")
    council.follows(case.reference)
    council.chooses("protective_action", "yes")
    council.writes(update="No new report for three weeks.")
    council.presses("Save")
    council.chooses("outcome", "step_down")
    council.chooses("level", "high")
    council.writes(
        rationale="She is safe at home and at school, and the debt is dealt with.",
        receiving_service_step_down="Child in need plan, Assessment team",
        reentry_trigger_step_down="Missing overnight, or a new contact with the men at the station.",
    )
    council.presses("Record the decision")
    council.reads("does not go with the level high")
    council.chooses("level", "medium")
    council.presses("Record the decision")
    council.reads("The decision is recorded", "Goes to: Child in need plan, Assessment team")
    council.presses("Close the meeting")
    council.presses("Sign the minutes")
    council.writes(exception="One child, and both chairs have read them.")
    council.presses("Sign the minutes")
    coordinator.goes_to(f"{case.review}minutes/")
    coordinator.presses("Distribute the minutes")
    coordinator.reads("Each part of the minutes is with those entitled to it.")


def the_coordinator_closes_the_entry_once_all_is_filed(case: Case) -> None:
    coordinator, worker = case.as_("coordinator"), case.as_("worker")
    coordinator.does("Confirm filing and close the entry")
    coordinator.reads("Stepped down", "Missing overnight, or a new contact with the men at the station.")
    coordinator.follows("Close the entry")
    coordinator.reads("Every agency has filed the last plan.", "Open actions: 0.", "It is kept until")
    coordinator.presses("Close")
    coordinator.reads("Closed.", "Kept until")
    coordinator.goes_to("/log/?state=left")
    coordinator.reads(case.reference)
    worker.goes_to(case.child)
    worker.reads(FAMILY, "Medium")
    for tab in ("story", "papers", "access"):
        worker.goes_to(f"{case.child}{tab}/")
    worker.reads("Why can I see this?", "Who can see this?", "Siobhan Keaveney")


def a_stranger_still_finds_nothing(case: Case) -> None:
    stranger = case.as_("stranger")
    for address in (case.child, case.plan, case.report, case.refused, case.escalation):
        stranger.finds_nothing_at(address)
        stranger.does_not_read(FAMILY, case.reference)


STAGES = (
    the_lead_professional_writes_risks_and_services,
    a_chair_adds_disruption_that_only_the_police_may_read_and_an_action,
    a_chair_approves_and_every_agency_files_its_copy,
    an_owner_reports_what_changed_and_a_chair_verifies,
    a_refused_action_goes_up_until_it_is_settled,
    the_next_panel_reviews_the_plan_and_steps_the_child_down,
    the_coordinator_closes_the_entry_once_all_is_filed,
    a_stranger_still_finds_nothing,
)
