"""Every address of accounts and administration answers everybody without a failure, empty posts too."""

import pytest
from django.test import Client
from django.urls import reverse

from leadtocash.foundation.accounts import urls as accounts
from leadtocash.foundation.administration import urls as administration

pytestmark = pytest.mark.req("PLT-6")
FILLED = {"pk": 1, "kind": "customer", "key": "wecom", "secret": "x"}


def addresses():
    for namespace, module in (("accounts", accounts), ("administration", administration)):
        for pattern in module.urlpatterns:
            holes = pattern.pattern.converters
            yield reverse(f"{namespace}:{pattern.name}", kwargs={name: FILLED[name] for name in holes})


@pytest.mark.parametrize("who", ["", "wang", "admin"])
def test_no_address_fails(cast, page, who):
    wrong = []
    for url in addresses():
        for verb in ("get", "post"):
            client = page(who) if who else Client()
            client.raise_request_exception = False
            status = getattr(client, verb)(url).status_code
            if status >= 500:
                wrong.append(f"{verb} {url}: {status}")
    assert wrong == []
