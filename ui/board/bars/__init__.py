"""The bars beside the canvas: tools, colours, widths, and what is selected."""
