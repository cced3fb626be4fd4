import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { help, type Options, parseOptions } from "../../src/command/options";

const defaults: Options = {
    stack: "dev",
    host: "127.0.0.1",
    port: 3000,
    api: undefined,
    environment: {},
    envFiles: [],
    passedEnv: {},
    awsEndpoint: undefined,
    apiKeys: [],
    jwks: undefined,
    allowedHosts: [],
    allowCrossSite: false,
    withoutLimits: false,
    withoutStreamLimit: false,
    maxConcurrency: 10,
    inspectPort: undefined,
    event: undefined,
    functionName: undefined,
    printEvent: false,
    log: undefined,
    page: undefined,
    verbose: false,
};

function parsed(args: string[]): Options {
    const options = parseOptions(args);
    assert.notEqual(options, "help");
    return options as Options;
}

describe("the command line", () => {
    let folder = "";
    let file = "";
    let jwks = "";

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "api-gateway-local-options-"));
        file = join(folder, "some.env");
        jwks = join(folder, "jwks.json");
        writeFileSync(jwks, '{"keys":[{"kid":"a"}]}');
        writeFileSync(file, "# a file\nONE=1\nexport TWO='two words'\nTHREE=\"a\\nb\" # more\n");
    });

    after(() => rmSync(folder, { recursive: true }));

    it("without options is that of the stack dev, on loopback", () => {
        assert.deepEqual(parseOptions([]), defaults);
    });

    it("--help asks for the text that lists every option", () => {
        assert.equal(parseOptions(["--help", "--port", "0"]), "help");
        const listed = [...help.matchAll(/^ {2}--([\w-]+)/gm)].map(([, name]) => name);
        for (const name of listed.filter((each) => each !== "help")) {
            const values = { port: "1", "max-concurrency": "1", env: "A=1", "env-file": file, "pass-env": "PATH" };
            const value = { ...values, log: "json", page: "off", aws: "http://127.0.0.1:4566", jwks }[name ?? ""];
            const flags = ["allow-cross-site", "no-limits", "no-stream-limit", "print-event", "verbose"];
            const flag = flags.includes(name ?? "");
            assert.doesNotThrow(() =>
                parseOptions([
                    flag || name === "inspect" ? `--${name}` : `--${name}=${value ?? "x"}`,
                    ...(name === "function" ? ["--event=x"] : []),
                ]),
            );
        }
        assert.equal(listed.length, 23);
    });

    for (const [args, expected] of [
        [["--stack", "prod"], { stack: "prod" }],
        [["--api", "shop"], { api: "shop" }],
        [["--host=::1", "--port=0"], { host: "::1", port: 0 }],
        [["--env", "A=1", "--env", "B=x=y", "--env", "C="], { environment: { A: "1", B: "x=y", C: "" } }],
        [["--api-key", "k", "--api-key", "l"], { apiKeys: ["k", "l"] }],
        [["--allowed-host", "API.test"], { allowedHosts: ["api.test"] }],
        [["--allow-cross-site"], { allowCrossSite: true }],
        [["--max-concurrency", "1000"], { maxConcurrency: 1000 }],
        [["--inspect"], { inspectPort: 9229 }],
        [["--inspect=9300"], { inspectPort: 9300 }],
        [["--event", "-"], { event: "-" }],
        [["--page", "0"], { page: 0 }],
        [["--page=3005"], { page: 3005 }],
        [["--page", "off"], { page: "off" }],
        [["--log", "pretty"], { log: "pretty" }],
        [["--log=json"], { log: "json" }],
        [["--log=aws"], { log: "aws" }],
        [["--print-event", "--verbose"], { printEvent: true, verbose: true }],
        [["--pass-env", "PATH"], { passedEnv: { PATH: process.env.PATH } }],
    ] as const) {
        it(`reads ${args.join(" ")}`, () => {
            assert.deepEqual(parseOptions([...args]), { ...defaults, ...expected });
        });
    }

    it("reads variables from a file, and those given one by one over them", () => {
        assert.deepEqual(parseOptions(["--env", "ONE=2", "--env-file", file]), {
            ...defaults,
            envFiles: [file],
            environment: { ONE: "2", TWO: "two words", THREE: "a\nb" },
        });
    });

    it("reads a file without the mark of the byte order at its head", () => {
        writeFileSync(join(folder, "mark.env"), "\uFEFFFIRST=1\nSECOND=2\n");
        assert.deepEqual(parsed(["--env-file", join(folder, "mark.env")]).environment, { FIRST: "1", SECOND: "2" });
    });

    it("reads files anew each time somebody asks", () => {
        const changing = join(folder, "changing.env");
        writeFileSync(changing, "A=1\n");
        const options = parsed(["--env-file", changing]);
        writeFileSync(changing, "A=2\n");
        assert.deepEqual(options.environment, { A: "2" });
    });

    it("reads .env of the folder first, without being asked", () => {
        const before = process.cwd();
        writeFileSync(join(folder, ".env"), "\uFEFFONE=own\nOWN=1\n");
        process.chdir(folder);
        try {
            assert.deepEqual(parsed([]).environment, { ONE: "own", OWN: "1" });
            assert.equal(parsed(["--env-file", file]).environment.ONE, "1");
        } finally {
            process.chdir(before);
        }
    });

    for (const [args, sentence] of [
        [["--prot", "1"], "Unknown option '--prot'; npm start -- --help lists the options"],
        [["dev"], "Unexpected argument 'dev'; npm start -- --help lists the options"],
        [["--stack"], "Option '--stack <value>' argument missing; npm start -- --help lists the options"],
        [["--verbose=1"], "Option '--verbose' does not take an argument; npm start -- --help lists the options"],
        [["--port", "-1"], "Option '--port' argument is ambiguous; npm start -- --help lists the options"],
        [["--port", "http"], '--port: "http" must be a whole number from 0 to 65535'],
        [["--port", "65536"], '--port: "65536" must be a whole number from 0 to 65535'],
        [["--port", "1e3"], '--port: "1e3" must be a whole number from 0 to 65535'],
        [["--port="], '--port: "" must be a whole number from 0 to 65535'],
        [["--host="], '--host: "" must not be empty'],
        [["--stack="], '--stack: "" must not be empty'],
        [["--max-concurrency", "0"], '--max-concurrency: "0" must be a whole number from 1 to 1000'],
        [["--inspect=0"], '--inspect: "0" must be a whole number from 1 to 65535'],
        [["--env", "NAME"], '--env: "NAME" must be NAME=VALUE'],
        [["--env", "=x"], '--env: "=x" must be NAME=VALUE'],
        [["--env-file", "/none"], "--env-file: /none cannot be read (ENOENT)"],
        [["--env-file", "/"], "--env-file: / cannot be read (EISDIR)"],
        [["--page", "on"], '--page: "on" must be off or a whole number from 0 to 65535'],
        [["--page", "65536"], '--page: "65536" must be a whole number from 0 to 65535'],
        [["--page="], '--page: "" must be off or a whole number from 0 to 65535'],
        [["--log", "Json"], '--log: "Json" must be one of pretty, json, aws'],
        [["--log="], '--log: "" must be one of pretty, json, aws'],
        [["--pass-env", "NO_SUCH_NAME"], "--pass-env: NO_SUCH_NAME is not set in this shell"],
    ] as const) {
        it(`refuses ${args.join(" ")}`, () => {
            assert.throws(() => parseOptions([...args]), { message: sentence });
        });
    }

    it("--jwks reads a set of keys, and refuses what is none", () => {
        assert.deepEqual(parseOptions(["--jwks", jwks]), { ...defaults, jwks: { keys: [{ kid: "a" }] } });
        const rule = 'must be JSON of the form {"keys": [...]}, as a user pool has at /.well-known/jwks.json';
        assert.throws(() => parseOptions(["--jwks", file]), new Error(`--jwks: ${file} ${rule}`));
        assert.throws(() => parseOptions(["--jwks", "/no"]), new Error("--jwks: /no cannot be read (ENOENT)"));
    });

    it("--function chooses whom --event invokes, and means nothing alone", () => {
        assert.deepEqual(parseOptions(["--event", "x", "--function", "f"]), {
            ...defaults,
            event: "x",
            functionName: "f",
        });
        const sentence = "--function: chooses whom --event invokes, and there is no --event";
        assert.throws(() => parseOptions(["--function", "f"]), new Error(sentence));
    });
});
