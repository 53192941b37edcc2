"""A second calculator, written from the contract alone, and the cases to compare the two on."""
