import { expect, test } from "vitest";
import { stepsFor } from "../src/app/connecting";

test("stepsFor_nameThisCollector", () => {
  const commands = (runtime: "java" | "python") =>
    stepsFor(runtime, "https://profiles.example:8443").map((step) => step.command);
  expect(commands("java")).toEqual([
    "java -javaagent:tandem-java-agent.jar=service=shop,collector=https://profiles.example:8443 -jar app.jar",
  ]);
  expect(commands("python")).toEqual([
    "pip install tandem-profiler",
    "tandem run --service shop --collector https://profiles.example:8443 app.py",
  ]);
});
