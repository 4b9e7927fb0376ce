"""Who somebody is: users, roles, sign-in. The only room that knows allauth."""
