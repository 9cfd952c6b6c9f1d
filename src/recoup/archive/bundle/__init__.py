"""The evidence file: what of one stream is handed to somebody outside, in a form that proves itself."""
