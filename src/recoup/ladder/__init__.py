"""Policies as data; planner and gate as pure functions."""
