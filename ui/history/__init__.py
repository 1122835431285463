"""The history panel: what happened, who was late, what that rewound, and going back to look."""
