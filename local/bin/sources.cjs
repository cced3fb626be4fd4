// Required for its effect: from then on TypeScript files can be required. With --enable-source-maps for Node, or --verbose
// for the file, stack traces point at the sources; each trace then costs milliseconds, and the SDK takes hundreds.
//
// ts-node takes 0.3 s to load, Node 20 cannot strip types, and a person waits for `npm start`. So the first file
// required is bundled with all it imports by path in one esbuild call; packages stay outside. But of the tool's own the one
// that reads YAML comes along: from its seventy files it takes four times as long to load.

const nodeModule = require("node:module");
const { resolve } = require("node:path");
const { buildSync } = required("esbuild");
const { cacheFolder, isOwn, keptBuild } = require("./kept-build.cjs");

// From Node.js 22 on: what is loaded is compiled once for all runs, an eighth less until the first answer.
nodeModule.enableCompileCache?.(cacheFolder("compiled"));

const { dependencies, peerDependencies } = require("../package.json");
const packages = Object.keys({ ...dependencies, ...peerDependencies });

const mapped = process.sourceMapsEnabled || process.argv.includes("--verbose");
if (mapped) process.setSourceMapsEnabled(true);

const target = `node${process.versions.node}`;

// A program may run in another folder than it was loaded from.
const absWorkingDir = process.cwd();

// What each file is made of, for whoever wants to know when that changes.
const sources = {};

require.extensions[".ts"] = (module, filename) => {
    const { text, inputs } = keptBuild(filename, `${mapped ? "mapped-" : ""}${target}`, () => built(filename));
    sources[filename] = inputs;
    module._compile(text, filename);
};

require.extensions[".ts"].sources = sources;

function built(filename) {
    const { outputFiles, metafile } = buildSync({
        absWorkingDir,
        entryPoints: [filename],
        outfile: `${filename}.js`,
        bundle: true,
        ...(isOwn(filename) ? { external: packages.filter((name) => name !== "yaml") } : { packages: "external" }),
        platform: "node",
        format: "cjs",
        target,
        sourcemap: mapped ? "inline" : false,
        sourcesContent: false,
        write: false,
        metafile: true,
        logLevel: "silent",
    });
    const inputs = Object.keys(metafile.inputs).map((path) => resolve(absWorkingDir, path));
    return { text: outputFiles[0].text, inputs };
}

function required(name) {
    try {
        return require(name);
    } catch (error) {
        if (error.code !== "MODULE_NOT_FOUND") throw error;
        process.stderr.write(`The packages are not installed (${name} is missing); run npm ci\n`);
        process.exit(1);
    }
}
