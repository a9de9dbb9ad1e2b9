"""What a person may type about a child's own record, missing episodes, brothers and sisters."""

from riskpanel.children.forms.missing import EpisodeForm, FormReadyForm, OfferForm, ReturnForm, TalkForm
from riskpanel.children.forms.records import SEXES, DetailsForm, EmergencyForm, LeadForm, LookForm, NoteForm
from riskpanel.children.forms.siblings import SiblingForm, TakeBackForm

__all__ = [
    "SEXES",
    "DetailsForm",
    "EmergencyForm",
    "EpisodeForm",
    "FormReadyForm",
    "LeadForm",
    "LookForm",
    "NoteForm",
    "OfferForm",
    "ReturnForm",
    "SiblingForm",
    "TakeBackForm",
    "TalkForm",
]
