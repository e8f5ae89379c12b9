import { defineConfig } from "vite";

// Relative addresses throughout, so that the page also works behind a proxy's path.
export default defineConfig({
  base: "./",
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { host: "127.0.0.1", proxy: { "/api": "http://127.0.0.1:4747" } },
});
