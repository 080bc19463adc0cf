from leadtocash.areas.winning.api.evidence import EvidenceViewSet
from leadtocash.areas.winning.api.needs import NeedViewSet, ValueViewSet
from leadtocash.areas.winning.api.people import BuyingCentreViewSet, StakeholderViewSet

__all__ = ["BuyingCentreViewSet", "EvidenceViewSet", "NeedViewSet", "StakeholderViewSet", "ValueViewSet"]
