from tests.checklists.conftest import alan, house
from tests.requests.conftest import number, olga

__all__ = ["alan", "house", "number", "olga"]
