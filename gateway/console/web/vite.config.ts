// The page is served by tipline-console under a strict Content-Security-Policy: no inline script or style, no data:
// URLs but images, nothing from another host. Names of built files carry a hash, so they may be cached for good.
import { defineConfig } from "vite";

export default defineConfig({
  base: "/",
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
