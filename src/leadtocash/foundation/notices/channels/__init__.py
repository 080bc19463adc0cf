"""The kinds of channels there are. Another one is a module here with a class derived from `base.Kind`, and its line."""

from leadtocash.foundation.notices.channels.base import kinds
from leadtocash.foundation.notices.channels.dingtalk import DingtalkApp, DingtalkRobot
from leadtocash.foundation.notices.channels.feishu import FeishuApp, FeishuRobot
from leadtocash.foundation.notices.channels.mail import Mail
from leadtocash.foundation.notices.channels.wecom import WecomApp, WecomRobot

for _kind in (Mail(), WecomApp(), WecomRobot(), DingtalkApp(), DingtalkRobot(), FeishuApp(), FeishuRobot()):
    kinds.add(_kind.code, _kind)

__all__ = ["kinds"]
