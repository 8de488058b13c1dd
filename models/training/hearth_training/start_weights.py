"""Names of an earlier small run's weights (start.pt), translated to the networks of this package.

That run had one detector head at stride 4 and its decoder worked at the resolution of the embedding, so
pyramid levels and heads begin as copies and the way up from the attention begins at random.
"""

import torch


def load_start(network, path, renaming):
    """Copy the tensors whose name begins with a key of `renaming`, under the new beginning, where shapes agree.

    Returns the names that were filled. A tensor of another shape is left as it was initialised.
    """
    weights = torch.load(path, weights_only=True)
    own = network.state_dict()
    filled = []
    for key, value in weights.items():
        for old, new in renaming:
            if key.startswith(old):
                name = new + key[len(old) :]
                if name in own and own[name].shape == value.shape:
                    own[name].copy_(value)
                    filled.append(name)
    network.load_state_dict(own)
    return filled


BACKBONE = (
    [("enc.stem.", "backbone.stem.")]
    + [(f"enc.st.{s}.{u}.a.", f"backbone.stages.{s}.{u}.first.") for s in range(5) for u in range(4)]
    + [(f"enc.st.{s}.{u}.b.", f"backbone.stages.{s}.{u}.second.") for s in range(5) for u in range(4)]
    + [(f"enc.st.{s}.0.", f"backbone.stages.{s}.0.") for s in range(1, 5)]
    + [(f"enc.lat.{i}.", f"pyramid.lateral.{stride}.") for i, stride in enumerate((4, 8, 16, 32))]
    + [("enc.sm4.", "pyramid.smooth.4.")]
    + [("enc.sm8.", f"pyramid.smooth.{stride}.") for stride in (8, 16, 32)]
    + [("enc.ctx.", "pyramid.context.")]
)
ENCODER = BACKBONE + [("emb.", "neck.")]
ATTENTION = (("q.", "query."), ("k.", "key."), ("v.", "value."), ("o.", "out."))
DECODER = (
    [("dec.pe.g", "position.frequencies"), ("dec.tok.", "output_tokens."), ("dec.nf.", "last_norm.")]
    + [
        (f"dec.blocks.{b}.{old}.{part}", f"blocks.{b}.{new}.{name}")
        for b in range(2)
        for old, new in (("sa", "token_to_token"), ("t2i", "token_to_image"), ("i2t", "image_to_token"))
        for part, name in ATTENTION
    ]
    + [(f"dec.blocks.{b}.{old}.", f"blocks.{b}.{new}.") for b in range(2) for old, new in (("mlp", "think"), ("n", "norms"))]
    + [(f"dec.fin.{part}", f"last_look.{name}") for part, name in ATTENTION]
    + [("dec.iou.", "iou.")]
)
# For a detector with the residual backbone.
HEADS = [("det.t.0.0.", "head.convolutions.0."), ("det.t.1.0.", "head.convolutions.1.")]
HEADS += [(f"det.t.{i}.1.", f"head.norms.{level}.{i}.") for level in range(4) for i in range(2)]
HEADS += [("det.cls.", "head.heat."), ("det.reg.", "head.distances.")]
