"""Makes the agent's modules known under names of their own, in the interpreter that runs this.

An installed ``tandem_profiler`` is neither used nor hidden, and no path is searched.
"""

import gc
import sys
from types import ModuleType

_PACKAGE = "_tandem_bridge"
_ORIGINALS = ("tandem_profiler", "tandem_jep")


def tandem_load(name: str, source: str) -> None:
    """Runs the source of a module, unless that was done before. Needs those that it imports.

    Meanwhile the collector rests: it would run the application's destructors on this thread.
    """
    own = f"{_PACKAGE}.{name}"
    package = sys.modules.setdefault(_PACKAGE, ModuleType(_PACKAGE))
    if own in sys.modules:
        return
    module = ModuleType(own)
    sys.modules[own] = module
    for original in _ORIGINALS:
        source = source.replace(original, _PACKAGE)
    collecting = gc.isenabled()
    gc.disable()
    try:
        exec(compile(source, f"<{own}>", "exec"), module.__dict__)
    except BaseException:
        del sys.modules[own]
        raise
    finally:
        if collecting:
            gc.enable()
    setattr(package, name, module)
