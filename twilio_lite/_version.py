"""The version of this library: the only place it is written."""

from typing import Final

__version__: Final = "0.1.0"
