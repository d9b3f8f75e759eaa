"""Pictures of other servers, shown from here so that no reader meets a third party."""
