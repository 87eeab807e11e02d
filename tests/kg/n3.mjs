// RDF on standard input, by its media type; what N3.js reads of it on standard output, as N-Quads.
//
// N3.js is looked for in the folder that N3_MODULES names (its `node_modules`).

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.env.N3_MODULES, "n3", "package.json"));
const { Parser, Writer } = require("n3");

const quads = new Parser({ format: process.argv[2] }).parse(readFileSync(0, "utf8"));
const writer = new Writer({ format: "application/n-quads" });
writer.addQuads(quads);
writer.end((error, text) => {
  if (error) throw error;
  process.stdout.write(text);
});
