from tests.handlers.floor.conftest import floor

__all__ = ["floor"]
