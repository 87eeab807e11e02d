"""What is asked: a question's words to what its answer must hold."""
