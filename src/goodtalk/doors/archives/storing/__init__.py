"""What was read, brought into the database: hours, posts, people; or only counted."""
