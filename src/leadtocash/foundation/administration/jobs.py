"""What runs by itself: hand-overs whose day has come."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import override
from procrastinate.contrib.django import app

from leadtocash.foundation.administration import leaving
from leadtocash.foundation.administration.models import Handover
from leadtocash.foundation.kernel.act import Act, system_act
from leadtocash.foundation.kernel.errors import RuleError


@app.periodic(cron="5 * * * *", periodic_id="administration.handovers")
@app.task(name="administration.handovers", queueing_lock="administration.handovers", pass_context=False)
def carry_out_planned(timestamp: int) -> int:
    """Every hour, so that none is missed when the machine was off at midnight."""
    return carry_out_due(act=system_act(where="administration.handovers"))


def carry_out_due(*, act: Act) -> int:
    """Carry out every planned hand-over whose day has come, each by itself; what no longer fits says why."""
    done = 0
    for row in Handover.objects.filter(state=Handover.State.PLANNED, on_day__lte=act.today).order_by("pk"):
        try:
            with override("zh-hans"), transaction.atomic():
                leaving.carry_out(row, act=act)
            done += 1
        except RuleError as refusal:
            Handover.objects.filter(pk=row.pk).update(trouble=refusal.message[:300])
    return done
