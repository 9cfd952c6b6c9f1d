"""Full text over everything said, sent and received: an index beside the record, made from it and purged with it."""
