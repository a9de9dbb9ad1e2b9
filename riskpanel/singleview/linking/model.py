"""How alike two rows are: the comparisons that Splink makes, and what agreement is worth.

Each level has two shares: `m`, how often rows of one child agree so, and `u`, how often rows of different
children do. They are learnt from the rows where there are enough; these are used where there are not.
"""

import io
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from typing import Any

ENOUGH = 2_000
"""Rows from which the shares are learnt rather than taken as they stand here."""
SAMPLED_PAIRS = 1_000_000
"""Pairs that the learning looks at, at most, at each step."""
SEED = 7
TRUST_IN_FIXED = 0.1


@dataclass(frozen=True)
class Level:
    """One way in which a field of two rows can agree. `said` is `same`, `like` or `different`."""

    when: str
    m: float
    u: float
    said: str


@dataclass(frozen=True)
class Compared:
    """A field, in words, and its levels from the closest agreement down; the last is all the rest. Shares of a
    number are not learnt: it is either the child's own or a slip, and that is known beforehand."""

    field: str
    words: str
    levels: tuple[Level, ...]
    learnt: bool = True

    def settings(self, m: list[float] | None = None, u: list[float] | None = None) -> dict[str, Any]:
        """The comparison as Splink takes it, with shares learnt or as they stand."""
        unknown = f"{self.field}_l IS NULL OR {self.field}_r IS NULL"
        levels: list[dict[str, Any]] = [{"sql_condition": unknown, "is_null_level": True}]
        for number, level in enumerate(self.levels):
            levels.append({
                "sql_condition": level.when,
                "m_probability": m[number] if m else level.m,
                "u_probability": u[number] if u else level.u,
                "label_for_charts": f"{level.said} {number}",
            })  # fmt: skip
        return {"output_column_name": self.field, "comparison_levels": levels}


SWAPPED = "given_l = family_r AND family_l = given_r"
COMPARED = (
    Compared(
        "given",
        "given name",
        (
            Level("given_l = given_r", 0.80, 0.006, "same"),
            Level(SWAPPED, 0.005, 0.00001, "like"),
            Level(
                "jaro_winkler_similarity(given_l, given_r) >= 0.92 OR (least(length(given_l), length(given_r)) >= 3 "
                "AND (starts_with(given_l, given_r) OR starts_with(given_r, given_l))) OR (left(given_l, 1) = "
                "left(given_r, 1) AND damerau_levenshtein(given_l, given_r) <= 1)",
                0.10,
                0.004,
                "like",
            ),
            Level("jaro_winkler_similarity(given_l, given_r) >= 0.8", 0.04, 0.03, "like"),
            Level("ELSE", 0.055, 0.95999, "different"),
        ),
    ),
    Compared(
        "family",
        "family name",
        (
            Level("family_l = family_r", 0.83, 0.004, "same"),
            Level(SWAPPED, 0.005, 0.00001, "like"),
            Level(
                "jaro_winkler_similarity(family_l, family_r) >= 0.92 OR (least(length(family_l), length(family_r)) > 3 "
                "AND (contains(family_l, family_r) OR contains(family_r, family_l)))",
                0.09,
                0.002,
                "like",
            ),
            Level("jaro_winkler_similarity(family_l, family_r) >= 0.8", 0.015, 0.02, "like"),
            Level("ELSE", 0.06, 0.97399, "different"),
        ),
    ),
    Compared(
        "born",
        "date of birth",
        (
            Level("born_l = born_r", 0.90, 0.00015, "same"),
            Level("born_turned_l = born_turned_r", 0.02, 0.0001, "like"),
            Level("(estimated_l OR estimated_r) AND abs(born_l - born_r) <= 400", 0.02, 0.01, "like"),
            Level("levenshtein(born_text_l, born_text_r) <= 1", 0.03, 0.004, "like"),
            Level("year(born_l) = year(born_r)", 0.01, 0.05, "different"),
            Level("ELSE", 0.02, 0.93575, "different"),
        ),
    ),
    Compared(
        "postcode",
        "postcode",
        (
            Level("postcode_l = postcode_r", 0.65, 0.0005, "same"),
            Level("left(postcode_l, -2) = left(postcode_r, -2)", 0.08, 0.004, "like"),
            Level("ELSE", 0.27, 0.9955, "different"),
        ),
    ),
    Compared(
        "sex",
        "sex",
        (Level("sex_l = sex_r", 0.98, 0.5, "same"), Level("ELSE", 0.02, 0.5, "different")),
        learnt=False,
    ),
    Compared(
        "upn",
        "pupil number",
        (Level("upn_l = upn_r", 0.97, 0.000001, "same"), Level("ELSE", 0.03, 0.999999, "different")),
        learnt=False,
    ),
    Compared(
        "nhs",
        "NHS number",
        (Level("nhs_l = nhs_r", 0.97, 0.000001, "same"), Level("ELSE", 0.03, 0.999999, "different")),
        learnt=False,
    ),
)
LEARNT = tuple(each for each in COMPARED if each.learnt)

BLOCKING = (
    "l.upn = r.upn",
    "l.nhs = r.nhs",
    "l.born_turned = r.born_turned AND l.family = r.family",
    "l.born_turned = r.born_turned AND l.given = r.given",
    "l.born_turned = r.born_turned AND l.postcode = r.postcode",
    "l.given = r.given AND l.family = r.family AND l.postcode = r.postcode",
    "l.given = r.given AND l.family = r.family AND l.born_year = r.born_year AND (l.estimated OR r.estimated)",
    "l.born_turned = r.born_turned AND l.given = r.family AND l.family = r.given",
)
"""Pairs that share one of these are compared; nothing else is."""
SHARED = tuple(rule.partition(" AND (")[0] for rule in BLOCKING)
"""What such a pair has in common at least: columns that are equal, and nothing else."""

NO_SHARED_NUMBER = "gamma_upn < 1 AND gamma_nhs < 1"
ASK_FIRST = (
    f"(gamma_given IN (0, 1) AND {NO_SHARED_NUMBER}) OR (gamma_born IN (0, 1) AND {NO_SHARED_NUMBER}) "
    "OR gamma_upn = 0 OR gamma_nhs = 0"
)
CLASH = "gamma_upn = 0 OR gamma_nhs = 0"
"""Pairs that a person is asked about however alike they are: other given names (twins share everything
else), other dates of birth, or numbers of which one must be wrong. A clash of numbers also keeps two rows from
becoming one child by way of others."""


def settings(
    prior: float, learnt: dict[str, Any] | None = None, compared: Sequence[Compared] = COMPARED
) -> dict[str, Any]:
    """What Splink is to be set to. `prior` is the share of all pairs of rows that are one child."""
    shares = (learnt or {}).get("shares", {})
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "id",
        "probability_two_random_records_match": prior,
        "blocking_rules_to_generate_predictions": list(BLOCKING),
        "comparisons": [one.settings(*shares.get(one.field, (None, None))) for one in compared],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
    }


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps Splink from writing to the terminal while it works."""
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    with redirect_stdout(io.StringIO()):
        yield


def linker_of(
    con: Any,
    table: str,
    prior: float,
    learnt: dict[str, Any] | None = None,
    compared: Sequence[Compared] = COMPARED,
) -> tuple[Any, Any]:
    """A Splink linker over a table of the connection, and its door to the database."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(con)
    return Linker(api.register(table), settings(prior, learnt, compared), log_level=None), api


def learn(con: Any, rows: int, sources: int, compared: Sequence[Compared] = LEARNT) -> dict[str, Any]:
    """The model for the table `fresh`: the prior, and each field's shares where there are enough
    rows of more than one agency. Plain data, to be kept and read again."""
    learnt: dict[str, Any] = {"rows": rows, "prior": _prior(con, rows), "learnt": False, "shares": {}}
    if rows < ENOUGH or sources < 2:
        return learnt
    with quiet():
        linker, _ = linker_of(con, "fresh", learnt["prior"], None, compared)
        linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED, num_chunks=1)
        for rule in ("l.given = r.given AND l.family = r.family", "l.born = r.born"):
            linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=SAMPLED_PAIRS)
        found = linker.misc.save_model_to_json()
        linker.table_management.delete_tables_created_by_splink_from_db()
    return {**learnt, "learnt": True, "shares": _sane(json.loads(json.dumps(found)))}


def _prior(con: Any, rows: int) -> float:
    """The share of pairs that are one child, from those that agree in name and day of birth."""
    found = con.execute(
        "SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM "
        "(SELECT count(*) AS n FROM fresh WHERE born IS NOT NULL GROUP BY given, family, born)"
    ).fetchone()[0]
    pairs = rows * (rows - 1) / 2
    return float(min(0.05, max(found / 0.7, rows / 10) / pairs)) if pairs else 0.05


def _sane(model: dict[str, Any]) -> dict[str, Any]:
    """The learnt shares of each field, rounded; fields whose learning went astray keep their fixed ones."""
    shares = {}
    for told in model["comparisons"]:
        fixed = next(one for one in COMPARED if one.field == told["output_column_name"])
        levels = [one for one in told["comparison_levels"] if not one.get("is_null_level")]
        m = [_blended(one.get("m_probability"), level.m) for one, level in zip(levels, fixed.levels, strict=True)]
        u = [_share(one.get("u_probability"), level.u) for one, level in zip(levels, fixed.levels, strict=True)]
        if fixed.learnt and m[0] >= 0.3 and m[0] > u[0] and m[-1] < u[-1]:
            shares[fixed.field] = (m, u)
    return shares


def _blended(learnt: Any, fixed: float) -> float:
    """A learnt share with a little of the fixed one, so that what was hardly seen is not taken for impossible."""
    share = _share(learnt, fixed)
    return float(f"{share + TRUST_IN_FIXED * (fixed - share):.6g}")


def _share(learnt: Any, fixed: float) -> float:
    if not isinstance(learnt, int | float) or not 0 < learnt < 1:
        return fixed
    return float(f"{learnt:.6g}")
