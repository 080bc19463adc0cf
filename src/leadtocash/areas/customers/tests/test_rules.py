"""Unified social credit codes by GB 32100."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from leadtocash.areas.customers import rules
from leadtocash.areas.customers.tests.factories import CREDIT_CODE


@pytest.mark.req("CRM-1")
@pytest.mark.parametrize("code", ["", CREDIT_CODE, "91110000802100433B"])
def test_a_right_code_or_none_passes(code):
    rules.check_credit_code(code)


@pytest.mark.req("CRM-1")
@pytest.mark.parametrize(
    "code",
    [
        CREDIT_CODE[:-1],
        f"{CREDIT_CODE}1",
        f"{CREDIT_CODE[:-1]}A",
        CREDIT_CODE.replace("9133", "9I33"),
        CREDIT_CODE.lower(),
        f"{CREDIT_CODE[:4]}1{CREDIT_CODE[5:]}",
    ],
)
def test_a_mistyped_code_is_refused(code):
    with pytest.raises(ValidationError):
        rules.check_credit_code(code)
