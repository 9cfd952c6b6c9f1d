"""The command line: translate, call one operation, translate back."""
