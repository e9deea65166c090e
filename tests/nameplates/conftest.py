from tests.papers.conftest import building, desk, held, site, staff, standard

__all__ = ["building", "desk", "held", "site", "staff", "standard"]
