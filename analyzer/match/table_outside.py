"""Models that only other projects define: Django's users and groups, and whatever else is imported."""

import re

from msgspec import Struct

from analyzer.model.program import Target

_MODEL = re.compile(r"(\w+)\.models\.([A-Z]\w*)$")
_NAMED = {
    "admin_logentry": "django_admin_log",
    "contenttypes_contenttype": "django_content_type",
    "flatpages_flatpage": "django_flatpage",
    "redirects_redirect": "django_redirect",
    "sessions_session": "django_session",
    "sites_site": "django_site",
}
"""Models of Django that name their table themselves."""
_OF_USERS = "django.contrib.auth.get_user_model"
BY_LABEL = "django.apps.apps.get_model"
"""What gives the class of a model by its name: `apps.get_model("shop.Order")`."""


class Outside(Struct, frozen=True):
    """A Django model of another project, by its table."""

    table: str


USERS = Outside("auth_user")
ACCOUNT = (("groups", Outside("auth_group")), ("user_permissions", Outside("auth_permission")))
"""Fields of many to many that every class of users has from Django."""


def outside_model(target: Target) -> Outside | None:
    """The model of another project that a name means: `django.contrib.auth.models.User`."""
    if not isinstance(target, str):
        return None
    if target.removesuffix("()") == _OF_USERS:
        return USERS
    found = _MODEL.search(target)
    if found is None or found[1] == "db" or found[2].startswith("Abstract"):
        return None
    table = f"{found[1]}_{found[2].lower()}"
    return Outside(_NAMED.get(table, table))
