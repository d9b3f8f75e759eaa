"""The door to the fediverse: a community is an actor that anybody there can follow and answer."""
