"""May other mail servers believe that our mail is ours: SPF, DKIM and DMARC of the sending domain."""
