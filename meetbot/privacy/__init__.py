"""What is known about one person: handed out on request, and, once they have left, taken away on request."""
