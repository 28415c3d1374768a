"""For all tests: property tests have no time limit, since machines differ; the plugin's fixtures by name."""

from hypothesis import settings

pytest_plugins = ["tests.support.provider.fixtures"]

settings.register_profile("project", deadline=None)
settings.load_profile("project")
