"""From the locked checklist to the core group's decision."""

from datetime import timedelta

from tests.journeys.case import Case, in_days
from tests.journeys.person import now


def the_locked_checklist_becomes_the_referral(case: Case) -> None:
    worker = case.as_("worker")
    worker.does("Submit the referral to the panel")
    worker.goes_to(case.concern)
    worker.follows("Start the referral")
    worker.presses("Start the referral")
    case.referral = worker.address
    worker.reads("Will reach the panel of", "To reach it, send by", "A matching police reference : not met")
    worker.reads("The checklist is complete and locked : met", "A strategy meeting was held : met")
    worker.follows("Write the cover")
    worker.chooses("categories", "CCE", "MISS")
    worker.writes(
        doing_now="Daily calls by the school, the aunt fetches her, a safety plan for the weekend.",
        why_multi_agency="Police, health and school each hold a part, and none can keep her safe alone.",
        child_protection_note="Strategy meeting under section 47; a joint visit was made.",
        family_told="Ben told Tamsin and her aunt on the day that the panel is asked.",
    )
    worker.dates("child_protection_on", in_days(0))
    worker.picks("copy_to", "Gareth Lowther")
    worker.presses("Save the cover")
    worker.reads("The cover is saved", "1 open")


def the_worker_asks_for_a_waiver_and_for_the_emergency_route(case: Case) -> None:
    worker = case.as_("worker")
    worker.goes_to(case.referral)
    worker.follows("Ask the co-chairs for a waiver")
    worker.chooses("gate", "police_reference")
    worker.writes(reason="The crime report is being made; waiting for its number costs days that she may not have.")
    worker.presses("Ask the co-chairs")
    worker.reads("The referral counts as received now", "Waiting for a waiver")
    worker.follows("Ask for the emergency route")
    worker.writes(reason="A debt is to be collected on Friday. The next panel is weeks away.")
    worker.presses("Ask the co-chairs")
    worker.reads("The co-chairs are asked to answer today")


def both_chairs_sign_the_waiver(case: Case) -> None:
    council, police = case.as_("council_chair"), case.as_("police_chair")
    council.does("Answer the request for a waiver")
    council.goes_to(case.referral)
    council.follows("Answer the waiver")
    council.reads("You sign for: Head of Service, Children in Need of Help and Protection")
    council.chooses("agrees", "yes")
    council.presses("Sign")
    council.reads("The referral waits for the other co-chair", "Waiting for a waiver")
    police.goes_to(case.referral)
    police.follows("Answer the waiver")
    police.chooses("agrees", "yes")
    police.presses("Sign")
    police.reads("The waiver is granted", "Submitted", "Tom Redfern")


def a_chair_accepts_the_emergency_for_a_panel_out_of_turn(case: Case) -> None:
    council = case.as_("council_chair")
    council.goes_to(case.referral)
    council.follows("Answer the emergency")
    council.chooses("answer", "extraordinary")
    council.times("starts_at", now() + timedelta(hours=1))
    council.presses("Answer")
    council.reads("Your answer is on the referral")


def the_core_group_accepts_with_its_quorum(case: Case) -> None:
    detective = case.as_("detective")
    detective.does("Decide at the pre-panel whether the panel takes the referral")
    detective.follows("Decide")
    detective.reads("The locked checklist", "Four reports to the police")
    detective.page.locator('main [name="present"]:checked').first.wait_for()
    detective.chooses("outcome", "accepted")
    detective.writes(reasons="Exploited by a network that several agencies know. It needs one plan.")
    detective.presses("Record the decision")
    detective.reads("The core group is not quorate")
    detective.chooses("present", "csc", "police_exploitation", "health")
    detective.presses("Record the decision")
    detective.reads("accept for the panel")
    detective.goes_to(case.referral)
    detective.reads("Accepted for the panel", "It needs one plan.")


STAGES = (
    the_locked_checklist_becomes_the_referral,
    the_worker_asks_for_a_waiver_and_for_the_emergency_route,
    both_chairs_sign_the_waiver,
    a_chair_accepts_the_emergency_for_a_panel_out_of_turn,
    the_core_group_accepts_with_its_quorum,
)
