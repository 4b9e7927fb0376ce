"""Where the rooms are put together: settings, addresses, the server. The only place that may know everything."""
