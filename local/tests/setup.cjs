// Compiles what the tests require, all files in one esbuild call, for all of mocha's processes; ts-node took seconds in each.
// Types are checked once by `npm run check`.
const { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { dirname, join, resolve } = require("node:path");
const { buildSync } = require("esbuild");

const root = resolve(__dirname, "..");
const compiled = handedOver() ?? compile([...sourcesIn(join(root, "src")), ...sourcesIn(__dirname)], root);

require.extensions[".ts"] = (module, filename) => {
    module._compile(compiled.get(filename) ?? compile([filename], dirname(filename)).get(filename), filename);
};
process.setSourceMapsEnabled(true);

exports.mochaGlobalSetup = () => {
    process.env.LOCAL_TESTS_COMPILED = mkdtempSync(join(tmpdir(), "api-gateway-local-compiled-"));
    const files = JSON.stringify({ root, files: [...compiled] });
    writeFileSync(join(process.env.LOCAL_TESTS_COMPILED, "compiled.json"), files);
};
exports.mochaGlobalTeardown = () => rmSync(process.env.LOCAL_TESTS_COMPILED, { recursive: true, force: true });

// From mocha's first process; a copy of the tool that is tested has files of its own.
function handedOver() {
    const folder = process.env.LOCAL_TESTS_COMPILED;
    if (folder === undefined) return undefined;
    const { root: itsRoot, files } = JSON.parse(readFileSync(join(folder, "compiled.json"), "utf8"));
    return itsRoot === root ? new Map(files) : undefined;
}

function sourcesIn(folder) {
    const entries = readdirSync(folder, { withFileTypes: true }).filter(
        ({ name }) => !/^(\.|node_modules$)/.test(name),
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
