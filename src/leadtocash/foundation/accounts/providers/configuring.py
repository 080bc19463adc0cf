"""Which platforms are configured: by the environment (LEADTOCASH_OIDC_ISSUER …), secrets never leave it."""

from __future__ import annotations

from django.conf import settings

from leadtocash.foundation.accounts.providers.base import Provider
from leadtocash.foundation.accounts.providers.dingtalk import DingTalk
from leadtocash.foundation.accounts.providers.feishu import Feishu
from leadtocash.foundation.accounts.providers.oidc import Oidc
from leadtocash.foundation.accounts.providers.wecom import WeCom

KINDS: tuple[type[Provider], ...] = (WeCom, DingTalk, Feishu, Oidc)


def configured() -> list[Provider]:
    """The platforms whose needed settings are all there, in the order of the buttons."""
    found = []
    for kind in KINDS:
        given = settings.SIGN_IN_PLATFORMS.get(kind.key, {})
        if all(given.get(name) for name in kind.needed):
            found.append(kind({**kind.optional, **{k: v for k, v in given.items() if v}}))
    return found


def provider(key: str) -> Provider | None:
    return next((one for one in configured() if one.key == key), None)
