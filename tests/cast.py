"""One permanent cast: the same people in every test. See `riskpanel/demo/story/people.yml`."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.demo.people import Company, gather, people_file
from riskpanel.partnership import actions
from riskpanel.partnership.models import Agency, Member, Partnership

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 10, 10, 0, tzinfo=LONDON)


def company(story: str = "people", now: datetime = NOW) -> Company:
    """The invented people of a borough as they are in the database; gathered where they are not."""
    told = people_file(story)
    founder = User.objects.filter(email=told["partnership"].get("founder", "founder@wexcombe.example")).first()
    if founder is None:
        return gather(now, told)
    partnership = Partnership.objects.get(name=told["partnership"]["name"])
    found = Company(partnership, partnership.panels.select_related("procedure").get(), founder)
    agencies = {agency.name: agency for agency in partnership.agencies.all()}
    users = {user.email: user for user in User.objects.all()}
    members = {member.user_id: member for member in Member.objects.filter(ends_on=None).select_related("agency")}
    found.agencies = {line["key"]: agencies[line["name"]] for line in told["agencies"]}
    found.users = {line["key"]: users[line["email"]] for line in told["people"]}
    found.members = {key: members[user.pk] for key, user in found.users.items()}
    return found


class Cast:
    """The people of the invented borough, by key: `cast.worker` is a User."""

    now = NOW

    def __init__(self, company: Company) -> None:
        self.company = company
        self.partnership, self.panel, self.procedure = company.partnership, company.panel, company.procedure

    def __getattr__(self, key: str) -> User:
        try:
            return self.user(key)
        except KeyError:
            raise AttributeError(key) from None

    def user(self, key: str) -> User:
        """Fresh from the database, so that what they may do is worked out anew."""
        if key == "outsider":
            return self._outsider()
        return User.objects.get(pk=self.__dict__["company"].users[key].pk)

    def member(self, user: User) -> Member:
        return Member.objects.get(user=user, ends_on=None)

    def agency(self, kind: str) -> Agency:
        """The first agency of that kind."""
        return self.partnership.agencies.filter(kind=kind).order_by("pk").first()

    def seat(self, code: str):
        return self.panel.seats.get(code=code)

    def child(self, **fields: Any) -> Child:
        """A child known to the partnership, whom nobody sees yet."""
        from riskpanel.children import actions as children

        told = {"given_name": "Robin", "family_name": "Testerly", "born_on": date(2011, 5, 17), **fields}
        return children.register(panel=self.panel, by=self.company.founder, at=self.now, **told)

    def client(self, user: User) -> Client:
        """A browser in which `user` is signed in."""
        client = Client(raise_request_exception=True)
        client.force_login(user)
        return client

    def _outsider(self) -> User:
        found = User.objects.filter(email="zed@elsewhere.example").first()
        if found:
            return found
        by = self.company.founder
        other = actions.found_partnership(name="Elsewhere Partnership", by=by)
        csc = actions.add_agency(partnership=other, name="Elsewhere Care", kind="csc", sector="council", by=by)
        version = actions.upload_procedure(partnership=other, source=self.panel.procedure.source, by=by, at=self.now)
        panel = actions.set_up_panel(partnership=other, version=version, from_day=date(2026, 1, 1), by=by, at=self.now)
        user = User.objects.create_user("zed@elsewhere.example", "Zed Elsewhere")
        told = {"job_title": "Head of Service", "from_day": date(2026, 1, 1), "by": by, "at": self.now}
        member = actions.place(user=user, agency=csc, **told)
        seat = panel.seats.filter(chairs=True).first()
        actions.appoint(member=member, role="seat", seat=seat, from_day=date(2026, 1, 1), by=by, at=self.now)
        actions.appoint(member=member, role="coordinator", panel=panel, from_day=date(2026, 1, 1), by=by, at=self.now)
        return user
