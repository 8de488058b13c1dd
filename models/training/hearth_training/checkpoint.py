"""State of a training run on disk, and the running average of the weights that is shipped."""

import os
from pathlib import Path

import torch


class Average:
    """Exponential average of weights: short at first, so that the random start is forgotten."""

    def __init__(self, network, decay=0.998):
        self.decay = decay
        self.weights = {key: value.detach().clone() for key, value in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network, step):
        decay = min(self.decay, (step + 1) / (step + 10))
        for key, value in network.state_dict().items():
            if value.is_floating_point():
                self.weights[key].lerp_(value, 1 - decay)
            else:
                self.weights[key].copy_(value)


def save(path, step, seconds, network, optimiser, average):
    """Written beside and renamed: an interruption leaves the previous checkpoint whole."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save(
        {
            "step": step,
            "seconds": seconds,
            "network": network.state_dict(),
            "optimiser": optimiser.state_dict(),
            "average": average.weights,
        },
        partial,
    )
    os.replace(partial, path)


def resume(path, network, optimiser, average):
    """Steps and seconds already trained."""
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    average.weights = state["average"]
    return state["step"], state["seconds"]


def averaged(paths):
    """The mean of runs that set out from the same weights (a model soup, Wortsman et al. 2022)."""
    runs = [torch.load(path, weights_only=True) for path in paths]
    return {
        key: torch.stack([run[key] for run in runs]).mean(0) if value.is_floating_point() else value
        for key, value in runs[0].items()
    }
