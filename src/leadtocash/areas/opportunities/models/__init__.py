"""Sales methods, the deals that follow them, and what their gates rest on."""

from leadtocash.areas.opportunities.models.deals import DealRival, Opportunity, OpportunityLine
from leadtocash.areas.opportunities.models.figures import PipelineFigure
from leadtocash.areas.opportunities.models.gates import Confirmation, StageReview, TaskDone, Waiver, WaiverRequest
from leadtocash.areas.opportunities.models.history import Standing
from leadtocash.areas.opportunities.models.methods import Criterion, SalesMethod, Stage, StagePaper, StageTask

__all__ = [
    "Confirmation",
    "Criterion",
    "DealRival",
    "Opportunity",
    "OpportunityLine",
    "PipelineFigure",
    "SalesMethod",
    "Stage",
    "StagePaper",
    "StageReview",
    "StageTask",
    "Standing",
    "TaskDone",
    "Waiver",
    "WaiverRequest",
]
