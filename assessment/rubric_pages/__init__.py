"""The pages of rubrics: what anybody may read, and what rubric administrators change."""
