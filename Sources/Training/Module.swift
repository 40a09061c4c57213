// Back-propagation, optimiser, training loop.
