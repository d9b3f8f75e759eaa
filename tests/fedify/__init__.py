"""An independent server of the fediverse, made of Fedify; see peer.js for what it can be told."""
