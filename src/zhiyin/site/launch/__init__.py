"""Starting and stopping: the family of processes, who runs, how far the demo is, what a newcomer reads."""
