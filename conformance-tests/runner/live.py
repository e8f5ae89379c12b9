"""Another name of scenarios.py, under the agent's own Python."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHON = HERE.parent.parent / "python-agent" / ".venv" / "bin" / "python"
os.execv(PYTHON, [str(PYTHON), str(HERE / "scenarios.py"), *sys.argv[1:]])
