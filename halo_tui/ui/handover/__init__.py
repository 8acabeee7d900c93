"""The hand-over of the values to Gradient."""
