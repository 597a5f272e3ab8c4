// Rebuilds the vendored front end from package-lock.json:
//
//     npm ci && npm run build
//
// Writes src/zhengyou/web/static/vendor/ with its manifest, and tests/vendor/axe.min.js. The product neither runs nor tests
// with Node; whoever raises a version runs this once and commits what it wrote.

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

import esbuild from "esbuild";
import * as sass from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const vendor = path.join(here, "..", "src", "zhengyou", "web", "static", "vendor");
const tests = path.join(here, "..", "tests", "vendor");
const target = "chrome86";
const require = createRequire(import.meta.url);

const version = (name) => require(path.join(modules, name, "package.json")).version;
const read = (...parts) => readFile(path.join(modules, ...parts), "utf8");

async function bundle(entry, globalName) {
  const built = await esbuild.build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    globalName,
    target,
    charset: "utf8",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return built.outputFiles[0].text;
}

async function script(source, header) {
  const built = await esbuild.transform(source, { minify: true, target, charset: "utf8", legalComments: "none" });
  return header + built.code;
}

async function stylesheet() {
  const compiled = sass.compile(path.join(here, "bootstrap.scss"), {
    loadPaths: [modules],
    quietDeps: true,
    silenceDeprecations: ["import"],
  });
  const built = await esbuild.transform(compiled.css, { loader: "css", minify: true, target, charset: "utf8", legalComments: "inline" });
  return built.code;
}

const shipped = [
  {
    folder: "bootstrap",
    package: "bootstrap",
    licence: "MIT",
    files: {
      "bootstrap.min.css": await stylesheet(),
      "bootstrap.min.js": `/*! Bootstrap ${version("bootstrap")}, MIT: see LICENSE */\n` + (await bundle("bootstrap.js", "bootstrap")),
      LICENSE: await read("bootstrap", "LICENSE"),
    },
  },
  {
    folder: "htmx",
    package: "htmx.org",
    licence: "0BSD",
    files: {
      "htmx.min.js": await script(await read("htmx.org", "dist", "htmx.js"), `/*! htmx ${version("htmx.org")}, 0BSD: see LICENSE */\n`),
      LICENSE: await read("htmx.org", "LICENSE"),
    },
  },
  {
    folder: "echarts",
    package: "echarts",
    licence: "Apache-2.0 AND BSD-3-Clause AND 0BSD",
    files: {
      "echarts.min.js":
        `/*! Apache ECharts ${version("echarts")}, Apache-2.0, with zrender (BSD-3-Clause) and tslib (0BSD): see LICENSE and NOTICE */\n` +
        (await bundle("echarts.js", "echarts")),
      LICENSE: [
        await read("echarts", "LICENSE"),
        "d3 (parts within ECharts)\n\n" + (await read("echarts", "licenses", "LICENSE-d3")),
        `zrender ${version("zrender")}\n\n` + (await read("zrender", "LICENSE")),
        `tslib ${version("tslib")}\n\n` + (await read("tslib", "LICENSE.txt")),
      ].join("\n\n----\n\n"),
      NOTICE: await read("echarts", "NOTICE"),
    },
  },
];

await rm(vendor, { recursive: true, force: true });
const manifest = [];
for (const part of shipped) {
  await mkdir(path.join(vendor, part.folder), { recursive: true });
  for (const [name, text] of Object.entries(part.files)) {
    await writeFile(path.join(vendor, part.folder, name), text);
    manifest.push({
      file: `${part.folder}/${name}`,
      package: part.package,
      version: version(part.package),
      licence: part.licence,
      sha256: createHash("sha256").update(text).digest("hex"),
    });
  }
}
await writeFile(path.join(vendor, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

await mkdir(tests, { recursive: true });
await writeFile(path.join(tests, "axe.min.js"), await read("axe-core", "axe.min.js"));
await writeFile(path.join(tests, "axe.LICENSE.txt"), (await read("axe-core", "LICENSE")) + "\n\n----\n\n" + (await read("axe-core", "LICENSE-3RD-PARTY.txt")));
