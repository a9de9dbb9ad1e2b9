"""How things look, never what they mean: layouts, components, form fields and the words for dates."""
