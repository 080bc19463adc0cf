"""What every test has: the shipped roles and processes, the cast, signed-in clients, a fixed moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, worker_id: str, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """A copy of the database with the cast; tests see it through a transaction of their own that is rolled back.

    A test that commits leaves no transaction to roll back: the database is copied anew when it is over.
    """
    from django.test import TransactionTestCase

    from tests import databases

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: databases.renew())
        if request.config.getvalue("create_db") and worker_id == "master":
            databases.forget()
        with databases.copy_of(databases.CAST, worker_id), django_db_blocker.block():
            yield


#: files of minutes, longest first
LONGEST = ["test_sweeps.py", "test_hidden_fields.py", "test_screenshots.py", "test_upgrade.py", "test_api_schema.py"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests come first, so that no process is left alone with one of them at the end."""
    places = {name: place for place, name in enumerate(LONGEST)}
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (places.get(item.path.name, len(LONGEST)), item.path not in long))


@pytest.fixture(autouse=True)
def _fresh_calendar() -> Iterator[None]:
    from leadtocash.foundation.calendar import days

    days.forget()
    yield
    days.forget()


@pytest.fixture(autouse=True)
def _fresh_stamps() -> Iterator[None]:
    """Those of the test before were rolled back with it."""
    from leadtocash.foundation.kernel import stamps

    stamps.forget()
    yield
    stamps.forget()


@pytest.fixture(scope="session", autouse=True)
def _files_in_a_temporary_folder(tmp_path_factory: Any) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(MEDIA_ROOT=tmp_path_factory.getbasetemp() / "files"):
        yield


@pytest.fixture
def cast(db: None) -> Any:
    """The people of the cast."""
    from tests.cast import read_cast

    return read_cast()


@pytest.fixture
def page(cast: Any) -> Callable[[str], Any]:
    """page("wang") is a browser-less client signed in as wang."""
    from django.test import Client

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(cast.people[name])
        return client

    return signed_in


@pytest.fixture
def api(cast: Any) -> Callable[[str], Any]:
    """api("wang") is an API client with wang's token; it posts and reads JSON."""
    from django.utils import timezone
    from rest_framework.test import APIClient

    from leadtocash.foundation.accounts import tokens

    def with_token(name: str) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(cast.people[name], at=timezone.now())}")
        client.default_format = "json"
        return client

    return with_token
