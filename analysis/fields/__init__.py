"""Conservative matrix fields: the fields, their trajectories, directions, and δ by direction."""
