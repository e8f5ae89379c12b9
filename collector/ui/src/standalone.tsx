import { signal } from "@preact/signals";
import { render } from "preact";
import { decodeFlamegraph } from "./api/decode";
import { Summary } from "./app/Summary";
import { FlameView } from "./flame/FlameView";
import { type Look, PLAIN } from "./page/look";
import "./style.css";

// One profile in one file, to be opened from disk: the profile lies in the page, nothing is asked for.
const look = signal<Look>(PLAIN);
const flamegraph = decodeFlamegraph(
  JSON.parse(document.getElementById("profile")?.textContent ?? ""),
);

function Standalone() {
  return (
    <main class="standalone">
      <h1>{document.title}</h1>
      <Summary flamegraph={flamegraph} />
      <FlameView
        flamegraph={flamegraph}
        look={look.value}
        onLook={(change) => {
          look.value = { ...look.value, ...change };
        }}
      />
    </main>
  );
}

const root = document.getElementById("app");
if (root) render(<Standalone />, root);
