"""The test subject of the engine is known while these tests run."""

from leadtocash.foundation.workflow.tests.conftest import _english, _known_to_the_engine, firm

__all__ = ["_english", "_known_to_the_engine", "firm"]
