"""The card, the page of a file, parts and archives of files; the API does the same (PLT-7)."""

import io
import zipfile
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadtocash.foundation.documents import actions
from leadtocash.foundation.documents.tests.samples import PDF, upload

pytestmark = pytest.mark.req("PLT-7")


@pytest.fixture
def url(customer):
    return f"/attachments/customers.customer/{customer.pk}/"


def test_scripts_send_one_file_at_a_time_and_twice_is_once(page, customer, url):
    headers = {"Accept": "application/json", "Idempotency-Key": "one"}
    for _time in range(2):
        assert page("wang").post(url, {"file": upload("a.pdf")}, headers=headers).status_code in (200, 302)
    assert actions.attachments_of(customer).count() == 1
    refused = page("wang").post(url, {"file": upload("a.exe", b"MZ00")}, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (409, "file_type")


def test_of_several_files_in_one_form_all_or_none_are_attached(page, customer, url):
    answer = page("wang").post(url, {"file": [upload("a.pdf"), upload("b.exe", b"MZ00")]})
    assert answer.status_code == 409
    assert actions.attachments_of(customer).count() == 0
    assert page("wang").post(url, {"file": [upload("a.pdf"), upload("b.pdf", PDF + b"2")]}).status_code == 302
    assert actions.attachments_of(customer).count() == 2


def test_the_card_offers_what_one_may_do(cast, page, customer, url):
    actions.attach(customer, upload("营业执照.pdf"), act=cast.act("wang"))
    own, seen = (page(who).get(f"{url}card/").content.decode() for who in ("wang", "chen"))
    assert ("营业执照.pdf" in own, "data-uploads" in own, "/removal/" in own) == (True, True, True)
    assert ("营业执照.pdf" in seen, "data-uploads" in seen, "/removal/" in seen) == (True, False, False)
    assert page("zhao").get(f"{url}card/").status_code == 404
    assert page("zhao").get(f"{url}archive/").status_code == 404


def test_the_card_asks_the_same_number_of_questions_for_few_files_and_for_many(cast, page, customer, url):
    counted = []
    for several in (range(2), range(2, 12)):
        for number in several:
            actions.attach(customer, upload(f"{number}.pdf", PDF + b"%d" % number), act=cast.act("wang"))
        page("wang").get(f"{url}card/")
        with CaptureQueriesContext(connection) as asked:
            page("wang").get(f"{url}card/")
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_a_part_of_a_file_is_sent_where_a_part_is_asked_for(cast, page, customer):
    file = actions.attach(customer, upload("a.pdf"), act=cast.act("wang"))

    def part(asked):
        answer = page("li").get(f"/attachments/{file.pk}/", headers={"Range": asked})
        return answer.status_code, answer.headers.get("Content-Range", ""), answer.getvalue()

    size = len(PDF)
    assert part("bytes=0-4") == (206, f"bytes 0-4/{size}", b"%PDF-")
    assert part("bytes=-6") == (206, f"bytes {size - 6}-{size - 1}/{size}", PDF[-6:])
    assert part("bytes=5-") == (206, f"bytes 5-{size - 1}/{size}", PDF[5:])
    assert part("bytes=99-")[:2] == (416, f"bytes */{size}")
    assert part("pages=1-2") == (200, "", PDF)


def test_a_chinese_name_comes_back_whole(cast, page, customer):
    file = actions.attach(customer, upload("技术 协议(甲)'1'.pdf"), act=cast.act("wang"))
    said = page("li").get(f"/attachments/{file.pk}/?download")["Content-Disposition"]
    assert said == "attachment; filename*=UTF-8''" + quote("技术 协议(甲)'1'.pdf", safe="")


def test_all_files_come_as_one_archive(cast, page, customer, url):
    act = cast.act("wang")
    actions.attach(customer, upload("甲.pdf"), act=act)
    actions.attach(customer, upload("乙.pdf", PDF + b"2"), act=act)
    lost = actions.attach(customer, upload("丢.pdf", PDF + b"3"), act=act)
    lost.stored.file.storage.delete(lost.stored.file.name)
    answer = page("li").get(f"{url}archive/")
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["甲.pdf", "乙.pdf", "README.txt"]
        assert archive.read("乙.pdf") == PDF + b"2"


def test_the_api_does_all_of_it(cast, api, customer):
    url, wang, zhao = f"/api/v1/attachments/customers.customer/{customer.pk}/", api("wang"), api("zhao")
    first = wang.post(url, {"file": upload("说明.txt", "一".encode())}, format="multipart").json()
    own = f"/api/v1/attachments/{first['id']}/"
    second = wang.post(f"{own}versions/", {"file": upload("说明2.txt", "二".encode())}, format="multipart").json()
    assert (second["document"], second["version"], second["scan"]) == (first["id"], 2, "unscanned")
    assert [one["version"] for one in wang.get(f"{own}versions/").json()] == [2, 1]
    assert [one["id"] for one in wang.get(url).json()] == [second["id"]]
    assert wang.get(f"{own}preview/").json() == {"kind": "text", "url": "", "html": "", "text": "一", "tables": []}
    assert wang.get(f"/api/v1/attachments/{second['id']}/file/").getvalue() == "二".encode()
    for address in (own, f"{own}file/", f"{own}preview/", f"{own}versions/", f"{url}archive/", url):
        assert zhao.get(address).status_code == 404
    assert zhao.post(f"{own}removal/").status_code == 404
    assert api("chen").post(f"{own}removal/").status_code == 403
    assert wang.post(f"{own}removal/").status_code == 204
    assert wang.get(url).json() == []
    assert api("chen").post(f"{own}restoration/").status_code == 404
    assert wang.post(f"{own}restoration/").json()["id"] == first["id"]
    assert [one["id"] for one in wang.get(url).json()] == [second["id"]]
