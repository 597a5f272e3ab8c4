"""What is asked of whoever asks or answers."""
