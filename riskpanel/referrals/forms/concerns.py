"""What a person may type about a concern, its level and what is done about it."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from riskpanel.children.models import Child
from riskpanel.partnership.models import Agency, Member
from riskpanel.procedure import Procedure
from riskpanel.referrals.colleagues import named, picked
from riskpanel.ui.forms import Choice, Confirm, DayField, LongText, ManyChoice, MomentField, Select, ShortText, need
from riskpanel.ui.words import day

YES_NO = (("yes", "Yes"), ("no", "No"))
NEW = "new"


class FindChildForm(forms.Form):
    """Who the child is, to look among those whom the person may see."""

    given_name = ShortText(label="Given name", max_length=100, width=20)
    family_name = ShortText(label="Family name", max_length=150, width=20)
    born_on = DayField(label="Date of birth", hint="Leave it blank if you do not know it.", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born_on"].latest = today


class PickChildForm(forms.Form):
    """Which of the children that were found, or none of them."""

    child = Choice(label="Is it one of these children?", called="The child")

    def __init__(self, *args: Any, found: list[Child], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["child"].choices = [(str(one.pk), _told(one)) for one in found] + [(NEW, "No, none of these")]


def _told(child: Child) -> str:
    born = f"born {day(child.born_on)}" if child.born_on else "date of birth not known"
    return f"{child.name}, {born} ({child.reference})"


class ConcernForm(forms.Form):
    """A concern: what is happening, where it was noticed, what kind it may be."""

    happening = LongText(
        label="What is happening to the child, or around them?",
        called="What is happening",
        hint="What was seen or heard, when, and by whom. What is thought, as a thought.",
        max_length=10_000,
        rows=7,
    )
    noticed_on = DayField(label="When was it noticed?", called="The day on which it was noticed")
    source = ShortText(
        label="How do you know?", hint="For example: I saw it, a teacher told me, the child told me.", required=False
    )
    harm_signs = Choice(
        label="Are there signs that the child is being seriously harmed, or soon may be?",
        choices=YES_NO,
        inline=True,
    )
    universal_setting = Choice(
        label="Do you work in a universal setting?",
        hint="A place for every child, such as a school, a college, a surgery or a youth club.",
        choices=YES_NO,
        inline=True,
    )
    categories = ManyChoice(label="What may it be about?", hint="Select all that may apply.", required=False)
    directions = ManyChoice(label="Where does the risk point?", hint="Select all that may apply.", required=False)
    child_says = LongText(label="What does the child say?", max_length=5_000, rows=3, required=False, count=False)
    family_says = LongText(
        label="What do parents or carers say?", max_length=5_000, rows=3, required=False, count=False
    )

    def __init__(self, *args: Any, procedure: Procedure, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["noticed_on"].latest = today
        self.fields["categories"].choices = [(one.code, one.label) for one in procedure.categories]
        self.fields["directions"].choices = [(one.code, one.label) for one in procedure.directions]

    def told(self) -> dict[str, Any]:
        """What `record_concern` takes."""
        said = {name: self.cleaned_data[name] for name in ConcernForm.base_fields}
        return said | {name: said[name] == "yes" for name in ("harm_signs", "universal_setting")}


class NewChildConcernForm(ConcernForm):
    """A concern about a child whom the person cannot see yet."""

    given_name = ShortText(label="Given name", max_length=100, width=20)
    family_name = ShortText(label="Family name", max_length=150, width=20)
    known_as = ShortText(label="Known as", max_length=100, width=20, required=False)
    born_on = DayField(label="Date of birth", hint="Leave it blank if you do not know it.", required=False)
    birth_estimated = Confirm(label="The date of birth is an estimate", required=False)
    school = ShortText(label="School or college", required=False)
    field_order = ["given_name", "family_name", "known_as", "born_on", "birth_estimated", "school"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.fields["born_on"].latest = today

    def told(self) -> dict[str, Any]:
        return super().told() | {name: self.cleaned_data[name] for name in self.field_order}


class WordsForm(forms.Form):
    """One text; the page says what it is."""

    words = LongText(label="What happened?", max_length=5_000, rows=6)

    def __init__(self, *args: Any, label: str, called: str = "", hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = self.fields["words"]
        told.label, told.called, told.hint = label, called, hint


class EarlyHelpForm(forms.Form):
    """The early help route: when, and what came of it."""

    ANSWERS = (
        ("waiting", "We wait for an answer"),
        ("accepted", "Early help works with the family"),
        ("advised", "Early help gave advice, and we go on"),
        ("declined", "The family does not want it"),
        ("returned", "Early help sent it back: it needs more"),
    )
    referred_on = DayField(label="When did you turn to early help?", called="The day")
    outcome = Choice(label="What came of it so far?", called="The outcome", choices=ANSWERS)
    words = LongText(label="What was agreed, and with whom?", called="What was agreed", max_length=5_000, rows=4)

    def __init__(self, *args: Any, today: date, answered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referred_on"].latest = today
        if answered:
            del self.fields["referred_on"]
            self.fields["outcome"].choices = self.ANSWERS[1:]
            self.fields["outcome"].label = "What did early help answer?"


def level_choice(procedure: Procedure, label: str) -> Choice:
    """Every level with its threshold beneath it; none is chosen beforehand."""
    return Choice(
        label=label,
        called="A level",
        choices=[(one.code, one.label) for one in procedure.levels],
        hints={one.code: one.threshold for one in procedure.levels},
    )


class LevelForm(forms.Form):
    """The level, on a person's judgement."""

    reason = LongText(
        label="Why this level?",
        called="The reason for the level",
        hint="What weighs most. Where the checklist scores and you think otherwise, say why.",
        max_length=5_000,
    )

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"] = level_choice(procedure, "How vulnerable is the child now?")
        self.order_fields(["level", "reason"])


class DiscussionForm(forms.Form):
    """A talk between author and line manager."""

    talked_at = MomentField(label="When did you talk?", called="The day and time of the talk")
    words = LongText(label="What was agreed?", called="What was agreed", max_length=5_000)

    def __init__(self, *args: Any, now: datetime, since: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since
        self.fields["talked_at"].latest = now
        self.fields["talked_at"].earliest = since.replace(second=0, microsecond=0) if since else None

    def clean_talked_at(self) -> datetime:
        """The minute that was typed; in the minute in which the level was set, the moment of that."""
        typed = self.cleaned_data["talked_at"]
        return max(typed, self.since) if self.since else typed


class FileForm(forms.Form):
    """Where the checklist was filed."""

    file_reference = ShortText(label="Reference of the case file", width=20)
    filed = Confirm(label="The checklist is on the child’s case file")


class PlanForm(forms.Form):
    """The plan into which the actions go."""

    plan_kind = Choice(label="Which plan do the actions go into?", called="The plan")
    plan_reference = ShortText(label="Reference of the case file", width=20)
    filed = Confirm(label="The actions are in that plan and on the case file")

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan_kind"].choices = [(one.code, one.label) for one in procedure.plan_kinds]


class SocialCareForm(forms.Form):
    """A referral to social care, as it was made."""

    reference = ShortText(label="Reference that you were given", width=20, required=False)
    words = LongText(label="What did you refer, and to whom?", called="What you referred", max_length=5_000)


class ConsultForm(forms.Form):
    """A doubt about a level."""

    asked = ShortText(label="Whom do you ask, if somebody in particular?", required=False)
    words = LongText(
        label="What are you in doubt about?", called="Your doubt", hint="Whoever answers sees this concern.",
        max_length=5_000,
    )  # fmt: skip


class ActionForm(forms.Form):
    """Something that is done now. The owner is a person, or an agency that has yet to name one."""

    what = LongText(
        label="What will be done?",
        called="What will be done",
        hint="Help, watching over and steps that may be told. Write nothing here about covert work or sources.",
        max_length=2_000,
        rows=3,
    )
    owner = Select(label="Who does it?", called="The owner", required=False, empty="Nobody is named yet")
    agency = Select(label="If nobody is named yet: which agency?", called="The agency", required=False)
    due_on = DayField(label="By when?", called="The date by which it is done")

    def __init__(
        self,
        *args: Any,
        members: list[Member],
        agencies: list[Agency],
        today: date,
        person: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members, self.agencies = members, agencies
        self.fields["due_on"].earliest = today
        self.fields["owner"].choices = [("", "Nobody is named yet"), *named(members)]
        self.fields["agency"].choices = [("", "Choose"), *((str(one.pk), one.name) for one in agencies)]
        if person:
            self.fields["owner"].required = True
            self.fields["owner"].choices = [("", "Choose"), *named(members)]
            del self.fields["agency"]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        owner = picked(self.members, told.get("owner", ""))
        agency = next((one for one in self.agencies if str(one.pk) == told.get("agency", "")), None)
        told["owner"], told["agency"] = owner, owner.agency if owner else agency
        asked = "agency" if "agency" in self.fields else "owner"
        need(self, asked, when=told["agency"] is None, says="Say who does it")
        return told


class LeadForm(forms.Form):
    """The one who leads for the child."""

    lead = Select(label="Who leads for the child?", called="The lead")
    role = Choice(label="In which role?", called="The role")

    def __init__(self, *args: Any, members: list[Member], roles: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        self.fields["lead"].choices = [("", "Choose"), *named(members)]
        self.fields["role"].choices = [(one, one) for one in roles]

    def clean_lead(self) -> Member | None:
        return picked(self.members, self.cleaned_data["lead"])


class CallForm(forms.Form):
    """A call about a child in danger, as it was made."""

    called = Choice(label="Whom did you call?", called="Whom you called", conditional={"other": ("somebody",)})
    somebody = ShortText(label="Whom?", called="Whom you called", required=False)
    called_at = MomentField(label="When?", called="The day and time of the call")
    child = Select(label="Which child?", required=False, empty="A child who is not in this list")
    reference = ShortText(label="Reference that you were given", width=20, required=False)
    words = LongText(
        label="What was said and agreed?", called="What was said", max_length=5_000, required=False,
        hint="If the child is not in the list above, say here who the child is.",
    )  # fmt: skip

    def __init__(self, *args: Any, phones: list[dict], children: list[Child], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = children
        told = [(phone["label"], f"{phone['label']} ({phone['number']})") for phone in phones]
        self.fields["called"].choices = [*told, ("other", "Somebody else")]
        self.fields["called_at"].latest = now
        self.fields["child"].choices = [
            ("", "A child who is not in this list"),
            *((str(one.pk), f"{one.reference}: {one.name}") for one in children),
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        need(self, "somebody", when=told.get("called") == "other", says="Say whom you called")
        unnamed = not told.get("child") and not told.get("words")
        need(self, "words", when=unnamed, says="Choose the child, or say who the child is")
        if told.get("called") == "other":
            told["called"] = told.get("somebody", "")
        told["child"] = next((one for one in self.children if str(one.pk) == told.get("child")), None)
        return told


def refuse(form: forms.Form, reasons: tuple[str, ...]) -> None:
    """Puts the reasons of a refusal on a form, as errors of the whole."""
    for reason in reasons:
        form.add_error(None, ValidationError(reason))
