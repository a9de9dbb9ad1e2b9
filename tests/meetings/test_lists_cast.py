"""The other borough is there beside the first, and neither finds the other."""

from riskpanel.children.models import Child
from tests.making_lists import listing


def test_the_other_borough_has_its_chairs_and_analysts(other):
    assert {"co_chair"} <= other.chair.standing.roles & other.chair2.standing.roles
    assert "analyst" in other.analyst.standing.roles & other.safety_analyst.standing.roles
    assert "coordinator" in other.coordinator.standing.roles
    assert other.panel.partnership_id != other.outsider.standing.partnership.pk


def test_a_listed_child_of_one_borough_is_nobodys_in_the_other(cast, other):
    child = listing(other).child
    assert Child.objects.visible_to(other.worker).filter(pk=child.pk).exists()
    assert not Child.objects.visible_to(cast.council_chair).filter(pk=child.pk).exists()
