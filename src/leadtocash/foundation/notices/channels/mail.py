"""Mail: one message with a plain and an HTML part, threaded by what it speaks of."""

from __future__ import annotations

import hashlib
import smtplib
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.notices.channels.base import (
    Config,
    Field,
    Kind,
    Message,
    Refused,
    Temporary,
    Unclear,
)

_SECURITY = (
    ("ssl", "SSL/TLS (465)"),
    ("starttls", "STARTTLS (587)"),
    ("none", gettext_lazy("None (own network only)")),
)
TIME_LIMIT = 20


class Mail(Kind):
    code = "mail"
    label = gettext_lazy("Mail")
    way = "mail"
    fields = (
        Field(name="sender", label=gettext_lazy("Sender"), help=gettext_lazy("The address mails come from.")),
        Field(name="host", label=gettext_lazy("Mail server (SMTP)"), default="localhost"),
        Field(name="port", label=gettext_lazy("Port"), default="465"),
        Field(name="security", label=gettext_lazy("Encryption"), default="ssl", choices=_SECURITY),
        Field(name="user", label=gettext_lazy("User name"), required=False),
        Field(name="password", label=gettext_lazy("Password"), secret=True, required=False),
    )

    def tidy(self, config: dict[str, str]) -> dict[str, str]:
        if "@" not in parseaddr(config.get("sender", ""))[1]:
            raise ValueError(_("The sender is not a mail address."))
        if not config.get("port", "").isdigit() or not 0 < int(config["port"]) < 65536:
            raise ValueError(_("The port is a number from 1 to 65535."))
        return config

    def send(self, message: Message, address: str, config: Config) -> str:
        mail = compose(message, address, config["sender"])
        try:
            mail.connection = _connection(config)
            mail.connection.open()
        except smtplib.SMTPAuthenticationError as error:
            raise Refused(_("The mail server does not accept user name and password."), ours=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Temporary(_("The mail server was not reached: %(why)s") % {"why": str(error)[:120]}) from error
        try:
            mail.send()
        except smtplib.SMTPException as error:
            raise _smtp(error) from error
        except OSError as error:
            raise Unclear(_("The mail server did not answer to the end; it may have arrived.")) from error
        finally:
            mail.connection.close()
        return str(mail.extra_headers["Message-ID"])[:120]


def compose(message: Message, address: str, sender: str) -> EmailMultiAlternatives:
    """The mail: what belongs together has one thread, and the way to one's choices stands in its headers."""
    context = {"message": message, "rows": message.blocks}
    plain = render_to_string("notices/mail.txt", context)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<{_short(message.key)}.notice@{domain}>",
        "List-Unsubscribe": f"<{message.settings_url}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if message.thread:
        root = f"<{_short(message.thread)}.thread@{domain}>"
        headers |= {"References": root, "In-Reply-To": root}
    subject = " ".join(message.title.split())[:150]
    mail = EmailMultiAlternatives(subject, plain, sender, [address], headers=headers)
    mail.attach_alternative(render_to_string("notices/mail.html", context), "text/html")
    return mail


def _connection(config: Config) -> Any:
    security = config.get("security", "")
    return get_connection(
        settings.EMAIL_BACKEND, host=config.get("host", ""), port=int(config.get("port") or 0),
        username=config.get("user", ""), password=config.get("password", ""), use_tls=security == "starttls",
        use_ssl=security == "ssl", ssl_certfile=None, ssl_keyfile=None, timeout=TIME_LIMIT,
    )  # fmt: skip


def _smtp(error: smtplib.SMTPException) -> Exception:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        if all(code < 500 for code in codes):
            return Temporary(_("The mail server asks to come back later."))
        return Refused(_("The mail server does not accept this recipient."))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Refused(_("The mail server does not accept the sender."), ours=True)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Unclear(_("The mail server did not answer to the end; it may have arrived."))
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code < 500:
        return Temporary(_("The mail server asks to come back later."))
    return Refused(_("The mail server refused the message: %(why)s") % {"why": str(error)[:120]})


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


__all__ = ["Mail", "compose"]
