"""Deeds about whether a debtor can pay: means, notices of registers, the insolvency and its proof of debt."""
