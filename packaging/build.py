"""Build what installs: `python3 packaging/build.py`.

Needs nothing but Python 3.11 or newer: like `run.py` it sets up an environment of its own, in
`build/environment`, with pinned and hashed tools. Leaves in `dist`, for the system it runs on:

* the program as a folder that needs no Python, packed: `umbra-VERSION-SYSTEM-ARCH.tar.gz` or `.zip`
* on Linux a Debian package, `umbra_VERSION_ARCH.deb`
* what is inside, as a CycloneDX bill of materials: `umbra-VERSION-SYSTEM-ARCH.cdx.json`
* `SHA256SUMS`

Equal sources, tools and system libraries give equal bytes: times in it are those of the commit.
"""

import os
import sys

import python_floor

python_floor.demand()

import environment  # noqa: E402


def main() -> None:
    """Make the building environment ready and build in it."""
    requirements = ("requirements.txt", "requirements-build.txt")
    folder = os.path.join("build", "environment")
    building = environment.Environment(environment.CHECKOUT, requirements, folder)
    environment.make_ready(building)
    os.chdir(building.checkout)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # the program made is tried, wherever this runs
    stages = os.path.join(environment.CHECKOUT, "packaging", "build_stages.py")
    building.become(stages, *sys.argv[1:])


if __name__ == "__main__":
    main()
