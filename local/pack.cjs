// `npm run pack [-- FOLDER]`: builds the tool and packs it into a tarball, whose path is the last line printed.
//
// Below node_modules Node strips no types and ts-node compiles nothing, so the tarball holds JavaScript and declarations,
// and its package.json points at them; the workspace's own points at the sources.
const { execFileSync } = require("node:child_process");
const { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");
const { buildSync } = require("esbuild");
const manifest = require("./package.json");

// What runs as a file of its own; all else is part of these.
const entries = [
    "command/main",
    "program/evaluate",
    "graph/picture",
    "lambda/runtime-nodejs22",
    "lambda/runtime-nodejs24",
    "testing",
];

const staged = mkdtempSync(join(tmpdir(), "api-gateway-local-pack-"));
try {
    const { workspaces: _, devDependencies: __, scripts: ___, ...packed } = manifest;
    packed.files = ["bin", "dist", "CHANGELOG.md"];
    packed.exports = {
        ...manifest.exports,
        "./testing": { types: "./dist/testing.d.ts", default: "./dist/testing.js" },
    };
    writeFileSync(join(staged, "package.json"), `${JSON.stringify(packed, null, 4)}\n`);
    for (const name of ["bin", "README.md", "CHANGELOG.md"])
        cpSync(join(__dirname, name), join(staged, name), { recursive: true });
    buildSync({
        entryPoints: entries.map((entry) => join(__dirname, "src", `${entry}.ts`)),
        outbase: join(__dirname, "src"),
        outdir: join(staged, "dist"),
        bundle: true,
        packages: "external",
        platform: "node",
        format: "cjs",
        target: "node20",
        logLevel: "warning",
    });
    const browser = join("page", "browser");
    buildSync({
        ...require("./src/page/browser-build.json"),
        entryPoints: ["app.tsx", "app.css"].map((name) => join(__dirname, "src", browser, name)),
        outdir: join(staged, "dist", browser),
    });
    declare(join(staged, "dist"));
    // npm runs a workspace's script in the workspace.
    const folder = resolve(process.env.INIT_CWD ?? ".", process.argv[2] ?? ".");
    mkdirSync(folder, { recursive: true });
    const told = execFileSync("npm", ["pack", staged, "--json", "--offline", "--pack-destination", folder], {
        encoding: "utf8",
    });
    console.log(join(folder, JSON.parse(told)[0].filename));
} finally {
    rmSync(staged, { recursive: true });
}

function declare(outDir) {
    const options = [
        "--ignoreConfig",
        "--declaration",
        "--emitDeclarationOnly",
        "--strict",
        "--skipLibCheck",
        "--esModuleInterop",
    ];
    const forms = ["--target", "es2022", "--module", "commonjs", "--moduleResolution", "bundler", "--types", "node"];
    const files = ["--rootDir", "src", "--outDir", outDir, "src/testing.ts"];
    const tsc = [require.resolve("typescript/bin/tsc"), ...options, ...forms, ...files];
    execFileSync(process.execPath, tsc, { cwd: __dirname, stdio: "inherit" });
}
