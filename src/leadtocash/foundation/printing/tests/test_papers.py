"""Papers of real records: the shipped layout, own templates and their versions, watermark, QR code, hidden fields."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from typing import Any

import pytest
import segno
from django.conf import settings
from django.utils import translation
from docx import Document
from tests.cast import NOW, Cast

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests import factories
from leadtocash.foundation.custom_fields.tests.factories import a_field
from leadtocash.foundation.documents.printing import Printer
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel import runs
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale
from leadtocash.foundation.printing import actions, checking, engines, papers, registry, word
from leadtocash.foundation.printing.models import PrintRun, PrintTemplate

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-4", "ARC-3")]
REVIEW = "contracts.review"
URL = "/papers/contracts.review/{pk}/"
LOGO = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture(autouse=True)
def as_html(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paper is looked at as the HTML it is laid out from."""
    monkeypatch.setattr(Printer, "lay_out", lambda printer, html: html.encode())
    monkeypatch.setattr(Printer, "lay_out_all", lambda printer, found: b"%PDF" + "".join(found).encode())


def html(contract: Contract, who: Any, layout: papers.Layout | None = None) -> str:
    form = registry.forms.get(REVIEW)
    return papers.paper(form, form.record(who, contract.pk), layout or papers.shipped(form), person=who, now=NOW).html


def word_file(*lines: str, header: str = "") -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def own(cast: Cast, source: str, *, default: bool = True, form: str = REVIEW, name: str = "本公司版") -> PrintTemplate:
    made = actions.add(form, name, act=cast.act("admin"), source=source)
    return actions.publish(made, act=cast.act("admin"), reason="新版式", default=default)


@pytest.mark.parametrize("code", [code for code, _form in registry.forms.items()])
def test_every_shipped_layout_names_only_what_its_form_has(code: str) -> None:
    form = registry.forms.get(code)
    assert [str(fault) for fault in checking.faults(papers.shipped(form).source, form)] == []


@pytest.mark.parametrize(
    ("make", "mark"),
    [
        (factories.draft_contract, "草稿"),
        (factories.submitted_contract, "评审中"),
        (factories.registered_contract, ""),
    ],
)
def test_the_words_across_follow_from_the_state(cast: Cast, make: Any, mark: str) -> None:
    found = re.findall(r'<div class="watermark">(.*?)</div>', html(make(cast), cast.people["wang"]))
    assert found == ([mark] if mark else [])


def test_a_paper_in_traditional_characters_says_so_and_so_do_its_amounts(cast: Cast) -> None:
    contract = factories.draft_contract(cast)
    layout = papers.Layout(source="<p>{{ 12300.50|in_words }}</p>")
    with translation.override("zh-hant"):
        printed = html(contract, cast.people["wang"], layout)
    assert '<html lang="zh-hant">' in printed
    assert "壹萬貳仟叄佰元伍角整" in printed


def test_no_template_can_leave_the_watermark_out(cast: Cast) -> None:
    contract = factories.draft_contract(cast)
    assert '<div class="watermark">草稿</div>' in html(
        contract, cast.people["wang"], papers.Layout(source="<p>只有字</p>")
    )


def test_the_code_leads_to_the_record(cast: Cast) -> None:
    contract = factories.draft_contract(cast)
    address = f"{settings.SITE_URL}/contracts/{contract.pk}/"
    code = segno.make(address, error="m", micro=False)
    printed = html(contract, cast.people["wang"])
    assert code.svg_inline(border=0, omitsize=True) in printed
    assert f'<p class="number">{contract.shown_number}</p>' in printed


def test_the_foot_tells_who_when_and_by_which_version(cast: Cast, page: Any) -> None:
    contract = factories.draft_contract(cast)
    own(cast, '{% include "header" %}<p>{{ customer }}</p>')
    body = page("wang").get(URL.format(pk=contract.pk)).content.decode()
    assert re.search(r'<p class="foot">王敏 打印于 20\d\d-\d\d-\d\d \d\d:\d\d · 本公司版 V1</p>', body)
    assert contract.customer.name in body
    same = page("wang").get(f"/contracts/{contract.pk}/review-form/").content.decode()
    assert "本公司版 V1" in same


def test_the_cost_reaches_no_paper_of_one_who_may_not_see_it(cast: Cast) -> None:
    contract = factories.registered_contract(cast)
    open_source = "<p>[{{ cost_amount }}|{{ margin_percent }}]</p>"
    blind, seeing = cast.people["zhou"], cast.people["chen"]
    layout = papers.Layout(source=open_source)
    assert "<p>[|]</p>" in html(contract, blind, layout)
    assert str(contract.cost_amount) in html(contract, seeing, layout)
    assert "成本" not in html(contract, blind)


def test_custom_fields_stand_on_the_paper_for_whoever_reads_them(cast: Cast) -> None:
    contract = factories.registered_contract(cast)
    act = cast.act("admin")
    a_field(act, "seal", kind="contracts.contract", label="用印编号")
    a_field(act, "secret", kind="contracts.contract", label="内部备注", seen_by=["general_manager"])
    contract.extra = {"seal": "YY-7", "secret": "只给总经理"}
    contract.save()
    blind, seeing = html(contract, cast.people["zhou"]), html(contract, cast.people["chen"])
    assert "<th>用印编号</th><td>YY-7</td>" in blind
    assert ("内部备注" in blind, "只给总经理" in seeing) == (False, True)
    layout = papers.Layout(source="{% for field in custom_fields %}[{{ field.label }}={{ field.text }}]{% endfor %}")
    assert "[用印编号=YY-7]" in html(contract, cast.people["zhou"], layout)


def test_what_one_may_not_see_cannot_be_printed(cast: Cast, page: Any, api: Any) -> None:
    contract = factories.draft_contract(cast)
    assert page("zhao").get(URL.format(pk=contract.pk)).status_code == 404
    assert api("zhao").get(f"/api/v1/papers/contracts.review/{contract.pk}/").status_code == 404
    assert page("wang").get(f"/papers/contracts.nothing/{contract.pk}/").status_code == 404
    answer = api("wang").get(f"/api/v1/papers/contracts.review/{contract.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_templates_have_versions_and_one_goes_back(cast: Cast, page: Any) -> None:
    contract = factories.draft_contract(cast)
    template = own(cast, "<p>甲</p>")
    template = actions.save_draft(template, {"source": "<p>乙</p>"}, act=cast.act("admin"))
    url = URL.format(pk=contract.pk)
    assert "<p>甲</p>" in page("wang").get(url).content.decode()
    template = actions.publish(template, act=cast.act("admin"), reason="改字")
    assert "<p>乙</p>" in page("wang").get(url).content.decode()
    assert "<p>甲</p>" in page("wang").get(f"{url}?template={template.pk}&version=1").content.decode()
    assert "review form" not in page("wang").get(f"{url}?template=shipped").content.decode()
    template = actions.restore(template, 1, act=cast.act("admin"), reason="")
    assert [(v.number, v.source) for v in template.versions.all()] == [
        (3, "<p>甲</p>"),
        (2, "<p>乙</p>"),
        (1, "<p>甲</p>"),
    ]
    assert "<p>甲</p>" in page("wang").get(url).content.decode()
    actions.back_to_shipped(REVIEW, act=cast.act("admin"))
    assert "合同评审表" in page("wang").get(url).content.decode()
    for wrong in ("template=999999", "template=x", f"template={template.pk}&version=9"):
        assert page("wang").get(f"{url}?{wrong}").status_code == 404
    told = Entry.objects.filter(kind="printing.printtemplate", record_id=template.pk).order_by("seq")
    assert [entry.verb for entry in told] == [
        "printing.added", "printing.published", "printing.chosen", "printing.published", "printing.published",
        "printing.left",
    ]  # fmt: skip


def test_a_template_is_offered_beside_the_default_and_withdrawn(cast: Cast, page: Any) -> None:
    contract = factories.draft_contract(cast)
    template = own(cast, "<p>甲</p>", default=False)
    shown = page("wang").get(contract.get_absolute_url()).content.decode()
    assert f"/papers/contracts.review/{contract.pk}/?template={template.pk}" in shown
    actions.withdraw(template, act=cast.act("admin"))
    assert "打印：本公司版" not in page("wang").get(contract.get_absolute_url()).content.decode()
    assert page("wang").get(f"{URL.format(pk=contract.pk)}?template={template.pk}").status_code == 404


def test_faults_are_told_with_their_line_and_nothing_is_published(cast: Cast) -> None:
    source = "<p>\n{{ customr }}</p>\n{% for line in lines %}{{ line.modell }}{{ loop.index }}{% endfor %}\n{{ line }}"
    template = actions.add(REVIEW, "错", act=cast.act("admin"), source=source)
    with pytest.raises(RuleError) as refused:
        actions.publish(template, act=cast.act("admin"), reason="")
    assert [str(one.what) for one in refused.value.missing] == [
        "第 2 行：这份单据没有“customr”。", "第 3 行：这份单据没有“line.modell”。", "第 4 行：这份单据没有“line”。",
    ]  # fmt: skip
    assert not PrintTemplate.objects.filter(published__isnull=False).exists()


def test_a_template_that_fails_for_a_record_offers_the_shipped_one(cast: Cast, page: Any) -> None:
    contract = factories.draft_contract(cast)
    own(cast, "{{ amount / (amount - amount) }}")
    answer = page("wang").get(URL.format(pk=contract.pk))
    assert answer.status_code == 409
    assert "?template=shipped" in answer.content.decode()


def test_only_keepers_keep_templates_and_not_over_each_other(cast: Cast, page: Any) -> None:
    with pytest.raises(NotAllowed):
        actions.add(REVIEW, "我的", act=cast.act("wang"))
    assert page("wang").get("/administration/print-templates/").status_code == 403
    template = actions.add(REVIEW, "甲", act=cast.act("admin"))
    actions.save_draft(template, {"source": "1"}, act=cast.act("admin"), revision=1)
    with pytest.raises(Stale):
        actions.save_draft(template, {"source": "2"}, act=cast.act("admin"), revision=1)


def test_a_word_template_is_filled_in(cast: Cast, page: Any) -> None:
    contract = factories.draft_contract(cast, technical_terms="甲\n乙 & <丙>")
    file = word_file(
        "{{ customer }} {{ amount|money }} {{ amount|in_words }}", "{{ technical_terms }}",
        "{% for line in lines %}{{ line.model }};{% endfor %}", "{{ qr }}", header="{{ number }} {{ watermark }}",
    )  # fmt: skip
    template = actions.add(REVIEW, "Word", act=cast.act("admin"), file=file)
    actions.publish(template, act=cast.act("admin"), reason="")
    answer = page("wang").get(URL.format(pk=contract.pk))
    assert answer["Content-Type"] == word.CONTENT_TYPE
    made = Document(io.BytesIO(answer.content))
    text = [paragraph.text for paragraph in made.paragraphs]
    assert text[0].startswith(contract.customer.name)
    assert "人民币" in text[0]
    assert text[1] == "甲\n乙 & <丙>"
    assert text[2] == "TS860-V5;;"
    assert made.sections[0].header.paragraphs[0].text == f"{contract.shown_number} 草稿"
    assert len(made.inline_shapes) == 1


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"text", "不是 Word 文件"),
        (word_file("{{ custmer }}"), "没有“custmer”"),
        (word_file("{% for line in lines %}"), "缺少结尾"),
        (word_file("{{ ''.__class__ }}{{ customer.upper() }}"), "只能调用"),
        (word_file("x") + b"0" * word.LARGEST, "超过"),
    ],
)
def test_a_word_file_with_faults_is_not_taken(cast: Cast, file: bytes, sentence: str) -> None:
    assert sentence in " ".join(str(fault) for fault in word.faults(file, registry.forms.get(REVIEW)))


OUTSIDE = (
    b'<Relationships><Relationship Id="a" TargetMode="External" Type="http://x/relationships/attachedTemplate" '
    b'Target="http://evil/t.dotm"/></Relationships>'
)


@pytest.mark.parametrize(
    ("name", "body"), [("word/_rels/settings.xml.rels", OUTSIDE), ("word/vbaProject.bin", b"macro")]
)
def test_a_word_file_that_fetches_from_outside_or_holds_macros_is_not_taken(name: str, body: bytes) -> None:
    out = io.BytesIO(word_file("x"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, body)
    assert word.faults(out.getvalue(), registry.forms.get(REVIEW))


def test_the_letterhead_stands_on_every_paper(cast: Cast, page: Any) -> None:
    contract = factories.draft_contract(cast)
    actions.set_letterhead(
        {"name": "某某公司", "line": "某路 1 号", "foot": "内部资料"}, act=cast.act("admin"), logo=LOGO
    )
    body = page("wang").get(URL.format(pk=contract.pk)).content.decode()
    for part in ("某某公司", "某路 1 号", "内部资料", base64.b64encode(LOGO).decode()):
        assert part in body
    handbook = page("wang").get("/handbook/print.pdf?policy=S0").content.decode()
    assert "某某公司" in handbook
    with pytest.raises(Exception, match="PNG"):
        actions.set_letterhead({}, act=cast.act("admin"), logo=b"<svg onload=alert(1)>")


def test_many_are_printed_by_the_worker_and_the_person_is_told(cast: Cast, page: Any) -> None:
    mine = [factories.draft_contract(cast) for _n in range(2)]
    foreign = factories.draft_contract(cast, owner="zhao")
    answer = page("wang").post(
        f"/print-runs/new/?form={REVIEW}", {"pk": [one.pk for one in (*mine, foreign)], "go": "1", "bundle": "zip"}
    )
    run = PrintRun.objects.get()
    assert answer["Location"] == f"/print-runs/{run.pk}/"
    assert sorted(run.records) == sorted(one.pk for one in mine)
    assert runs.carry_out("printing.printrun", run.pk, run.attempt, clock=lambda: NOW) == "done"
    assert runs.carry_out("printing.printrun", run.pk, run.attempt, clock=lambda: NOW) == "not mine"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(page("wang").get(f"/print-runs/{run.pk}/file/").streaming_content)))
    assert len(archive.namelist()) == 2
    assert page("li").get(f"/print-runs/{run.pk}/").status_code == 404
    assert "2 份已生成" in page("wang").get("/notices/").content.decode()


def test_the_pages_of_the_keeper(cast: Cast, page: Any) -> None:
    admin = page("admin")
    made = admin.post(f"/administration/print-templates/{REVIEW}/new/", {"name": "甲"})
    url = made["Location"]
    assert made.status_code == 302
    for address in (
        "/administration/print-templates/", f"/administration/print-templates/{REVIEW}/", url,
        f"/administration/print-templates/{REVIEW}/new/", "/administration/print-templates/letterhead/",
        f"/administration/print-templates/{REVIEW}/records/?q=a", f"{url}preview/",
        f"/administration/print-templates/{REVIEW}/preview/", "/print-runs/",
    ):  # fmt: skip
        assert admin.get(address).status_code == 200, address
    shown = admin.post(f"{url}preview/", {"source": "<p>{{ customer }}</p>"})
    assert "[客户]" in shown.content.decode()
    assert (shown["X-Frame-Options"], shown["Content-Security-Policy"]) == ("SAMEORIGIN", "frame-ancestors 'self'")
    wrong = admin.post(f"{url}preview/", {"source": "<p>{{ custome }}"})
    assert (wrong.status_code, "custome" in wrong.content.decode()) == (422, True)
    assert admin.post(f"{url}publication/", {"reason": "首版", "default": "on"}).status_code == 302
    template = PrintTemplate.objects.get()
    assert (template.is_default, template.published.reason if template.published else "") == (True, "首版")
    assert admin.post(f"/administration/print-templates/{REVIEW}/choice/", {}).status_code == 302
    assert not PrintTemplate.objects.get().is_default


def test_the_same_over_the_api(cast: Cast, api: Any) -> None:
    admin, wang = api("admin"), api("wang")
    contract = factories.draft_contract(cast)
    forms = wang.get("/api/v1/print-forms/").json()
    assert REVIEW in [one["code"] for one in forms]
    assert wang.get("/api/v1/print-templates/").status_code == 403
    names = [one["name"] for one in wang.get(f"/api/v1/print-forms/{REVIEW}/").json()["placeholders"]]
    assert {"customer", "line.model", "lines", "qr"} <= set(names)
    made = admin.post("/api/v1/print-templates/", {"form": REVIEW, "name": "甲", "source": "<p>{{ x }}</p>"}).json()
    url = f"/api/v1/print-templates/{made['id']}/"
    assert made["faults"] == ["第 1 行：这份单据没有“x”。"]
    assert admin.post(f"{url}publication/", {}).json()["code"] == "print_template_faulty"
    saved = admin.put(f"{url}draft/", {"source": "<p>{{ title }}</p>"})
    assert saved.json()["faults"] == []
    assert admin.get(f"{url}preview/").status_code == 200
    assert admin.post(f"{url}publication/", {"reason": "api"}).json()["version"] == 1
    body = wang.get(f"/api/v1/papers/{REVIEW}/{contract.pk}/").content.decode()
    assert f"<p>{contract.title}</p>" in body
    run = wang.post("/api/v1/print-runs/", {"form": REVIEW, "records": [contract.pk]})
    assert (run.status_code, run.json()["state"]) == (202, "running")
    assert wang.get(f"/api/v1/print-runs/{run.json()['id']}/file/").status_code == 409
    assert admin.put("/api/v1/letterhead/", {"name": "某某"}).json()["name"] == "某某"


def test_the_engine_for_word_knows_no_parts() -> None:
    assert engines.word().parts == {}


def test_the_template_in_use_travels_in_a_policy_pack(cast: Cast) -> None:
    from leadtocash.foundation.packs.parts.print_templates import PART
    from leadtocash.foundation.packs.registry import compare

    own(cast, "<p>甲 {{ customer }}</p>\n<p>{{ title }}</p>")
    files = PART.write(PART.current())
    assert files == {f"print_templates/{REVIEW}.html": "{# 本公司版 #}\n<p>甲 {{ customer }}</p>\n<p>{{ title }}</p>\n"}
    assert PART.write(PART.read(files)) == files
    PrintTemplate.objects.update(is_default=False)
    wanted = PART.read({f"print_templates/{REVIEW}.html": "{# 本公司版 #}\n<p>乙</p>\n"})
    assert PART.check(wanted) == []
    PART.apply(compare(PART.current(), wanted), act=cast.act("admin"), reason="引入")
    assert compare(PART.current(), wanted) == []
    faulty = PART.read({f"print_templates/{REVIEW}.html": "{# 错 #}\n<p>\n{{ x }}</p>", "print_templates/x.y.html": ""})
    assert [trouble.stops for trouble in faulty.troubles] == [False]
    assert [(trouble.line, trouble.stops) for trouble in PART.check(faulty)] == [(3, True)]


def test_rows_of_a_list_are_printed_in_bulk(cast: Cast, page: Any) -> None:
    contract = factories.draft_contract(cast)
    assert "form=contracts.review&amp;list=contracts" in page("wang").get("/contracts/").content.decode()
    asked = page("wang").post(f"/print-runs/new/?form={REVIEW}&list=contracts", {"all": "1", "query": ""})
    assert (asked.status_code, contract.title in asked.content.decode()) == (200, True)
