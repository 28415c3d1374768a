"""The functions of this plugin, which programs invoke before they register anything."""
