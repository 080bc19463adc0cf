// Bundles frontend/src into the web app's static files. One bundle for each file directly in src:
// src/app.js → /static/dist/app.js, src/app.css → /static/dist/app.css; what several share becomes a chunk.
// The fonts for printed documents are copied whole to dist/fonts: WeasyPrint needs one file per weight.
import { build } from "esbuild";
import { cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const target = join(here, "..", "src", "leadtocash", "foundation", "web", "static", "dist");
const unfinished = `${target}.new`;

const names = await readdir(source).catch(() => []);
const entries = names.filter((name) => /^[^_.].*\.(js|css)$/.test(name)).map((name) => join(source, name));

await rm(unfinished, { recursive: true, force: true });
await mkdir(join(unfinished, "fonts"), { recursive: true });
if (entries.length > 0) {
  await build({
    entryPoints: entries,
    outdir: unfinished,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    entryNames: "[name]",
    chunkNames: "chunk-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".woff": "file", ".ttf": "file", ".eot": "empty", ".svg": "file", ".png": "file", ".gif": "file" },
    legalComments: "linked",
    logLevel: "warning",
    nodePaths: [join(here, "node_modules")],
  });
}
for (const weight of ["400", "700"]) {
  for (const script of ["chinese-simplified", "latin"]) {
    const file = `noto-sans-sc-${script}-${weight}-normal.woff2`;
    await cp(join(here, "node_modules", "@fontsource", "noto-sans-sc", "files", file), join(unfinished, "fonts", file));
  }
}
await rm(target, { recursive: true, force: true });
await rename(unfinished, target);
