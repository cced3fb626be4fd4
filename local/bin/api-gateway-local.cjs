#!/usr/bin/env node
// The command. Packed, the tool is JavaScript; inside its workspace the sources run. The program's may be TypeScript in both.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

require("./sources.cjs");
const packed = join(__dirname, "../dist/command/main.js");
require(existsSync(packed) ? packed : "../src/command/main.ts");
