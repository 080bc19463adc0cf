// Bundles frontend/src into the web app's static files. One bundle for each file directly in src:
// src/app.js → /static/dist/app.js, src/app.css → /static/dist/app.css; what several share becomes a chunk.
// The fonts for printed documents are copied to dist/fonts: one file per weight for what is common (woff: quickly
// read), slices for the rare characters, and slices.json, which says where a character is.
import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
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
const typeface = join(here, "node_modules", "@fontsource", "noto-sans-sc");
const slices = {};
for (const [name, ranges] of Object.entries(JSON.parse(await readFile(join(typeface, "unicode.json"), "utf8")))) {
  slices[name.replace(/[[\]]/g, "")] = ranges;
}
const files = Object.keys(slices).map((name) => `noto-sans-sc-${name}-400-normal.woff2`);
files.push(...["400", "700"].map((weight) => `noto-sans-sc-chinese-simplified-${weight}-normal.woff`));
for (const file of files) {
  await cp(join(typeface, "files", file), join(unfinished, "fonts", file));
}
await cp(join(typeface, "LICENSE"), join(unfinished, "fonts", "LICENSE"));
await writeFile(join(unfinished, "fonts", "slices.json"), JSON.stringify(slices));
await rm(target, { recursive: true, force: true });
await rename(unfinished, target);
