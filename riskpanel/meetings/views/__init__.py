"""The pages of meetings, patterns and requests to share."""
