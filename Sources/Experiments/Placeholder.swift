// Replaced when the module's first file lands.
