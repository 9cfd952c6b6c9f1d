"""The ways to go on with a debt side by side: what each is expected to bring, net, and when. Pure."""
