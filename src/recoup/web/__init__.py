"""The pages: everything Recoup knows and does, in a browser."""
