export type Runtime = "java" | "python";

export interface Step {
  readonly says: string;
  readonly command: string;
}

/** The commands that connect a service in this language to the collector at this address. */
export function stepsFor(runtime: Runtime, collector: string): Step[] {
  if (runtime === "java") {
    return [
      {
        says: "Start the service with the agent, JDK 11 or newer:",
        command: `java -javaagent:tandem-java-agent.jar=service=shop,collector=${collector} -jar app.jar`,
      },
    ];
  }
  return [
    { says: "Install the agent, CPython 3.11 or newer:", command: "pip install tandem-profiler" },
    {
      says: "Start the service with it:",
      command: `tandem run --service shop --collector ${collector} app.py`,
    },
  ];
}
