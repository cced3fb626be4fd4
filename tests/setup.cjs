// Compiles what the tests require, all files in one esbuild call, for all of mocha's processes and those that tests start;
// ts-node took seconds in each. Types are checked once by `npm run check`.
const { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { basename, dirname, join, resolve } = require("node:path");
const { buildSync } = require("esbuild");

const root = resolve(__dirname, "..");
const compiled = handedOver() ?? compile([...sourcesIn(root), ...sourcesIn(join(root, "local/src"))], root);
// By name and text: copies of the program have most of their files in common.
const copies = new Map();

require.extensions[".ts"] = (module, filename) => {
    module._compile(compiled.get(filename) ?? compiledCopy(filename), filename);
};
process.setSourceMapsEnabled(true);

// The folders of all of mocha's processes lie in one: a process that runs files beside others is not asked before it ends.
exports.mochaGlobalSetup = () => {
    process.env.TEST_FOLDERS = mkdtempSync(join(realpathSync(tmpdir()), "lambda-api-"));
    writeFileSync(join(process.env.TEST_FOLDERS, "compiled.json"), JSON.stringify({ root, files: [...compiled] }));
};
exports.mochaGlobalTeardown = () => rmSync(process.env.TEST_FOLDERS, { recursive: true, force: true });

// From mocha's first process; a copy of the project that a test tests has files of its own.
function handedOver() {
    const folder = process.env.TEST_FOLDERS;
    if (folder === undefined) return undefined;
    const { root: itsRoot, files } = JSON.parse(readFileSync(join(folder, "compiled.json"), "utf8"));
    return itsRoot === root ? new Map(files) : undefined;
}

function compiledCopy(filename) {
    const key = `${basename(filename)}\n${readFileSync(filename, "utf8")}`;
    if (!copies.has(key)) copies.set(key, compile([filename], dirname(filename)).get(filename));
    return copies.get(key);
}

function sourcesIn(folder) {
    const entries = readdirSync(folder, { withFileTypes: true }).filter(
        ({ name }) => !/^(\.|node_modules$|local$)/.test(name),
    );
    return entries.flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return sourcesIn(path);
        return /(?<!\.d)\.ts$/.test(path) ? [path] : [];
    });
}

function compile(entryPoints, folder) {
    const { outputFiles } = buildSync({
        entryPoints,
        outbase: folder,
        outdir: folder,
        format: "cjs",
        platform: "node",
        target: `node${process.versions.node}`,
        // As TypeScript does it for CommonJS: Node's own import() knows no .ts.
        supported: { "dynamic-import": false },
        sourcemap: "inline",
        sourcesContent: false,
        write: false,
        logLevel: "silent",
    });
    return new Map(outputFiles.map(({ path, text }) => [path.replace(/\.js$/, ".ts"), text]));
}
