"""What people do on a case, each deed one operation: results, promises, plans, holds, disputes, causes, approvals."""
