// Runs a file of the tool: `node bin/run.cjs FILE [ARGUMENT…]`, in TypeScript or, packed, in JavaScript.
const { resolve } = require("node:path");

require("./sources.cjs");

const [file, ...rest] = process.argv.slice(2);
process.argv = [process.argv[0], resolve(file), ...rest];
require(process.argv[1]);
