"""The papers of plans: the plan, the notice of stepping down, the log, lists of actions."""

from riskpanel.plans.documents.lists import action_list, chase_sheet, log_paper
from riskpanel.plans.documents.plan import family_paper, plan_paper, step_down_paper

__all__ = ["action_list", "chase_sheet", "family_paper", "log_paper", "plan_paper", "step_down_paper"]
