"""Questions asked, invitations to answer, answers."""
