"""What happens to accounts, for those above who listen: the journal, notices."""

from __future__ import annotations

from dataclasses import dataclass

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act


@dataclass(frozen=True, kw_only=True)
class AccountChanged:
    """Somebody changed how he signs in. what: a code of `log.WORDS`."""

    person: User
    what: str
    detail: str
    act: Act


@dataclass(frozen=True, kw_only=True)
class PersonLinked:
    """A person is known on a platform. kind: "dingtalk", "feishu", "wecom", "oidc"; value: his id there, the one
    messages are addressed to (DingTalk: unionId, Feishu: open_id, WeCom: userid, OIDC: sub)."""

    person: User
    kind: str
    value: str
    act: Act
