"""What an action says when the rules do not allow it."""


class NotAllowed(Exception):
    """What was asked does not fit the procedure or the records. `reasons` are sentences for the person."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons
