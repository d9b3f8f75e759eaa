"""What is done with a post or an account that needs looking after."""
