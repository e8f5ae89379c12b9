"""Builds the extension of the native sampler, where it can be; without it the pure one runs."""

import os
import sys

from setuptools import Extension, setup
from setuptools.command.build_py import build_py

NATIVE = Extension(
    "tandem_profiler._native",
    sources=["src/native/_native.c"],
    depends=["src/native/known_codes.h", "src/native/layout.h"],
    extra_compile_args=["-std=gnu11", "-Wall", "-Wextra", "-fvisibility=hidden"],
    libraries=["pthread"],
    optional=True,  # without a compiler, or Python's headers
)
START_UP = "tandem_profiler.pth"


class BuildWithStartUp(build_py):
    """Puts the line for zero-touch starts beside the package, where ``site`` finds it."""

    def run(self) -> None:
        """Not where the package is installed as a link to its sources."""
        super().run()
        if not self.editable_mode:
            self.mkpath(self.build_lib)
            self.copy_file(os.path.join("src", START_UP), os.path.join(self.build_lib, START_UP))

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """The line among them."""
        line = [] if self.editable_mode else [os.path.join(self.build_lib, START_UP)]
        return super().get_outputs(include_bytecode) + line


setup(
    ext_modules=[NATIVE] if sys.platform == "linux" else [],
    cmdclass={"build_py": BuildWithStartUp},
)
