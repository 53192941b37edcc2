"""The edges: console and Telegram; a message in, a reply out."""
