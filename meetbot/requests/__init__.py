"""What organisers ask for during a meeting: asked, taken, done or refused."""
