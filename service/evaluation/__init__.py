"""How well a knowledge base answers: a question set in, figures out."""
