"""What is broken: reported, graded, assigned, resolved."""
