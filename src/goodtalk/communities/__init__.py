"""Who meets and when: communities, their rhythm, their people, their themes."""
