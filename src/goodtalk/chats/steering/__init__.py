"""What moves an hour along: its plan, its run sheet, the clock, the chair."""
