"""What a movement of a wallet was, from the records of the rooms: a file for each side from which its money comes."""
