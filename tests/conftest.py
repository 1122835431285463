"""How thoroughly generated tests look: HYPOTHESIS_PROFILE is `ci` (the default) or `nightly`.

Windows open on no screen, unless QT_QPA_PLATFORM names one.
"""

import atexit
import os
import tempfile

from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Markers of what tests did belong into nobody's home.
_state = tempfile.TemporaryDirectory(prefix="scuttlebutt-tests-")
atexit.register(_state.cleanup)
os.environ["XDG_STATE_HOME"] = _state.name

settings.register_profile(
    "ci",
    max_examples=200,
    deadline=None,
    derandomize=True,  # a commit passes or fails by itself, not by the luck of the draw
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "nightly", parent=settings.get_profile("ci"), max_examples=2_000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
