"""What registers of companies and insolvencies give out: read from files and answers, matched with debtors. Pure."""
