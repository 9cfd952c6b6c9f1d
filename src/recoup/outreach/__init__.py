"""Messages out and in: channels, carriers, inbox."""
