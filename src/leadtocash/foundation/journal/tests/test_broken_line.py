"""A database that goes away in the middle of a check is a failure to be tried again, not wrong input."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.journal.recording import checked


@pytest.mark.django_db(transaction=True)
def test_a_check_cut_off_by_the_database_is_not_a_violated_rule(cast: Any) -> None:
    customer = Customer(
        number="K1", name="\u7532", name_key="\u7532", credit_code="91310000MA1K35XX0X", owner=cast.wang,
        department=cast.departments["SH"],
    )  # fmt: skip
    names = {"dbname", "user", "host", "port"}
    own = {name: value for name, value in connection.get_connection_params().items() if name in names}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = cursor.fetchone()[0]
        with psycopg.connect(**own, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
        with pytest.raises(OperationalError):
            checked(customer, {"credit_code"})
        transaction.set_rollback(True)
    connection.close()
