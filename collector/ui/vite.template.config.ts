import { defineConfig, type Plugin } from "vite";

/** Moves every script and style sheet of the build into the HTML, so that one file is the whole page. */
function singleFile(): Plugin {
  return {
    name: "single-file",
    enforce: "post",
    generateBundle(_options, bundle) {
      for (const page of Object.values(bundle)) {
        if (page.type !== "asset" || !page.fileName.endsWith(".html")) continue;
        let html = String(page.source);
        for (const part of Object.values(bundle)) {
          if (part === page) continue;
          html =
            part.type === "chunk"
              ? inlineScript(html, part.fileName, part.code)
              : inlineStyle(html, part.fileName, String(part.source));
          delete bundle[part.fileName];
        }
        page.source = html;
      }
    },
  };
}

function inlineScript(html: string, fileName: string, code: string): string {
  const tag = new RegExp(`<script[^>]*src="\\./${escapeRegExp(fileName)}"[^>]*></script>`);
  // In a string or a regular expression "<\/script" means the same and does not end the element.
  const body = code.replaceAll("</script", "<\\/script");
  return replaceOnce(html, tag, `<script type="module">${body}</script>`);
}

function inlineStyle(html: string, fileName: string, css: string): string {
  const tag = new RegExp(`<link[^>]*href="\\./${escapeRegExp(fileName)}"[^>]*>`);
  return replaceOnce(html, tag, `<style>${css}</style>`);
}

function replaceOnce(html: string, tag: RegExp, text: string): string {
  if (!tag.test(html)) throw new Error(`the page does not refer to ${tag}`);
  return html.replace(tag, () => text);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [singleFile()],
  build: {
    target: "es2022",
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: "flamegraph-template.html" },
  },
});
