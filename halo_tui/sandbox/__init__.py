"""A Halo that can fail: the bundled server that every failure can be rehearsed on."""
