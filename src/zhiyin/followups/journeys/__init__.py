"""Why we come back to people: each journey in its published versions. A version never changes; a change is a new version."""

from zhiyin.followups.journeys.kept import current, currents, document, fits, forget, name_of, of, version
from zhiyin.followups.journeys.steps import Journey

__all__ = ["Journey", "current", "currents", "document", "fits", "forget", "name_of", "of", "version"]
