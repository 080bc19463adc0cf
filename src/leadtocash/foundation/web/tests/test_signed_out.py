"""The session ended while somebody was on a page: nothing is carried out, and he comes back to where he was."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.req("PLT-6"), pytest.mark.django_db]
FORM = "http://testserver/customers/new/?from=card"
BACK = "/sign-in/?next=%2Fcustomers%2Fnew%2F%3Ffrom%3Dcard"


def test_a_page_is_opened_after_the_sign_in():
    assert Client().get("/customers/?q=a")["Location"] == "/sign-in/?next=%2Fcustomers%2F%3Fq%3Da"


@pytest.mark.parametrize(
    "told", [{"HX-Request": "true", "HX-Current-URL": FORM}, {"Accept": "application/json", "Referer": FORM}]
)
def test_scripts_are_told_that_nothing_was_saved(told):
    answer = Client().post("/customers/new/", {"name": "x"}, headers=told)
    assert (answer.status_code, answer["HX-Redirect"]) == (401, BACK)


def test_a_posted_form_leads_back_to_its_page_not_to_what_takes_posts_only():
    assert Client().post("/visits/1/arrival/", headers={"Referer": FORM})["Location"] == BACK
    assert Client().post("/visits/1/arrival/")["Location"] == "/sign-in/?next=%2F"


def test_no_other_site_is_led_to():
    answer = Client().post("/visits/1/arrival/", headers={"Referer": "https://elsewhere.example/a/"})
    assert answer["Location"] == "/sign-in/?next=%2Fa%2F"
