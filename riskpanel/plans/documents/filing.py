"""That an agency put a plan on its case file: which version, when, by whom."""

from datetime import datetime

from riskpanel.access.models import User
from riskpanel.documents import Block, Paper
from riskpanel.partnership.papers import facts, named_file, outlined
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import PlanCopy
from riskpanel.ui.words import moment


def filing_paper(copy: PlanCopy, user: User, at: datetime) -> Paper:
    """The confirmation of one agency's copy that is filed. It holds nothing of the plan itself."""
    version, child = copy.version_sent, copy.child
    plan = procedure_of(copy.panel.procedure).words.plan
    filed = copy.filed_by.full_name if copy.filed_by else ""
    return outlined(
        copy.panel,
        "filing",
        [
            Block(text=f"{copy.agency.name} has put the {plan} of {child.reference} on its case file."),
            Block(
                facts=facts(
                    ("Child", child.reference),
                    ("Agency", copy.agency.name),
                    ("Version", str(version.number)),
                    ("Approved", f"{moment(version.approved_at)}, {version.approved_by.full_name}"),
                    ("Sent", moment(copy.sent_at)),
                    ("Filed", f"{moment(copy.filed_at)}, {filed}"),
                    ("Where it is filed", copy.file_reference or "No reference given"),
                )
            ),
        ],
        user=user,
        at=at,
        name=named_file(f"filed-v{version.number}", child.reference, at),
        about=child.reference,
        children=(child,),
    )
