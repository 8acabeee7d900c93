"""The sandbox: a simulated Halo server on which every failure can be rehearsed."""
