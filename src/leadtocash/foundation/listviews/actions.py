"""Everything that can be done to saved views and to one's own columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import Role, User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.listviews import permissions, rules
from leadtocash.foundation.listviews.models import ListChoice, SavedView
from leadtocash.foundation.web.lists.kept import meant
from leadtocash.foundation.web.lists.page import ListPage

Audience = SavedView.Audience


@transaction.atomic
def save_view(
    page: ListPage, name: str, params: Mapping[str, str], *, act: Act, audience: str = Audience.MINE,
    role: Role | None = None,
) -> SavedView:  # fmt: skip
    """Keep these filters, order and columns of a list under a name.

    Raises ValidationError at the field; NotAllowed for sharing without the permission.
    """
    User.objects.select_for_update().get(pk=act.person.pk)
    rules.check_count(SavedView.objects.filter(owner=act.person, list_name=page.name).count())
    view = SavedView(list_name=page.name, owner=act.person)
    return _write(view, page, act=act, name=name, params=params, audience=audience, role=role)


@transaction.atomic
def change_view(
    view: SavedView, page: ListPage, *, act: Act, name: str | None = None, params: Mapping[str, str] | None = None,
    audience: str | None = None, role: Role | None = None,
) -> SavedView:  # fmt: skip
    """Rename a view, share it otherwise, or keep changed conditions in it; only by whom it belongs to."""
    view = _own(view, act=act)
    if audience is None:
        audience, role = view.audience, view.role
    name = view.name if name is None else name
    return _write(view, page, act=act, name=name, params=params, audience=audience, role=role)


@transaction.atomic
def remove_view(view: SavedView, *, act: Act) -> None:
    """Delete a view; lists that opened with it open as shipped again."""
    _own(view, act=act).delete()


@transaction.atomic
def open_with(page: ListPage, view: SavedView | None, *, act: Act, role: Role | None = None) -> None:
    """Let the list open with this view (None: as shipped), for oneself or for everybody of a role (needs a permission).

    Raises RuleError when the role's people could not open the view.
    """
    if role is None:
        _choice(page, act=act, view=view)
        return
    require(act.person, permissions.DEFAULTS)
    if view is not None:
        shared = view.audience == Audience.EVERYBODY or view.role_id == role.pk
        rules.check_default(shared=shared)
    ListChoice.objects.update_or_create(list_name=page.name, role=role, defaults={"view": view})


@transaction.atomic
def choose_columns(page: ListPage, keys: Sequence[str], *, act: Act) -> None:
    """Show these columns of the list in this order, for oneself; none of them: as shipped.

    Raises ValidationError for a column that the list does not have, or one may not see.
    """
    known = {column.key for column in page.seen_by(act.person).visible_columns(act.person)}
    wrong = [key for key in keys if key not in known]
    if wrong:
        raise ValidationError({"columns": _("This list has no column “%(key)s”.") % {"key": wrong[0][:40]}})
    _choice(page, act=act, columns=",".join(dict.fromkeys(keys)))


def _choice(page: ListPage, *, act: Act, **values: object) -> None:
    ListChoice.objects.update_or_create(list_name=page.name, person=act.person, defaults=values)


def _own(view: SavedView, *, act: Act) -> SavedView:
    view = SavedView.objects.select_for_update(of=("self",)).select_related("role").get(pk=view.pk)
    if view.owner_id != act.person.pk:
        raise NotAllowed(
            _("This view belongs to %(name)s; save it under a name of your own.") % {"name": view.owner.name},
            permission="",
        )
    return view


def _write(
    view: SavedView, page: ListPage, *, act: Act, name: str, params: Mapping[str, str] | None, audience: str,
    role: Role | None,
) -> SavedView:  # fmt: skip
    if (audience, role) != (view.audience, view.role) and audience != Audience.MINE:
        require(act.person, permissions.SHARE)
    view.name, view.audience = clean_line(name), audience
    view.role = role if audience == Audience.ROLE else None
    errors: dict[str, object] = {}
    if audience == Audience.ROLE and role is None:
        errors["role"] = _("Choose the role.")
    twins = SavedView.objects.filter(owner=act.person, list_name=page.name, name=view.name).exclude(pk=view.pk)
    if twins.exists():
        errors["name"] = _("You keep a view of this name already.")
    if params is not None:
        seen = page.seen_by(act.person)
        seen.selected(params, act.person, act.today)
        seen.orders_of(params, act.person)
        view.query = urlencode(sorted(meant(params).items()))
    view.saved_at = act.at
    if errors:
        raise ValidationError(errors)
    view.full_clean(validate_constraints=False)
    view.save()
    return view
