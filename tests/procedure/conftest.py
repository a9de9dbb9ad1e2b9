"""Property tests of this folder: the first call may load a slow library, so no call has a deadline."""

from hypothesis import settings

settings.register_profile("procedure", deadline=None)
settings.load_profile("procedure")
