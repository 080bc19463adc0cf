from leadtocash.areas.winning.api.evidence import EvidenceViewSet
from leadtocash.areas.winning.api.needs import NeedViewSet, ValueViewSet
from leadtocash.areas.winning.api.people import BuyingCentreViewSet, StakeholderViewSet
from leadtocash.areas.winning.api.rivals import BarrierViewSet, RivalViewSet

__all__ = [
    "BarrierViewSet",
    "BuyingCentreViewSet",
    "EvidenceViewSet",
    "NeedViewSet",
    "RivalViewSet",
    "StakeholderViewSet",
    "ValueViewSet",
]
