"""What goes out: questions, announcements, thanks and recaps, and who gets them."""
