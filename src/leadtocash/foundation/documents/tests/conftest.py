import pytest

from leadtocash.areas.customers import actions as customers


@pytest.fixture
def customer(cast):
    return customers.create_customer({"name": "皖江钢铁股份有限公司"}, act=cast.act("wang"))
