"""A word of its own in every text about every child, so that what leaks is seen and can be traced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from riskpanel.children.models import Child
from tests.append_only import lifted

WORD = re.compile(r"canary\d+z")
NAMES = ("given_name", "family_name", "known_as")


@dataclass
class Canaries:
    """Which word stands where: of which child, in which field, under which restriction."""

    of: dict[str, tuple[Any, str, str]] = field(default_factory=dict)

    def plant(self) -> "Canaries":
        """Puts a word into every free text about a child, and into each child's names."""
        with lifted():
            for model, path in about_children():
                texts = [one.name for one in model._meta.fields if _is_free_text(model, one)]
                for row in model._base_manager.exclude(**{path: None}).values("pk", path, *_label(model)):
                    told = {
                        name: self._new(row[path], f"{model.__name__}.{name}", row.get("label", "")) for name in texts
                    }
                    if told:
                        model._base_manager.filter(pk=row["pk"]).update(**told)
        return self

    def _new(self, child: Any, where: str, label: str) -> str:
        word = f"canary{len(self.of) + 1}z"
        self.of[word] = (child, where, label)
        return word

    def children_in(self, text: str) -> set[Any]:
        """The children of whom some word stands in the text."""
        return {self.of[word][0] for word in WORD.findall(text)}

    def restricted_in(self, text: str) -> set[str]:
        """The restricted fields of which a word stands in the text."""
        return {self.of[word][1] for word in WORD.findall(text) if self.of[word][2]}


def about_children() -> Iterator[tuple[type[models.Model], str]]:
    """Each model whose rows are about a child, with the path to the child's key."""
    for model in apps.get_models():
        if model.__module__.startswith("riskpanel.") and (path := path_to_child(model)):
            yield model, path


def path_to_child(model: type[models.Model], deep: int = 3) -> str:
    """The shortest way by foreign keys from a model to the child that its rows are about."""
    if model is Child:
        return "pk"
    ways = [
        one
        for one in model._meta.fields
        if isinstance(one, models.ForeignKey) and one.related_model.__module__.startswith("riskpanel.")
    ]
    for one in ways:
        if one.related_model is Child:
            return one.name
    if deep:
        found = [f"{one.name}__{rest}" for one in ways if (rest := path_to_child(one.related_model, deep - 1))]
        return min(found, key=len, default="")
    return ""


def _is_free_text(model: type[models.Model], one: models.Field) -> bool:
    if model is Child and one.name in NAMES:
        return True
    return isinstance(one, models.TextField) and not isinstance(one, models.JSONField)


def _label(model: type[models.Model]) -> list[str]:
    return ["label"] if any(one.name == "label" for one in model._meta.fields) else []
