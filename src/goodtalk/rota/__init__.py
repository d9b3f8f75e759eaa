"""The rota: who chairs when, and who stands by."""
