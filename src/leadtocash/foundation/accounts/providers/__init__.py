"""Sign-in platforms: OIDC, DingTalk, Feishu, WeCom. One is offered where its settings are there."""

from __future__ import annotations

from leadtocash.foundation.accounts.providers.base import Claims, Failed, Provider, Settings
from leadtocash.foundation.accounts.providers.configuring import KINDS, configured, provider

__all__ = ["KINDS", "Claims", "Failed", "Provider", "Settings", "configured", "provider"]
