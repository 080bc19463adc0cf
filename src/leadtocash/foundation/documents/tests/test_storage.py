"""How much may be stored, by whom; is all of it there (PLT-7)."""

from functools import partial

import pytest
from tests.together import words

from leadtocash.foundation.documents import actions, quota
from leadtocash.foundation.documents.checks import stored_files
from leadtocash.foundation.documents.models import Attachment, StoredFile
from leadtocash.foundation.documents.tests.samples import PDF, upload
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices.models import Notice

pytestmark = pytest.mark.req("PLT-7")
MB = 1024 * 1024


def pdf(size: int, sign: bytes = b"x") -> bytes:
    return PDF + sign * (size - len(PDF))


def test_the_whole_is_limited_and_who_keeps_it_is_warned(cast, customer, settings):
    settings.STORAGE_QUOTA_BYTES = 1000
    act = cast.act("wang")
    actions.attach(customer, upload("a.pdf", pdf(700)), act=act)
    assert not Notice.objects.filter(topic="documents.filling").exists()
    actions.attach(customer, upload("b.pdf", pdf(150)), act=act)
    told = Notice.objects.get(topic="documents.filling")
    assert (told.person.username, told.data["percent"]) == ("admin", 80)
    with pytest.raises(RuleError) as refusal:
        actions.attach(customer, upload("c.pdf", pdf(151)), act=act)
    assert refusal.value.code == "storage_full"
    actions.attach(customer, upload("copy of a.pdf", pdf(700)), act=act)
    assert quota.used() == 850


def test_one_record_and_one_person_may_be_limited(cast, customer):
    actions.set_limits({"per_record_mb": 2, "per_person_mb": None}, act=cast.act("admin"))
    act = cast.act("wang")
    actions.attach(customer, upload("a.pdf", pdf(MB)), act=act)
    with pytest.raises(RuleError, match="2 MB"):
        actions.attach(customer, upload("b.pdf", pdf(MB + 1)), act=act)
    actions.set_limits({"per_record_mb": None, "per_person_mb": 1}, act=cast.act("admin"))
    with pytest.raises(RuleError, match="1 MB"):
        actions.attach(customer, upload("b.pdf", pdf(100)), act=act)
    with pytest.raises(NotAllowed):
        actions.set_limits({"per_record_mb": 1, "per_person_mb": None}, act=act)


def test_the_administrator_sees_what_is_used_and_not_what_lies_outside_his_scope(cast, page, api, customer):
    actions.attach(customer, upload("a.pdf"), act=cast.act("wang"))
    assert page("wang").get("/administration/storage/").status_code == 403
    assert api("wang").get("/api/v1/file-storage/").status_code == 403
    shown = page("admin").get("/administration/storage/")
    assert shown.status_code == 200
    visible = type(customer).objects.visible_to(cast.people["admin"]).filter(pk=customer.pk).exists()
    assert (customer.name in shown.content.decode()) is visible
    answer = api("admin").post("/api/v1/file-storage/", {"per_record_mb": 5, "per_person_mb": None}, format="json")
    assert (answer.status_code, answer.json()["per_record_mb"], answer.json()["used"]) == (200, 5, len(PDF))
    form = page("admin").post("/administration/storage/", {"per_record_mb": "７", "per_person_mb": ""})
    assert form.status_code == 302
    assert api("admin").get("/api/v1/file-storage/").json()["per_record_mb"] == 7


def test_check_finds_what_is_missing_and_what_was_changed(cast, customer):
    kept = actions.attach(customer, upload("a.pdf"), act=cast.act("wang"))
    changed = actions.attach(customer, upload("b.pdf", PDF + b"2"), act=cast.act("wang"))
    gone = actions.attach(customer, upload("c.pdf", PDF + b"3"), act=cast.act("wang"))
    assert list(stored_files()) == []
    storage = kept.stored.file.storage
    with open(storage.path(changed.stored.file.name), "ab") as file:  # noqa: PTH123
        file.write(b"!")
    storage.delete(gone.stored.file.name)
    assert sorted((one.code, gone.name in one.sentence) for one in stored_files()) == [
        ("file_changed", False),
        ("file_missing", True),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_cannot_exceed_what_may_be_stored(cast, customer, settings):
    settings.STORAGE_QUOTA_BYTES, act = 1000, cast.act("wang")
    files = [upload(f"{n}.pdf", pdf(600, sign)) for n, sign in enumerate((b"a", b"b", b"c"))]
    ended = words([partial(actions.attach, customer, file, act=act) for file in files])
    assert (ended, quota.used()) == (["done", "storage_full", "storage_full"], 600)


@pytest.mark.django_db(transaction=True)
def test_two_who_upload_the_same_bytes_at_once_store_them_once(cast, customer):
    act = cast.act("wang")
    ended = words([partial(actions.attach, customer, upload(f"{n}.pdf"), act=act) for n in range(3)])
    assert (ended, StoredFile.objects.count(), Attachment.objects.count()) == (["done"] * 3, 1, 3)
