"""The lines that `verify` prints, one per thing that is stored."""

from __future__ import annotations


class Lines:
    """Prints lines; `sound` is False once something failed."""

    def __init__(self) -> None:
        self.sound = True

    def right(self, text: str) -> None:
        """Print what is as it was written."""
        print(f"ok      {text}")

    def noted(self, text: str) -> None:
        """Print what is neither right nor wrong."""
        print(f"-       {text}")

    def repaired(self, text: str) -> None:
        """Print what was made right."""
        print(f"fixed   {text}")

    def failed(self, text: str) -> None:
        """Print what is refused."""
        self.sound = False
        print(f"FAILED  {text}")
