"""What a questionnaire says and how it is walked through. Pure: no database, no clock."""
