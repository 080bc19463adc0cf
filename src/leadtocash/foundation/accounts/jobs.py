"""What runs by itself: mailing of links (so that the page answers equally fast for every name), tidying up."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from leadtocash.foundation.accounts import lockout, passwords, sessions, throttling
from leadtocash.foundation.accounts.models import PasswordLink, TrustedDevice, User, username_of


@app.task(name="accounts.send_link", pass_context=False)
def send_link(name: str, base: str) -> None:
    """Mail the person of this user name or address a link, if there is one and he has an address."""
    found = User.objects.filter(is_active=True).exclude(email="")
    people = list(found.filter(username=username_of(name))[:1]) or list(found.filter(email__iexact=name.strip())[:2])
    if len(people) == 1:
        passwords.send_link(people[0], base + passwords.make_link(people[0], at=timezone.now()) + "/")


@app.periodic(cron="17 3 * * *", periodic_id="accounts.tidy")
@app.task(name="accounts.tidy", queueing_lock="accounts.tidy", pass_context=False)
def tidy(timestamp: int) -> None:
    """Drop counters, sessions, links and devices that are long over."""
    now = timezone.now()
    lockout.forget_old(at=now)
    sessions.forget_ended(at=now)
    throttling.forget_old(at=now)
    PasswordLink.objects.filter(expires_at__lt=now).delete()
    TrustedDevice.objects.filter(expires_at__lt=now).delete()
