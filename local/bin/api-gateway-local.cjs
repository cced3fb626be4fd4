#!/usr/bin/env node
// The command. Packed, the tool is JavaScript; inside its workspace the sources run.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const packed = join(__dirname, "../dist/command/main.js");
if (existsSync(packed)) {
    require(packed);
} else {
    require("./sources.cjs");
    require("../src/command/main.ts");
}
