import pytest
from django.utils import translation

from leadtocash.foundation.kernel import policy


@pytest.mark.req("WFL-1")
def test_a_clause_is_given_in_the_readers_language():
    with translation.override("zh-hans"):
        assert policy.clause("S0 2.4.3").title == "十个工作日内签收"
    with translation.override("en"):
        assert policy.by_slug("S0-2.4.3").title == "Sign-off within ten working days"


def test_an_unknown_clause_is_an_error_and_not_an_empty_text():
    with pytest.raises(LookupError):
        policy.clause("S9 1")
