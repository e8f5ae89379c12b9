import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export const ROOT = resolve("../..");

const JAR = join(ROOT, "collector/target/tandem-collector.jar");
const TEST_CLASSES = join(ROOT, "collector/target/test-classes");
const GENERATED = "io.tandemprofiler.collector.GeneratedShop";
const FRAME_HEADER = 5;

/** The collector as it is delivered, on a free port, with a data folder of its own. */
export class RealCollector {
  readonly folder = mkdtempSync(join(tmpdir(), "tandem-e2e-"));
  private process: ChildProcess | undefined;

  /** Starts it and returns its address. */
  async start(...options: string[]): Promise<string> {
    const serve = ["-jar", JAR, "--port", "0", "--data", this.data, ...options];
    this.process = spawn("java", serve);
    return addressOf(this.process);
  }

  /** Runs a command on its data folder; what it says. */
  command(words: string[], input = ""): string {
    const all = ["-jar", JAR, ...words, "--data", this.data];
    return execFileSync("java", all, { input, encoding: "utf8" });
  }

  private get data(): string {
    return join(this.folder, "data");
  }

  async stop(): Promise<void> {
    this.process?.kill("SIGTERM");
    if (this.process?.exitCode === null) await once(this.process, "exit");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Uploads what two instances of a shop say over two hours: see GeneratedShop. */
export async function sendGeneratedShop(origin: string, service: string): Promise<void> {
  const frames = execFileSync("java", ["-cp", `${JAR}:${TEST_CLASSES}`, GENERATED, service], {
    maxBuffer: 1 << 26,
  });
  const session = connect(origin);
  try {
    for (let at = 0; at < frames.length; ) {
      const end = at + FRAME_HEADER + frames.readUInt32BE(at + 1);
      const status = await new Promise<string>((found, failed) => {
        const call = session.request({
          ":method": "POST",
          ":path": "/tandem.v1.ProfilerService/Upload",
          "content-type": "application/grpc",
          te: "trailers",
        });
        const read = (headers: Record<string, unknown>): void => {
          const code = headers["grpc-status"];
          if (code !== undefined) found(`${code} ${headers["grpc-message"] ?? ""}`.trim());
        };
        call.on("response", read).on("trailers", read).on("error", failed).resume();
        call.end(frames.subarray(at, end));
      });
      if (status !== "0") throw new Error(`an upload was answered by ${status}`);
      at = end;
    }
  } finally {
    session.close();
  }
}

/** The address that the collector says when it is ready. */
async function addressOf(started: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    started.once("exit", (code) => failed(new Error(`the collector ended with ${code}`)));
    for (const stream of [started.stdout, started.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on("line", (line) => {
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
        if (address) found(address[0]);
      });
    }
  });
}
