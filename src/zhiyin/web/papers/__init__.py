"""What a person can take away: statements as text for spreadsheets and as PDF."""
