import { render } from "preact";
import { App } from "./app/App";
import { start } from "./page/model";
import "./style.css";

const root = document.getElementById("app");
if (root) {
  start();
  render(<App />, root);
}
