"""The CIN census in XML: children, their referrals, assessments, plans and enquiries."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from riskpanel.singleview.formats import values
from riskpanel.singleview.formats.cells import Wrong, birth, day, identity, moment
from riskpanel.singleview.formats.table import NotUnderstood
from riskpanel.singleview.gathering import Gathering, Progress

MOST_BYTES = 1_000_000_000
LACKING = (
    "this set has no names and no postcodes",
    "this set has no missing episodes, no police reference and no return interview",
    "this set has no periods of care and no placements",
    "this set has no police, youth justice, school or health rows",
)
READ = {
    "Child", "ChildIdentifiers", "LAchildID", "UPN", "PersonBirthDate", "PersonDeathDate", "Sex", "GenderCurrent",
    "CINdetails", "CINreferralDate", "PrimaryNeedCode", "CINclosureDate", "ReferralNFA", "Assessments",
    "AssessmentActualStartDate", "AssessmentAuthorisationDate", "FactorsIdentifiedAtAssessment", "AssessmentFactors",
    "CINPlanDates", "CINPlanStartDate", "CINPlanEndDate", "Section47", "S47ActualStartDate", "ChildProtectionPlans",
    "CPPstartDate", "CPPendDate", "LatestCategoryOfAbuse", "ChildCharacteristics",
}  # fmt: skip


def gather(path: Path, gathering: Gathering, progress: Progress | None = None) -> None:
    """Gathers a census file, child by child, so that memory stays small. The row of an event is the number of
    its child in the file. Raises NotUnderstood for a file that is no census, or that declares entities."""
    if path.stat().st_size > MOST_BYTES:
        raise NotUnderstood(f"{path.name} is larger than {MOST_BYTES // 1_000_000:,} MB.")
    reader = _Reader(gathering, path.name)
    seen: set[str] = set()
    for number, child in enumerate(_children(path), 1):
        seen.update(element.tag for element in child.iter())
        reader.child(number, child)
        if progress and number % 1_000 == 0:
            progress(path.name, number)
    gathering.ignored += [f"{path.name}: {name}" for name in sorted(seen - READ)]
    gathering.tells |= {"referral", "assessment", "factor", "plan_cin", "plan_cp", "section47"}
    gathering.lacking += LACKING


def _children(path: Path) -> Iterator[Any]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    root, found = None, 0
    try:
        for event, element in iterparse(path, events=("start", "end"), forbid_dtd=True):
            if root is None:
                root = element
                _must_be_census(path, element)
            if event == "end" and element.tag == "Child":
                found += 1
                yield element
                element.clear()
            if event == "end" and element.tag in {"Child", "Children"}:
                _forget(root)
    except DefusedXmlException:
        raise NotUnderstood(f"{path.name} declares a document type or entities: no census needs them.") from None
    except ParseError as error:
        raise NotUnderstood(f"{path.name} breaks off and cannot be read: {error}.") from None
    if not found:
        raise NotUnderstood(f"{path.name} holds no child.")


def _must_be_census(path: Path, root: Any) -> None:
    if root.tag != "Message":
        raise NotUnderstood(f"{path.name} is no CIN census: it begins with {str(root.tag)[:40]}, not with Message.")


def _forget(root: Any) -> None:
    """Drops the children that were read, which the tree would otherwise keep."""
    for part in root:
        if part.tag == "Children":
            del part[:]


class _Reader:
    def __init__(self, gathering: Gathering, file: str) -> None:
        self.to, self.file, self.number = gathering, file, 0

    def child(self, number: int, child: Any) -> None:
        self.number = number
        try:
            person = self._person(child)
        except Wrong as wrong:
            self.to.reject(self.file, number, str(wrong), _plain(child.find("ChildIdentifiers")))
            return
        for details in child.iterfind("CINdetails"):
            self._details(person, details)

    def _person(self, child: Any) -> str:
        found = child.find("ChildIdentifiers")
        told = _plain(found)
        source_id = identity(told.get("LAchildID", ""), "The id")
        if died := day(told.get("PersonDeathDate", ""), "The date of death"):
            self.to.died(self.file, self.number, source_id, died)
            raise Wrong("The file gives a date of death: nothing is loaded of this child")
        self.to.person(self.file, self.number, {
            "source_id": source_id, "born": birth(told.get("PersonBirthDate", ""), "The date of birth", self.to.today),
            "born_estimated": False, "sex": values.sex(told.get("Sex") or told.get("GenderCurrent", "")),
            "upn": values.upn(told.get("UPN", "")),
        })  # fmt: skip
        return source_id

    def _details(self, person: str, details: Any) -> None:
        told = _plain(details)
        closed = values.yes_or_no(told.get("ReferralNFA", "")) is True
        referred = told.get("CINreferralDate", "")
        ended = told.get("CINclosureDate", "") or (referred if closed else "")
        self._event("referral", person, "", referred, ended, told.get("PrimaryNeedCode"), told)
        for each in details.iterfind("Assessments"):
            self._assessment(person, each)
        for each in details.iterfind("CINPlanDates"):
            plan = _plain(each)
            self._event(
                "plan_cin", person, "", plan.get("CINPlanStartDate", ""), plan.get("CINPlanEndDate", ""), None, plan
            )
        for each in details.iterfind("Section47"):
            enquiry = _plain(each)
            self._event("section47", person, "", enquiry.get("S47ActualStartDate", ""), "", None, enquiry)
        for each in details.iterfind("ChildProtectionPlans"):
            plan = _plain(each)
            code = plan.get("LatestCategoryOfAbuse")
            self._event("plan_cp", person, "", plan.get("CPPstartDate", ""), plan.get("CPPendDate", ""), code, plan)

    def _assessment(self, person: str, each: Any) -> None:
        told = _plain(each)
        began, ended = told.get("AssessmentActualStartDate", ""), told.get("AssessmentAuthorisationDate", "")
        self._event("assessment", person, "", began, ended, None, told)
        for factor in each.iterfind("FactorsIdentifiedAtAssessment/AssessmentFactors"):
            code = (factor.text or "").strip().upper()
            if code and not values.FACTOR.fullmatch(code):
                self.to.warnings["factor codes that are none, left out"] += 1
            elif code:
                self._event("factor", person, code, ended or began, "", code, told)

    def _event(
        self, kind: str, person: str, own: str, began: str, ended: str, code: str | None, raw: dict[str, str]
    ) -> None:
        try:
            told = {"source_id": self.to.whose(person), "began": moment(began, "The start"), "code": code or None}
            told["ended"] = moment(ended, "The end")
            self.to.event(self.file, self.number, kind, f"{person}|{began}|{own}", told)
        except Wrong as wrong:
            self.to.reject(self.file, self.number, f"{kind}: {wrong}", {"LAchildID": person, **raw})


def _plain(element: Any) -> dict[str, str]:
    """What stands directly beneath an element, by its name."""
    return {} if element is None else {each.tag: (each.text or "").strip() for each in element if len(each) == 0}
