"""For all tests: property tests have no time limit, since machines differ."""

from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.load_profile("project")
