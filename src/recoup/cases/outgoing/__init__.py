"""What goes out, as people see and steer it: sendings with their progress, one message at a time, own words, lists."""
