from tests import making_plans as making


def test_smoke(cast):
    entry = making.approved_plan(cast)
    assert entry.versions.count() == 1
