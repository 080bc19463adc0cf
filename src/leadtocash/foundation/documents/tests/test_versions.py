"""The same name is the next version of a document; what is removed can be brought back (PLT-7)."""

from datetime import timedelta

import pytest

from leadtocash.foundation.documents import actions, queries
from leadtocash.foundation.documents.models import Attachment, StoredFile
from leadtocash.foundation.documents.tests.samples import PDF, upload
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act, system_act
from leadtocash.foundation.kernel.errors import RuleError

pytestmark = pytest.mark.req("PLT-7")


def names(record):
    return [(one.name, one.version) for one in queries.attachments_of(record)]


def test_a_file_with_the_same_name_is_the_next_version(cast, customer):
    act = cast.act("wang")
    first = actions.attach(customer, upload("协议.pdf"), act=act)
    second = actions.attach(customer, upload("协议.PDF", PDF + b"2"), act=act)
    assert names(customer) == [("协议.PDF", 2)]
    assert [one.pk for one in queries.versions_of(first)] == [second.pk, first.pk]
    assert recording.history(customer)[0].verb == "documents.replaced"


def test_the_same_bytes_again_change_nothing(cast, customer):
    act = cast.act("wang")
    first = actions.attach(customer, upload("协议.pdf"), act=act)
    assert actions.attach(customer, upload("协议.pdf"), act=act).pk == first.pk
    assert names(customer) == [("协议.pdf", 1)]


def test_a_new_version_may_have_another_name(cast, customer):
    act = cast.act("wang")
    first = actions.attach(customer, upload("草稿.pdf"), act=act)
    actions.add_version(first, customer, upload("定稿.pdf", PDF + b"2"), act=act)
    actions.add_version(first, customer, upload("定稿3.pdf", PDF + b"3"), act=act)
    assert names(customer) == [("定稿3.pdf", 3)]


def test_what_a_camera_calls_image_is_another_picture_each_time(cast, customer):
    act = cast.act("wang")
    for content in (PDF, PDF + b"2", PDF + b"3"):
        actions.attach(customer, upload("image.pdf", content), act=act)
    assert names(customer) == [("image.pdf", 1), ("image (2).pdf", 1), ("image (3).pdf", 1)]


def test_what_was_there_at_a_moment_is_known_later(cast, customer):
    act = cast.act("wang")
    later = Act(by=act.by, at=act.at + timedelta(hours=2))
    first = actions.attach(customer, upload("协议.pdf"), act=act)
    actions.attach(customer, upload("协议.pdf", PDF + b"2"), act=later)
    assert list(queries.attachments_at(customer, act.at + timedelta(hours=1))) == [first]


def test_removed_with_all_versions_and_brought_back_with_them(cast, page, customer):
    act = cast.act("wang")
    first = actions.attach(customer, upload("协议.pdf"), act=act)
    second = actions.attach(customer, upload("协议.pdf", PDF + b"2"), act=act)
    actions.remove(second, customer, act=act)
    assert names(customer) == []
    assert page("wang").get(f"/attachments/{first.pk}/").status_code == 404
    assert page("li").post(f"/attachments/{second.pk}/restoration/").status_code in (302, 404)
    actions.restore(Attachment.objects.get(pk=second.pk), customer, act=act)
    assert names(customer) == [("协议.pdf", 2)]
    assert page("wang").get(f"/attachments/{first.pk}/").status_code == 200


def test_after_90_days_the_bytes_are_gone_and_the_entry_stays(cast, customer, django_capture_on_commit_callbacks):
    act = cast.act("wang")
    file = actions.attach(customer, upload("协议.pdf"), act=act)
    actions.remove(file, customer, act=act)
    where = file.stored.file
    assert actions.end_removed(act=system_act(act.at + timedelta(days=89))) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.end_removed(act=system_act(act.at + timedelta(days=91))) == 1
    assert not where.storage.exists(where.name)
    assert not StoredFile.objects.exists()
    file.refresh_from_db()
    with pytest.raises(RuleError, match=r"\S"):
        actions.restore(file, customer, act=act)


def test_two_records_share_the_bytes(cast, customer):
    act = cast.act("wang")
    actions.attach(customer, upload("甲.pdf"), act=act)
    actions.attach(customer, upload("乙.pdf"), act=act)
    assert StoredFile.objects.count() == 1
    actions.remove(queries.attachments_of(customer)[0], customer, act=act)
    actions.end_removed(act=system_act(act.at + timedelta(days=91)))
    assert StoredFile.objects.count() == 1
