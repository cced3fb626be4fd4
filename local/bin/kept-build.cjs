// What the tool's own sources were built to, kept below node_modules/.cache until one of them changes: to build them takes a
// seventh of the time from `npm start` to its first answer.
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require("node:fs");
const { dirname, join, relative, sep } = require("node:path");

const toolSources = join(__dirname, "../src");

/**
 * The build of a file, `{ text, inputs }`, as `build` makes it: `form` tells builds of one file apart. Any file but the tool's
 * own is built each time.
 */
exports.keptBuild = (filename, form, build) => {
    if (!isOwn(filename)) return build();
    const name = relative(toolSources, filename);
    const builders = [require.resolve("esbuild"), __filename, join(__dirname, "sources.cjs")];
    const file = join(cacheFolder(), `${name.replaceAll(sep, "-")}.${form}.json`);
    const found = read(file);
    if (found && found.state === stateOf([...found.build.inputs, ...builders])) return found.build;
    const made = build();
    keep(file, { state: stateOf([...made.inputs, ...builders]), build: made });
    return made;
};

exports.isOwn = isOwn;

function isOwn(filename) {
    return !relative(toolSources, filename).startsWith("..");
}

/** A folder below node_modules/.cache, of that name within ours. */
exports.cacheFolder = cacheFolder;

function cacheFolder(name = "") {
    return join(dirname(require.resolve("esbuild")), "../../.cache/api-gateway-local", name);
}

function read(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch {
        return undefined;
    }
}

function stateOf(files) {
    const stats = files.map((file) => statSync(file, { throwIfNoEntry: false }));
    return stats.map((stat, index) => `${files[index]} ${stat?.size} ${stat?.mtimeMs}`).join("\n");
}

function keep(file, found) {
    try {
        mkdirSync(dirname(file), { recursive: true });
        // Whole or not at all, whoever reads meanwhile.
        writeFileSync(`${file}.${process.pid}`, JSON.stringify(found));
        renameSync(`${file}.${process.pid}`, file);
    } catch {
        // A folder that is not ours to write to costs the time alone.
    }
}
