"""The verbs of the command `zhiyin`, one module each: `run(arguments) -> exit status`."""
