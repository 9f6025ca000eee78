"""Values in, PDF bytes out; knows nothing of the application."""
