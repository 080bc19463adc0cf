"""Saved views: mine, shared, with which a list opens; columns of one's own; never more rows than one may see."""

from urllib.parse import urlencode

import pytest

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers.tables import CUSTOMERS
from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.listviews import actions
from leadtocash.foundation.listviews.models import SavedView

pytestmark = pytest.mark.req("PLT-3")
Audience = SavedView.Audience


@pytest.fixture
def rows(cast):
    for who, name in (("wang", "上海轴承"), ("wang", "南京电机"), ("zhao", "广州仪表")):
        customers.create_customer({"name": name, "industry": "机械"}, act=cast.act(who))


def asked(**values):
    return urlencode({"list": "customers", "at": "/customers/", **values})


def text(answer):
    return answer.content.decode()


def save(cast, who, name="机械", query=None, **values):
    params = {"industry": "机械"} if query is None else query
    return actions.save_view(CUSTOMERS, name, params, act=cast.act(who), **values)


def test_a_view_is_saved_from_the_page_and_opened_by_its_tab(rows, page):
    client = page("wang")
    dialog = client.get(f"/list-views/new/?{asked(query='industry=机械&ordering=-name')}", HTTP_HX_REQUEST="true")
    assert "lc-sheetbox" in text(dialog)
    answer = client.post(f"/list-views/new/?{asked(query='industry=机械&ordering=-name')}", {"name": "机械客户"})
    view = SavedView.objects.get()
    assert answer["Location"] == f"/customers/?saved={view.pk}"
    shown = text(client.get(answer["Location"]))
    assert "机械客户" in shown
    assert shown.index("南京电机") > shown.index("上海轴承") or "ordering=-name" in shown
    counted = text(client.get(f"/customers/?saved={view.pk}&part=views"))
    assert "机械客户<small>2</small>" in counted


def test_a_shared_view_shows_everybody_his_own_rows_only(rows, cast, page):
    view = save(cast, "li", name="全部机械", audience=Audience.EVERYBODY)
    assert ("广州仪表" in text(page("zhao").get(f"/customers/?saved={view.pk}"))) is True
    seen = text(page("zhao").get(f"/customers/?saved={view.pk}"))
    assert "上海轴承" not in seen
    assert "全部机械" in text(page("zhao").get("/customers/"))


def test_a_view_that_is_not_shared_does_not_exist_for_others(rows, cast, page, api):
    view = save(cast, "wang")
    shown = text(page("zhao").get(f"/customers/?saved={view.pk}"))
    assert "广州仪表" not in shown
    assert page("zhao").get(f"/list-views/change/?{asked(saved=view.pk)}").status_code == 404
    assert api("zhao").get(f"/api/v1/list-views/{view.pk}/").status_code == 404
    assert api("zhao").get(f"/api/v1/customers/?saved={view.pk}").status_code == 400


def test_sharing_needs_the_permission_and_a_role_is_named(cast):
    with pytest.raises(NotAllowed):
        save(cast, "wang", audience=Audience.EVERYBODY)
    with pytest.raises(Exception, match="role"):
        save(cast, "li", audience=Audience.ROLE)
    role = Role.objects.get(code="account_manager")
    view = save(cast, "li", audience=Audience.ROLE, role=role)
    assert [one.pk for one in SavedView.objects.filter(role=role)] == [view.pk]


def test_only_its_owner_changes_a_view(cast):
    view = save(cast, "li", audience=Audience.EVERYBODY)
    with pytest.raises(NotAllowed):
        actions.change_view(view, CUSTOMERS, act=cast.act("wang"), name="别的")
    with pytest.raises(NotAllowed):
        actions.remove_view(view, act=cast.act("wang"))
    changed = actions.change_view(view, CUSTOMERS, act=cast.act("li"), name="新名", params={"view": "won"})
    assert (changed.name, changed.query, changed.audience) == ("新名", "view=won", "everybody")


def test_names_and_conditions_are_checked(cast, api):
    save(cast, "wang")
    for values, field in (
        ({"list": "customers", "name": "机械"}, "name"),
        ({"list": "customers", "name": " "}, "name"),
        ({"list": "nothing", "name": "x"}, "list"),
        ({"list": "customers", "name": "x", "query": "employees_from=ten"}, "employees_from"),
        ({"list": "customers", "name": "x", "query": "ordering=nothing"}, "ordering"),
    ):
        answer = api("wang").post("/api/v1/list-views/", values, format="json")
        assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_a_list_opens_with_ones_own_choice_before_that_of_the_role(rows, cast, page):
    role = Role.objects.get(code="account_manager")
    shared = save(cast, "li", name="机械", audience=Audience.EVERYBODY)
    own = save(cast, "wang", name="空行业", query={"industry_empty": "1"})
    actions.open_with(CUSTOMERS, shared, act=cast.act("admin"), role=role)
    assert "industry" in text(page("wang").get("/customers/")).partition("lc-filters")[2]
    assert f"saved={shared.pk}" in text(page("zhao").get("/customers/"))
    actions.open_with(CUSTOMERS, own, act=cast.act("wang"))
    assert "上海轴承" not in text(page("wang").get("/customers/"))
    assert "上海轴承" in text(page("wang").get("/customers/?view=all"))
    actions.remove_view(own, act=cast.act("wang"))
    assert "上海轴承" in text(page("wang").get("/customers/"))
    with pytest.raises(NotAllowed):
        actions.open_with(CUSTOMERS, shared, act=cast.act("li"), role=role)
    private = save(cast, "admin", name="自己")
    with pytest.raises(RuleError):
        actions.open_with(CUSTOMERS, private, act=cast.act("admin"), role=role)


def test_a_changed_view_is_known_and_kept_on_request(rows, cast, page):
    view = save(cast, "wang")
    same = text(page("wang").get(f"/customers/?saved={view.pk}"))
    other = text(page("wang").get(f"/customers/?saved={view.pk}&industry=电"))
    assert "/list-views/keep/" not in same
    assert "/list-views/keep/" in other
    page("wang").post(f"/list-views/keep/?{asked(saved=view.pk, query='industry=电')}")
    view.refresh_from_db()
    assert view.query == urlencode({"industry": "电"})


def test_columns_are_chosen_ordered_exported_and_reset(rows, cast, page, api):
    client = page("wang")
    dialog = text(client.get(f"/list-views/columns/?{asked()}"))
    assert dialog.index('value="number"') < dialog.index('value="source"')
    answer = client.post(f"/list-views/columns/?{asked(query='industry=机械')}", {"column": ["name", "credit_code"]})
    assert answer["Location"] == "/customers/?" + urlencode({"industry": "机械"})
    sheet = b"".join(client.get("/customers/?export=csv").streaming_content).decode()
    assert sheet.splitlines()[0] == "\ufeff客户,信用代码"
    sheet = b"".join(client.get("/customers/?export=csv&columns=number,name,nothing").streaming_content).decode()
    assert sheet.splitlines()[0] == "\ufeff编号,客户"
    client.post(f"/list-views/columns/?{asked()}", {"reset": "1"})
    assert len(b"".join(client.get("/customers/?export=csv").streaming_content).decode().splitlines()[0].split(",")) > 6
    wrong = api("wang").put("/api/v1/lists/customers/columns/", {"columns": ["nothing"]}, format="json")
    assert wrong.status_code == 400


def test_the_way_back_stays_on_this_site(cast, page):
    for at in ("//evil.example/", "https://evil.example/", "javascript:alert(1)"):
        wanted = urlencode({"list": "customers", "at": at})
        assert page("wang").post(f"/list-views/columns/?{wanted}", {"column": ["name"]})["Location"] == "/"


def test_a_list_asks_two_queries_for_what_is_kept(rows, cast, page, django_assert_max_num_queries):
    from leadtocash.foundation.listviews.keeping import Keeper

    for n in range(5):
        save(cast, "wang", name=f"视图{n}")
    with django_assert_max_num_queries(2):
        assert len(Keeper().kept(cast.wang, "customers").views) == 5


def test_views_are_made_changed_and_deleted_over_the_api(rows, cast, api):
    client = api("li")
    body = {
        "list": "customers",
        "name": "机械",
        "query": "industry=机械",
        "audience": "role",
        "role": "account_manager",
    }
    made = client.post("/api/v1/list-views/", body, format="json").json()
    assert (made["name"], made["role"], made["audience"]) == ("机械", "account_manager", "role")
    url = f"/api/v1/list-views/{made['id']}/"
    assert client.put(url, {"name": "机械业"}, format="json").json()["name"] == "机械业"
    assert [one["id"] for one in api("wang").get("/api/v1/list-views/?list=customers").json()] == [made["id"]]
    assert api("wang").put(url, {"name": "x"}, format="json").status_code == 403
    assert api("wang").get(f"/api/v1/customers/?saved={made['id']}").json()["count"] == 2
    opened = api("wang").put("/api/v1/lists/customers/opening/", {"view": made["id"]}, format="json")
    assert opened.status_code == 200
    assert client.delete(url).status_code == 204
