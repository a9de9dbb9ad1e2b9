"""What people type about plans, actions, escalations, challenges and children placed here."""
