"""Facts on their way: kept in commit order, read by each listener at its own pace."""
