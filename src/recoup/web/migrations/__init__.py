"""Tables of the pages: forms that were sent, so that none is carried out twice."""
