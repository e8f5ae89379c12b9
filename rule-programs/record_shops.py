"""Records the profiles of the demo's shops under their load, for what rules say of them.

    python rule-programs/record_shops.py --java JDK_HOME --python PYTHON [--jep SITE]

The shops of examples/ must be built. ``recordings/SHOP.gz`` is written as by record.py.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from record import HOME, JAVA_AGENT, JEP_BRIDGE, ROOT, keep
from recorder import Recorder

EXAMPLES = ROOT / "examples"
REPORT_SECONDS = 15
LOAD_SECONDS = 60
PORTS = {"shop-java": 18081, "shop-python": 18082, "shop-jep": 18083}


def commands(options: argparse.Namespace, url: str) -> dict[str, list[str]]:
    """What starts each shop under its agent."""

    def java(shop: str, *words: str) -> list[str]:
        settings = f"service={shop},collector={url},report_seconds={REPORT_SECONDS}"
        return [str(options.java / "bin/java"), f"-javaagent:{JAVA_AGENT}={settings}", *words]

    agent = [str(options.python), "-m", "tandem_profiler", "run", "--service", "shop-python"]
    agent += ["--collector", url, "--set", f"report_seconds={REPORT_SECONDS}"]
    found = {
        "shop-java": java("shop-java", "-jar", f"{EXAMPLES}/shop-java/target/shop-java.jar"),
        "shop-python": [*agent, f"{EXAMPLES}/shop-python/serve.py"],
    }
    if options.jep:
        path = f"{EXAMPLES}/shop-jep/target/shop-jep.jar:{JEP_BRIDGE}:{options.jep}/jep/*"
        main = "io.tandemprofiler.examples.shop.JepShop"
        library = f"-Djava.library.path={options.jep}/jep"
        found["shop-jep"] = java("shop-jep", library, "-cp", path, main)
    return {shop: [*words, "--port", str(PORTS[shop])] for shop, words in found.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--java", type=Path, required=True, help="home of a JDK")
    parser.add_argument("--python", type=Path, required=True, help="with the agent")
    parser.add_argument("--jep", type=Path, help="site-packages of a Python with Jep, 3.11")
    options = parser.parse_args()
    pricing = EXAMPLES / "shop-jep" / "src" / "main" / "python"
    own = {key: value for key, value in os.environ.items() if not key.startswith("TANDEM_")}
    own["PYTHONPATH"] = f"{options.jep}:{pricing}" if options.jep else ""
    with Recorder() as recorder, tempfile.TemporaryFile() as log, ExitStack() as running:
        shops = commands(options, recorder.url)
        for words in shops.values():
            shop = subprocess.Popen(words, env=own, stdout=log, stderr=log)
            running.callback(shop.wait)
            running.callback(shop.kill)
        time.sleep(REPORT_SECONDS)  # in which they start
        load = [sys.executable, f"{EXAMPLES}/load/load.py", "--for", str(LOAD_SECONDS)]
        urls = [f"http://127.0.0.1:{PORTS[shop]}" for shop in shops]
        subprocess.run([*load, *urls], check=True, stdout=log)
        time.sleep(REPORT_SECONDS + 5)  # in which the last windows end
        uploads = recorder.uploads()
        requests = recorder.requests("Upload")
    for shop in shops:
        own_requests = [
            request.message
            for request, upload in zip(requests, uploads, strict=True)
            if upload.producer.service == shop
        ]
        keep(HOME / "recordings" / f"{shop}.gz", own_requests)
        print(f"{shop}: {len(own_requests)} windows", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
