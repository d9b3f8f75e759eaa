"""An hour's recap: drafted by the program, written by the chair, resting on what was said."""
