"""What touches the outside: YAML files, the vector store, embedding engines."""
