import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Evaluation } from "api-gateway-local/testing";
import { proxyEvent } from "./event";
import { program, projectDir } from "./program";
import { folderOf } from "./program-copy";
import { called, inputs, inventory, output, resource } from "./resources";

const app = "https://app.example.com";
const other = "https://admin.example.com";
const handlers = { authorize: "export const handler = 1;\n" };

describe("corsOrigins", () => {
    it("register nothing and say nothing to functions while they are empty", async () => {
        const [evaluation, plain] = [await program({ cors: { credentials: true } }), await program()];
        assert.deepEqual(inventory(evaluation), inventory(plain));
        assert.deepEqual(inputs(evaluation, "Function function"), inputs(plain, "Function function"));
        assert.equal("CORS" in Object(Object(inputs(plain, "Function function").environment).variables), false);
    });

    // Where a request finds OPTIONS: R3 matches a path and a method together.
    const places: [what: string, routes: Record<string, object>, preflights: string[]][] = [
        ["/ and all the rest", { "POST /lambda": {}, "GET /a/{id}": {} }, ["OPTIONS /", "OPTIONS /{+}"]],
        [
            "a path that ANY would take, for which there may be an authorizer",
            { "ANY /a/{id}": { authorizer: "users" }, "GET /b": {} },
            ["OPTIONS /", "OPTIONS /a/{}", "OPTIONS /{+}"],
        ],
        [
            "each path where a variable stands below the root",
            { "GET /{id}": {}, "GET /a/b": {} },
            ["OPTIONS /", "OPTIONS /a", "OPTIONS /a/b", "OPTIONS /{}"],
        ],
        ["the greedy variable that is there", { "ANY /": {}, "ANY /{path+}": {} }, ["OPTIONS /", "OPTIONS /{+}"]],
        [
            "no path that has OPTIONS of its own",
            { "OPTIONS /": {}, "ANY /a": {}, "OPTIONS /a": {}, "OPTIONS /{proxy+}": {} },
            [],
        ],
    ];
    for (const [what, routes, expected] of places)
        it(`answer preflights on ${what}`, async () => {
            const authorizers = { users: { type: "TOKEN", function: "authorize" } };
            const evaluation = await program({ routes, authorizers, handlers, corsOrigins: [app] });
            const mocks = inventory(evaluation).filter(
                (name) => name.startsWith("Integration ") && inputs(evaluation, name).type === "MOCK",
            );
            assert.deepEqual(mocks, expected.map((key) => `Integration ${key}`).sort());
            for (const key of expected) {
                const { authorization, apiKeyRequired } = inputs(evaluation, `Method ${key}`);
                assert.deepEqual([authorization, apiKeyRequired], ["NONE", false]);
            }
            assert.equal(
                inventory(evaluation).filter((name) => name.startsWith("Resource /{")).length <= 1,
                true,
                "API Gateway allows one variable at one place",
            );
        });

    it("answer them without a function where there is one origin", async () => {
        const cors = { methods: ["POST"], headers: ["X-A", "X-B"], credentials: true, maxAge: 600 };
        const evaluation = await program({ cors, corsOrigins: [app] });
        const values = {
            "Access-Control-Allow-Origin": app,
            Vary: "Origin",
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "X-A,X-B",
            "Access-Control-Max-Age": "600",
        };
        const place = {
            restApi: output(evaluation, "RestApi api", "id"),
            resourceId: output(evaluation, "RestApi api", "rootResourceId"),
            httpMethod: "OPTIONS",
        };
        const headers = (value: (text: string) => unknown) =>
            Object.fromEntries(
                Object.entries(values).map(([name, text]) => [`method.response.header.${name}`, value(text)]),
            );
        assert.deepEqual(inputs(evaluation, "Integration OPTIONS /"), {
            ...place,
            type: "MOCK",
            passthroughBehavior: "WHEN_NO_MATCH",
            requestTemplates: { "application/json": '{"statusCode": 204}' },
        });
        assert.deepEqual(inputs(evaluation, "MethodResponse OPTIONS /"), {
            ...place,
            statusCode: "204",
            responseParameters: headers(() => true),
        });
        assert.deepEqual(inputs(evaluation, "IntegrationResponse OPTIONS /"), {
            ...place,
            statusCode: "204",
            responseParameters: headers((text) => `'${text}'`),
        });
        assert.deepEqual(resource(evaluation, "IntegrationResponse OPTIONS /").dependsOn.map(called), [
            "Integration OPTIONS /",
        ]);
    });

    it("allow the methods of the routes unless others are given", async () => {
        const allowed = async (routes: Record<string, object>) => {
            const sent = inputs(await program({ routes, corsOrigins: ["*"] }), "IntegrationResponse OPTIONS /");
            return Object(sent.responseParameters)["method.response.header.Access-Control-Allow-Methods"];
        };
        assert.equal(await allowed({ "POST /a": {}, "GET /a": {}, "GET /b": {} }), "'GET,POST'");
        assert.equal(await allowed({ "ANY /a": {} }), "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'");
    });

    it("leave preflights to the function where it has to choose among several", async () => {
        const evaluation = await program({ corsOrigins: [app, other] });
        const { type, uri, credentials } = inputs(evaluation, "Integration OPTIONS /{+}");
        assert.deepEqual(
            [type, uri, credentials],
            [
                "AWS_PROXY",
                output(evaluation, "Function function", "invokeArn"),
                output(evaluation, "Role gateway", "arn"),
            ],
        );
        assert.deepEqual(
            inventory(evaluation).filter((name) => name.startsWith("MethodResponse ")),
            [],
        );
    });

    it("convert to text where every body counts as binary: a MOCK integration could not be read (MK5)", async () => {
        const evaluation = await program({ corsOrigins: [app], binaryMediaTypes: ["*/*"] });
        assert.equal(inputs(evaluation, "Integration OPTIONS /").contentHandling, "CONVERT_TO_TEXT");
    });

    const header = "gatewayresponse.header.";
    const errors: [what: string, overrides: Record<string, unknown>, parameters: Record<string, string> | undefined][] =
        [
            ["every origin", { corsOrigins: ["*"] }, { [`${header}Access-Control-Allow-Origin`]: "'*'" }],
            [
                "one origin, with credentials",
                { corsOrigins: [app], cors: { credentials: true } },
                {
                    [`${header}Access-Control-Allow-Origin`]: `'${app}'`,
                    [`${header}Vary`]: "'Origin'",
                    [`${header}Access-Control-Allow-Credentials`]: "'true'",
                },
            ],
            [
                "several origins: whoever asks",
                { corsOrigins: [app, other] },
                {
                    [`${header}Access-Control-Allow-Origin`]: "method.request.header.Origin",
                    [`${header}Vary`]: "'Origin'",
                },
            ],
            [
                "several origins with credentials: nobody",
                { corsOrigins: [app, other], cors: { credentials: true } },
                undefined,
            ],
        ];
    for (const [what, overrides, responseParameters] of errors)
        it(`open API Gateway's own errors to ${what}`, async () => {
            const evaluation = await program(overrides);
            const types = ["DEFAULT_4XX", "DEFAULT_5XX"];
            const found = inventory(evaluation).filter((name) => name.startsWith("Response "));
            assert.deepEqual(found, responseParameters ? types.map((type) => `Response ${type}`) : []);
            for (const responseType of responseParameters ? types : [])
                assert.deepEqual(inputs(evaluation, `Response ${responseType}`), {
                    restApiId: output(evaluation, "RestApi api", "id"),
                    responseType,
                    responseParameters,
                });
        });

    it("and what they register are part of the deployment, and of the routes that the next update compares", async () => {
        const evaluation = await program({ corsOrigins: [app] });
        const { dependsOn } = resource(evaluation, "Deployment deployment");
        const all = dependsOn.map(called);
        for (const name of ["Response DEFAULT_4XX", "IntegrationResponse OPTIONS /", "MethodResponse OPTIONS /{+}"])
            assert.ok(all.includes(name), name);
        assert.deepEqual(Object.keys(Object(evaluation.outputs.routes)), [
            "POST /lambda",
            "OPTIONS /",
            "OPTIONS /{proxy+}",
        ]);
        const off = await program({}, { previousOutputs: { routes: evaluation.outputs.routes } });
        assert.match(off.warnings.join(), /OPTIONS \/, OPTIONS \/\{proxy\+\}: removed, but served/);
    });

    it("refuse every origin beside credentials", async () => {
        await assert.rejects(program({ corsOrigins: ["*"], cors: { credentials: true } }), {
            message:
                'corsOrigins: "*" beside cors.credentials of routes.ts; browsers refuse the two together, so name the origins',
        });
        await assert.rejects(program({ cors: { origins: ["*"], maxAge: -1 } }), {
            message: [
                "cors.maxAge: -1 must be a whole number from 0 to 86400",
                'cors.origins: "origins" is no setting of cors; known are methods, headers, credentials, maxAge',
            ].join("\n"),
        });
    });
});

describe("handler/cors.ts", () => {
    const wrapped = `
        import { cors } from "./cors";
        export const handler = cors(async () => ({ statusCode: 200, body: "" }));
    `;
    const handlers = () => ({ index: wrapped, cors: readFileSync(join(projectDir, "handler/cors.ts"), "utf8") });
    const asked = (origin: string, more: Record<string, string> = {}) => ({ headers: { origin, ...more } });
    const allowed = (answer: { headers?: Record<string, unknown> }) => answer.headers?.["Access-Control-Allow-Origin"];

    it("marks the answers of what it wraps for the one origin, whoever asks", async () => {
        const evaluation = await program({ corsOrigins: [app], handlers: handlers() });
        for (const origin of [app, "https://evil.example"]) {
            const answer = answered(evaluation, { ...proxyEvent(), ...asked(origin) });
            assert.deepEqual([answer.statusCode, allowed(answer), answer.headers.Vary], [200, app, "Origin"]);
        }
    });

    it("chooses among several, and marks nothing for others", async () => {
        const evaluation = await program({
            corsOrigins: [app, other],
            cors: { credentials: true },
            handlers: handlers(),
        });
        const answer = (origin: string) => answered(evaluation, { ...proxyEvent(), ...asked(origin) });
        assert.deepEqual(
            [allowed(answer(other)), answer(other).headers["Access-Control-Allow-Credentials"]],
            [other, "true"],
        );
        assert.deepEqual(
            [allowed(answer("https://evil.example")), answer("https://evil.example").headers.Vary],
            [undefined, "Origin"],
        );
    });

    it("answers preflights that reach it", async () => {
        const evaluation = await program({
            corsOrigins: [app, other],
            cors: { maxAge: 5, headers: ["X-A"] },
            handlers: handlers(),
        });
        const ask = asked(other, { "access-control-request-method": "POST" });
        assert.deepEqual(answered(evaluation, { ...proxyEvent({ httpMethod: "OPTIONS" }), ...ask }), {
            statusCode: 204,
            headers: {
                "Access-Control-Allow-Origin": other,
                Vary: "Origin",
                "Access-Control-Allow-Methods": "POST",
                "Access-Control-Allow-Headers": "X-A",
                "Access-Control-Max-Age": "5",
            },
            body: "",
        });
    });
});

/** What the function's code answers to an event with the variables it is given, in a process of its own. */
function answered(evaluation: Evaluation, event: object) {
    const { code, environment } = inputs(evaluation, "Function function");
    const folder = folderOf(code as Record<string, string>);
    const script = `require("./index.js").handler(${JSON.stringify(event)}).then((r) => console.log(JSON.stringify(r)))`;
    const env = { PATH: process.env.PATH, ...Object(environment).variables };
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: folder, env, encoding: "utf8" });
    assert.equal(stderr, "");
    return JSON.parse(stdout);
}
