"""The company of the engine's tests: the matrix is read by its processes."""

from leadtocash.foundation.workflow.tests import conftest

firm = conftest.firm
_known_to_the_engine = conftest._known_to_the_engine
_english = conftest._english
