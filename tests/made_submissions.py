"""What students hand in, for several tests."""

GOOD = """
import numpy as np

def answer(steps, mask, W, d, u):
    scores = np.where(mask > 0, np.tanh(steps @ W.T + d) @ u, -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = powers / powers.sum(axis=1, keepdims=True)
    return (steps * weights[..., None]).sum(axis=1), weights
"""
