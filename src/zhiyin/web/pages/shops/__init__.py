"""What a person does before a till, and how they come to stand behind one."""
