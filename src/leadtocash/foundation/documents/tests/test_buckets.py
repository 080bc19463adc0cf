"""Files may lie in a closed S3 bucket; backup and restore know it too (PLT-7)."""

import boto3
import pytest
from django.core.files.storage import storages
from django.test import override_settings
from moto import mock_aws

from leadtocash.config import buckets
from leadtocash.config.places import Bucket
from leadtocash.config.sentences import PlainError
from leadtocash.foundation.documents import actions
from leadtocash.foundation.documents.previewing import preview_of
from leadtocash.foundation.documents.tests.samples import PDF, letter, upload

pytestmark = pytest.mark.req("PLT-7")


@pytest.fixture
def bucket(monkeypatch, settings):
    monkeypatch.setenv("LEADTOCASH_S3_KEY", "key")
    monkeypatch.setenv("LEADTOCASH_S3_SECRET", "secret")
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="files")
        one = {**storages.backends, "default": buckets.storage("s3://files/ltc?region=us-east-1")}
        with override_settings(STORAGES=one):
            yield boto3.resource("s3", region_name="us-east-1").Bucket("files")


def test_a_file_goes_into_the_bucket_and_comes_through_the_program(cast, page, customer, bucket):
    file = actions.attach(customer, upload("函.docx", letter("你好")), act=cast.act("wang"))
    assert [one.key for one in bucket.objects.all()] == [f"ltc/{file.stored.file.name}"]
    assert "你好" in preview_of(file).html
    answer = page("li").get(f"/attachments/{file.pk}/", headers={"Range": "bytes=0-1"})
    assert (answer.status_code, answer.getvalue()) == (206, b"PK")
    assert page("zhao").get(f"/attachments/{file.pk}/").status_code == 404
    bucket.objects.all().delete()
    assert page("li").get(f"/attachments/{file.pk}/").status_code == 409
    assert page("li").get(f"/attachments/{file.pk}/view/").status_code == 200


def test_a_backup_reads_the_bucket_and_a_restore_fills_it(cast, customer, bucket):
    file = actions.attach(customer, upload("a.pdf"), act=cast.act("wang"))
    place = Bucket()
    assert (list(place.names()), place.is_empty()) == ([file.stored.file.name], False)
    size, content = place.open(file.stored.file.name)
    assert (size, content.read()) == (len(PDF), PDF)
    bucket.objects.all().delete()
    assert place.is_empty()
    place.write("2026/11/x", [b"a", b"b"])
    place.give_up()
    assert place.is_empty()
    place.write("2026/11/x", [b"a", b"b"])
    place.finish()
    place.give_up()
    assert bucket.Object("ltc/2026/11/x").get()["Body"].read() == b"ab"


@pytest.mark.parametrize("url", ["http://files", "s3://", "s3://files?secret=x"])
def test_an_address_that_cannot_be_understood_is_one_sentence(url):
    with pytest.raises(PlainError, match="s3://bucket/prefix"):
        buckets.storage(url)
