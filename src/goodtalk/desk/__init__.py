"""The desk: where chairs and moderators look after an hour."""
