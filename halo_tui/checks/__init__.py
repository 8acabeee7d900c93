"""What is verified: the plan, the runner, and the checks of each subject."""
