"""The weekly ranking: agencies' rows become children, children are ranked, and the first are put forward."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children import actions as children
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused
from riskpanel.children.same import same_child
from riskpanel.cohorts.actions.listing import propose
from riskpanel.cohorts.facts import procedure_for, scope_of
from riskpanel.cohorts.models import Circumstances, Listing, Place, Week
from riskpanel.cohorts.models.listings import LIVE
from riskpanel.cohorts.store import store_of
from riskpanel.partnership.models import Panel
from riskpanel.procedure import Procedure
from riskpanel.procedure.listing import scope

SOURCE = "single_view"
Progress = Callable[[str], None]


@transaction.atomic
def ask_week(*, panel: Panel, as_of: date, by: User, at: datetime) -> Week:
    """Asks for a ranking; it is worked out by `work_out`, here or elsewhere."""
    return Week.objects.create(panel=panel, as_of=as_of, state="running", asked_at=at, asked_by=by)


def work_out(*, week: Week, at: datetime) -> Week:
    """Links and ranks what the agencies gave in, keeps every place with its reasons, and puts the first of
    each cohort forward. A ranking that fails says why on the week and changes nothing else."""

    def progress(words: str) -> None:
        Week.objects.filter(pk=week.pk).update(progress=words[:200])

    try:
        run, known = _ranked(week, at, progress)
        progress("keeping the places")
        _keep(week, run, known, at)
    except (FileNotFoundError, ImportError, ValueError) as fault:
        Week.objects.filter(pk=week.pk).update(state="failed", fault=str(fault), progress="", ended_at=at)
    week.refresh_from_db()
    return week


def _ranked(week: Week, at: datetime, progress: Progress) -> tuple[Any, Mapping[str, Any]]:
    from riskpanel.singleview.known import known
    from riskpanel.singleview.linking import link_store
    from riskpanel.singleview.ranking.keeping import rank_store

    view, store = procedure_for(week.panel).single_view, store_of(week.panel.partnership)
    if view is None or not store.loads():
        raise FileNotFoundError("No agency's extract has been loaded yet.")
    link_store(store, view, at=at, progress=progress)
    _, run = rank_store(store, view, week.as_of, progress=progress)
    first = {one["child"] for cohort in view.cohorts for one in run.cohort(cohort.code)}
    return run, known(store, first, week.as_of, _missing_days(week.panel))


def _missing_days(panel: Panel) -> int:
    """How far back times missing are counted."""
    missing = procedure_for(panel).missing
    return max(missing.counts, default=0) if missing else 0


@transaction.atomic
def _keep(week: Week, run: Any, known: Mapping[str, Any], at: datetime) -> None:
    from riskpanel.singleview.explaining import explain

    procedure, by = procedure_for(week.panel), week.asked_by
    view = procedure.single_view
    of = _children_of(week.panel, known)
    for cohort in view.cohorts:
        size = procedure.cohort(cohort.code).size
        for one in run.cohort(cohort.code):
            outside = _outside(week, of.get(one["child"]), known.get(one["child"]))
            reasons = [_plain(asdict(sentence)) for sentence in explain(run, one["child"], view, outside)]
            place = Place.objects.create(
                week=week, cohort=cohort.code, key=one["child"], child=of.get(one["child"]), rank=one["rank"],
                total=one["total"], was=one["was"], moved=one["moved"], contributions=one["contributions"],
                reasons=reasons,
            )  # fmt: skip
            if place.rank <= size or place.child:
                _put_forward(place, known.get(place.key), procedure, by, at, ranked=place.rank <= size)
    told = {"config": run.data["config"], "inputs": run.data["inputs"], "feeds": run.data["feeds"]}
    Week.objects.filter(pk=week.pk).update(state="done", progress="", ended_at=at, **told)


def _outside(week: Week, child: Child | None, known: Any) -> tuple[str, ...]:
    """Why a ranked child is not within the panel's ages on the day of the ranking, in sentences."""
    if child is not None:
        return scope_of(week.panel, child, week.as_of).reasons
    return scope(procedure_for(week.panel), known.born if known else None, week.as_of).reasons


def _plain(sentence: dict[str, Any]) -> dict[str, Any]:
    return {**sentence, "days": [day.isoformat() for day in sentence["days"]]}


def _children_of(panel: Panel, known: Mapping[str, Any]) -> dict[str, Child]:
    """Children of the partnership who came from the Single View before, by their key there."""
    mine = Child.objects.filter(partnership=panel.partnership_id, source=SOURCE, source_id__in=list(known))
    return {child.source_id: child for child in mine}


def _put_forward(
    place: Place, known: Any, procedure: Procedure, by: User, at: datetime, *, ranked: bool
) -> Listing | None:
    """Puts the child of a place forward where the rank asks for it, and brings a listed child's place and
    case status up to date."""
    child = place.child or (_known_here(place, known, by, at) if known else None)
    if child is None:
        return None
    _tell_status(child, known, procedure, by, at)
    _tell_absences(place.week.panel, child, known, by, at)
    live = Listing.objects.filter(panel=place.week.panel, child=child, state__in=LIVE).first()
    if live is not None:
        Listing.objects.filter(pk=live.pk).update(place=place)
        return live
    if not ranked:
        return None
    return propose(child=child, panel=place.week.panel, cohort=place.cohort, route="ranking", place=place, by=by, at=at)


def _known_here(place: Place, known: Any, by: User, at: datetime) -> Child:
    """The partnership's own record of a ranked child: the one of that name and birthday, or a new one."""
    panel = place.week.panel
    child = same_child(panel, known.given, known.family, known.born) or children.register(
        panel=panel, by=by, at=at, given_name=known.given, family_name=known.family, born_on=known.born,
        birth_estimated=known.born_estimated, sex=known.sex, upn=known.upn, nhs_number=known.nhs, source=SOURCE,
        source_id=known.key,
    )  # fmt: skip
    place.child = child
    place.save(update_fields=["child"])
    return child


def _tell_status(child: Child, known: Any, procedure: Procedure, by: User, at: datetime) -> None:
    """How the child stands with social care, from what is open; a person's word of a later day stays."""
    if known is None:
        return
    opened = [one.code for one in procedure.case_statuses if set(one.kinds) & known.open]
    status = opened[-1] if opened else _without_case(procedure)
    Circumstances.objects.update_or_create(
        child=child, defaults={"case_status": status, "source": SOURCE, "at": at, "by": by}
    )


def _tell_absences(panel: Panel, child: Child, known: Any, by: User, at: datetime) -> None:
    """The times missing that agencies told, each once, and what became of the talk after them; what is in no order
    is left to the agency."""
    for one in known.missing if known else ():
        began, ended = (timezone.make_aware(moment) if moment else None for moment in (one.began, one.ended))
        if began < at and (ended is None or began <= ended):
            episode = children.note_episode(
                child=child, panel=panel, began_at=began, ended_at=ended if ended and ended < at else None,
                source=one.source, reference=one.reference, by=by, at=at,
            )  # fmt: skip
            if one.interview and episode.ended_at and not episode.interview:
                children.tell_interview(episode=episode, became=one.interview, by=by, at=at)


def _without_case(procedure: Procedure) -> str:
    """The status of a child for whom nothing is open: the last that the procedure declares as not open."""
    return next((one.code for one in reversed(procedure.case_statuses) if not one.open), "")


@transaction.atomic
def propose_place(*, place: Place, by: User, at: datetime) -> Listing:
    """Puts the child of a place beyond the list's size forward; that is when the child's name opens. Raises
    Refused where no agency holds the child any more."""
    from riskpanel.singleview.known import known

    procedure = procedure_for(place.week.panel)
    panel, as_of = place.week.panel, place.week.as_of
    told = known(store_of(panel.partnership), [place.key], as_of, _missing_days(panel)).get(place.key)
    listing = _put_forward(place, told, procedure, by, at, ranked=True)
    if listing is None:
        raise Refused("No agency holds this child any more.")
    return listing
