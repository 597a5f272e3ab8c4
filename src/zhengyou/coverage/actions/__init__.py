"""What can happen to coverage: derive it anew, agree the next step."""
