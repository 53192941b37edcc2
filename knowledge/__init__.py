"""What is true: documents, rules, how to find, how to decide. Knows no channel."""
