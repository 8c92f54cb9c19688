"""The forms in which a draft is edited: one for each part of the document."""
