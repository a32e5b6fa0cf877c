"""The tests of the plugin start pytest themselves too."""

pytest_plugins = ["pytester"]
