"""What may answer: the sentences and claims of an index, read and weighed for a question."""
