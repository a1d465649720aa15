// Replaced when the module's first test lands.
