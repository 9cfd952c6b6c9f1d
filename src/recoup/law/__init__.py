"""What the law of a place says, as dated data with sources, and the sums that follow; pure, no tables, no clock."""
