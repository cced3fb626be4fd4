// Required for its effect: from then on TypeScript files can be required. With --enable-source-maps for Node, or --verbose
// for the file, stack traces point at the sources; each trace then costs milliseconds, and the SDK takes hundreds.
//
// ts-node takes 0.3 s to load, Node 20 cannot strip types, and a person waits for `npm start`. So the first file
// required is bundled with all it imports by path in one esbuild call (about 20 ms); packages stay outside.

const { resolve } = require("node:path");
const { buildSync } = required("esbuild");

const mapped = process.sourceMapsEnabled || process.argv.includes("--verbose");
if (mapped) process.setSourceMapsEnabled(true);

// A program may run in another folder than it was loaded from.
const absWorkingDir = process.cwd();

// What each file is made of, for whoever wants to know when that changes.
const sources = {};

require.extensions[".ts"] = (module, filename) => {
    const { outputFiles, metafile } = buildSync({
        absWorkingDir,
        entryPoints: [filename],
        outfile: `${filename}.js`,
        bundle: true,
        packages: "external",
        platform: "node",
        format: "cjs",
        target: `node${process.versions.node}`,
        sourcemap: mapped ? "inline" : false,
        sourcesContent: false,
        write: false,
        metafile: true,
        logLevel: "silent",
    });
    sources[filename] = Object.keys(metafile.inputs).map((path) => resolve(absWorkingDir, path));
    module._compile(outputFiles[0].text, filename);
};

require.extensions[".ts"].sources = sources;

function required(name) {
    try {
        return require(name);
    } catch (error) {
        if (error.code !== "MODULE_NOT_FOUND") throw error;
        process.stderr.write(`The packages are not installed (${name} is missing); run npm ci\n`);
        process.exit(1);
    }
}
