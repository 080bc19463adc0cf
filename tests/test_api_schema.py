"""The API keeps its description: every address is called with what the description allows, as two people.

Each call is rolled back. No address fails, answers with a status or a shape that is not described, or in another
content type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from leadtocash.foundation.accounts import tokens
from leadtocash.foundation.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.req("PLT-4")]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PEOPLE, EXAMPLES = ("chenlx", "admin"), 2


@pytest.fixture(scope="module", autouse=True)
def _connected(company: Any) -> Iterator[None]:
    """The server does not close the test's connection after a request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def described() -> Any:
    found = SchemaGenerator().get_schema(request=None, public=True)
    schema = schemathesis.openapi.from_dict(found)
    schema.app = get_wsgi_application()
    return schema


def test_every_address_of_the_api_keeps_its_description() -> None:
    people = {name: User.objects.get(username=name) for name in PEOPLE}
    headers = {
        name: {"Authorization": f"Bearer {tokens.issue(person, at=timezone.now())}", "Accept-Language": "en"}
        for name, person in people.items()
    }
    failed: dict[str, str] = {}
    for result in described().get_all_operations():
        operation = result.ok()
        for name in PEOPLE:
            try:
                _tried(operation, headers[name])
            except (Exception, FailureGroup) as problem:
                said = " ".join(str(one) for one in getattr(problem, "exceptions", [problem]))
                failed.setdefault(operation.label, f"{name}: {said}"[:700])
    assert not failed, "\n\n".join(f"{label}\n{words}" for label, words in failed.items())


def _tried(operation: Any, headers: dict[str, str]) -> None:
    @hypothesis.settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    @hypothesis.given(case=operation.as_strategy())
    def call(case: Any) -> None:
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    call()
