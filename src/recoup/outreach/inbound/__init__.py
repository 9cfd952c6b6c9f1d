"""Mail that came in, or that we sent from elsewhere: read, told apart, parted from what it quotes, and matched."""
