"""What every test has: the shipped roles and processes, the cast, signed-in clients, a fixed moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Ship roles and processes and make the cast once; tests see them through their own rolled-back transaction."""
    from leadtocash.config.shipping import ship
    from tests.cast import make_cast

    with django_db_blocker.unblock():
        ship()
        make_cast()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests come first, so that no process is left alone with one of them at the end."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    """A test that commits empties every table when it is over: shipped rows and the cast are brought back."""
    outcome = yield
    marker = item.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if nextitem is not None and (commits or "transactional_db" in getattr(item, "fixturenames", ())):
        from pytest_django.plugin import blocking_manager_key

        from leadtocash.config.shipping import ship
        from tests.cast import make_cast

        with item.config.stash[blocking_manager_key].unblock():
            ship()
            make_cast()
    return outcome


@pytest.fixture
def cast(db: None) -> Any:
    """The people of the cast. Made anew where a committing test has emptied the tables."""
    from leadtocash.foundation.accounts.models import User
    from tests.cast import make_cast, read_cast

    if not User.objects.filter(username="wang").exists():
        from leadtocash.config.shipping import ship

        ship()
        return make_cast()
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
