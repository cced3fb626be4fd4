import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import fc from "fast-check";
import { handler } from "../handler";
import { bundle } from "../infra/bundle";
import { proxyEvent } from "./event";
import { projectDir } from "./program";
import { folderOf } from "./program-copy";

const nameRule = "it must be a string of 1 to 100 Unicode characters without control characters";
const typeRule = "a body must be application/json or another +json type";

describe("handler", () => {
    describe("without input", () => {
        it("answers 200 with the 13 bytes of Hello, World!", async () => {
            const result = await handler(proxyEvent());
            assert.deepEqual(result, {
                statusCode: 200,
                headers: { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" },
                body: "Hello, World!",
            });
            assert.equal(Buffer.byteLength(result.body), 13);
        });

        const routes = ["/lambda", "/hello/{name}", "/{proxy+}", "/"];
        for (const httpMethod of ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"])
            it(`greets the world for ${httpMethod} on every route`, async () => {
                for (const resource of routes)
                    assert.deepEqual(await answer({ httpMethod, resource }), greeting("World"));
            });

        it("ignores path variables and query parameters of other names", async () => {
            const result = await answer({ pathParameters: { proxy: "%ZZ" }, ...query("Name", "Ada", "Bob") });
            assert.deepEqual(result, greeting("World"));
        });

        it("takes an empty body for no body, whatever its type", async () => {
            for (const contentType of ["application/json", "text/plain"])
                assert.deepEqual(await answer(body("", contentType)), greeting("World"));
        });

        it("accepts the null headers of the console's test feature", async () => {
            assert.deepEqual(await answer(withoutHeaders), greeting("World"));
        });
    });

    describe("with a name in the path", () => {
        it("greets it", async () => {
            assert.deepEqual(await answer(path("Ada")), greeting("Ada"));
        });

        it("decodes percent-encoding and leaves a plus as it is", async () => {
            assert.deepEqual(await answer(path("Zo%C3%AB%20%2F%20%F0%9F%A6%8A+1")), greeting("Zoë / 🦊+1"));
        });

        it("answers 400 when it is not percent-encoded UTF-8", async () => {
            for (const raw of ["%ZZ", "%", "Ada%2", "%FF", "%C0%AF"]) {
                const message = `path.name is "${raw}": it must be percent-encoded UTF-8`;
                assert.deepEqual(await answer(path(raw)), refusal(400, ["path.name", message]));
            }
        });

        it("answers 400 when it is empty once decoded", async () => {
            assert.deepEqual(await answer(path("%20")), refusal(400, ["path.name", `path.name is " ": ${nameRule}`]));
            assert.deepEqual(await answer(path("")), refusal(400, ["path.name", `path.name is "": ${nameRule}`]));
        });
    });

    describe("with a name in the query string", () => {
        it("greets it as it came, already decoded", async () => {
            assert.deepEqual(await answer(query("name", "100%25 Ada+")), greeting("100%25 Ada+"));
        });

        it("greets a name that is repeated", async () => {
            assert.deepEqual(await answer(query("name", "Ada", "Ada", " Ada ")), greeting("Ada"));
        });

        it("answers 400 when it is repeated with different values", async () => {
            assert.deepEqual(
                await answer(query("name", "Ada", "Bob", "Ada", "Cy")),
                refusal(
                    400,
                    ["query.name", 'query.name is "Bob": it must agree with query.name "Ada"'],
                    ["query.name", 'query.name is "Cy": it must agree with query.name "Ada"'],
                ),
            );
        });

        it("answers 400 when it is empty, once for every distinct value", async () => {
            assert.deepEqual(
                await answer(query("name", "", "")),
                refusal(400, ["query.name", `query.name is "": ${nameRule}`]),
            );
        });

        it("reads either map of an event that has only one", async () => {
            assert.deepEqual(await answer({ queryStringParameters: { name: "Ada" } }), greeting("Ada"));
            assert.deepEqual(await answer({ multiValueQueryStringParameters: { name: ["Ada"] } }), greeting("Ada"));
        });
    });

    describe("with a JSON body", () => {
        it("greets its name", async () => {
            assert.deepEqual(await answer(body('{"name": "Ada"}')), greeting("Ada"));
        });

        it("accepts every spelling of a JSON media type and of the header's name", async () => {
            for (const type of [
                "application/json",
                "APPLICATION/Json",
                "application/json; charset=utf-8",
                "application/json ;charset=utf-8",
                "application/merge-patch+json",
                "application/vnd.example.v1+json;q=1",
                "model/gltf+json",
            ])
                for (const name of ["Content-Type", "content-type", "CONTENT-TYPE"]) {
                    const headers = { Accept: "text/html", [name]: type };
                    assert.deepEqual(await answer({ headers, body: '{"name":"Ada"}' }), greeting("Ada"));
                }
        });

        it("answers 415 when the media type is not JSON, and leaves the body unread", async () => {
            for (const type of [
                "",
                "text/plain",
                "text/plain; application/json",
                "application/x-www-form-urlencoded",
                "application/jsonp",
                "application/json5",
                "application/json-seq",
                "application/json+xml",
                "application/xml;a+json",
                "application/x y+json",
                "a b/c+json",
                "a;b/c+json",
                "/a+json",
                "application/a/b+json",
                "x-application/json",
                "application/+json",
                "+json",
            ]) {
                const message = `header.Content-Type is "${type}": ${typeRule}`;
                const expected = refusal(415, ["header.Content-Type", message]);
                assert.deepEqual(await answer(body('{"name":"Ada"}', type)), expected, type);
                assert.deepEqual(await answer(body("{", type)), expected, type);
            }
        });

        it("answers 415 when the media type is missing", async () => {
            const expected = refusal(415, ["header.Content-Type", `header.Content-Type is missing: ${typeRule}`]);
            assert.deepEqual(await answer({ body: '{"name":"Ada"}' }), expected);
            assert.deepEqual(await answer({ ...withoutHeaders, body: '{"name":"Ada"}' }), expected);
        });

        it("decodes base64", async () => {
            for (const text of ['{"name":"Zoë 🦊"}', '\u{FEFF}{"name":"Zoë 🦊"}'])
                assert.deepEqual(await answer(base64(Buffer.from(text))), greeting("Zoë 🦊"));
        });

        it("answers 400 when its bytes are not UTF-8", async () => {
            assert.deepEqual(
                await answer(base64(Buffer.from('{"name":"Zoë"}', "latin1"))),
                refusal(400, ["body", String.raw`body is "{\"name\":\"Zo�\"}": it must be JSON in UTF-8`]),
            );
        });

        it("answers 400 when it is not JSON", async () => {
            for (const text of ["{", " ", "name=Ada", "{'name':'Ada'}", '{"name":"Ada"}}', '{"name":"A\u0000"}']) {
                const message = `body is ${JSON.stringify(text)}: it must be JSON in UTF-8`;
                assert.deepEqual(await answer(body(text)), refusal(400, ["body", message]));
            }
        });

        it("answers 400 when it is not an object", async () => {
            for (const [text, shown] of [
                ["null", "null"],
                ["true", "true"],
                ["42", "42"],
                ['"Ada"', '"Ada"'],
                ['["Ada"]', "an array"],
                ['[{"name":"Ada"}]', "an array"],
            ] as const)
                assert.deepEqual(
                    await answer(body(text)),
                    refusal(400, ["body", `body is ${shown}: it must be a JSON object`]),
                );
        });

        it("answers 400 when the name is missing", async () => {
            assert.deepEqual(await answer(body("{}")), refusal(400, ["body.name", "body.name is required"]));
        });

        it("requires the name even where another source gives it", async () => {
            assert.deepEqual(
                await answer({ ...path("Ada"), ...query("name", "Ada"), ...body("{}") }),
                refusal(400, ["body.name", "body.name is required"]),
            );
        });

        it("answers 400 when the name is not a string", async () => {
            for (const [json, shown] of [
                ["null", "null"],
                ["false", "false"],
                ["0", "0"],
                ["1e999", "Infinity"],
                ['{"a":1}', "an object"],
                ['["Ada"]', "an array"],
            ] as const)
                assert.deepEqual(
                    await answer(body(`{"name":${json}}`)),
                    refusal(400, ["body.name", `body.name is ${shown}: ${nameRule}`]),
                );
        });

        it("names every unknown property with its value", async () => {
            assert.deepEqual(
                await answer(body('{"Name":"Ada","age":36,"":null}')),
                refusal(
                    400,
                    ["body.name", "body.name is required"],
                    ["body.Name", 'body.Name is "Ada": a body has no property but name'],
                    ["body.age", "body.age is 36: a body has no property but name"],
                    ["body.", "body. is null: a body has no property but name"],
                ),
            );
        });

        it("takes the names of Object.prototype for unknown properties", async () => {
            for (const key of ["__proto__", "constructor", "toString", "hasOwnProperty"])
                assert.deepEqual(
                    await answer(body(`{"name":"Ada","${key}":{"name":"Bob"},"${key}":1}`)),
                    refusal(400, [`body.${key}`, `body.${key} is 1: a body has no property but name`]),
                );
            assert.deepEqual(
                await answer(body('{"__proto__":{"name":"Bob"}}')),
                refusal(
                    400,
                    ["body.name", "body.name is required"],
                    ["body.__proto__", "body.__proto__ is an object: a body has no property but name"],
                ),
            );
        });

        it("keeps the answer short for a body full of unknown properties, or for one of long names", async () => {
            const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key${i}`, i]));
            const firstTen = Array.from({ length: 10 }, (_, i): [string, string] => [
                `body.key${i}`,
                `body.key${i} is ${i}: a body has no property but name`,
            ]);
            const long = `body.${"k".repeat(39)}…`;
            assert.deepEqual(await answer(body(JSON.stringify({ ...many, name: "Ada" }))), refusal(400, ...firstTen));
            assert.deepEqual(
                await answer(body(JSON.stringify({ name: "Ada", ["k".repeat(1000)]: "v".repeat(1000) }))),
                refusal(400, [long, `${long} is "${"v".repeat(39)}…": a body has no property but name`]),
            );
        });

        it("survives any depth of nesting", async () => {
            const deep = "[".repeat(500_000) + "]".repeat(500_000);
            assert.deepEqual(
                await answer(body(`{"name":${deep}}`)),
                refusal(400, ["body.name", `body.name is an array: ${nameRule}`]),
            );
        });
    });

    describe("with a name from any source", () => {
        const sources = {
            "path.name": (name: string) => path(encodeURIComponent(name)),
            "query.name": (name: string) => query("name", name),
            "body.name": (name: string) => body(JSON.stringify({ name })),
        };

        for (const [source, give] of Object.entries(sources)) {
            it(`trims ${source}`, async () => {
                assert.deepEqual(await answer(give("\t Ada Lovelace \r\n")), greeting("Ada Lovelace"));
            });

            it(`counts ${source} in characters: 100 are allowed after trimming`, async () => {
                for (const name of ["a", "a".repeat(100), "🦊".repeat(100)])
                    assert.deepEqual(await answer(give(` ${name} `)), greeting(name));
            });

            it(`answers 400 when ${source} has 101 characters, and shortens it`, async () => {
                for (const character of ["a", "🦊"])
                    assert.deepEqual(
                        await answer(give(character.repeat(101))),
                        refusal(400, [source, `${source} is "${character.repeat(39)}…": ${nameRule}`]),
                    );
            });

            it(`answers 400 when ${source} has a control character inside`, async () => {
                for (const [character, shown] of [
                    ["\u0000", "\\u0000"],
                    ["\n", "\\n"],
                    ["\u001f", "\\u001f"],
                    ["\u007f", "\u007f"],
                    ["\u009f", "\u009f"],
                ] as const)
                    assert.deepEqual(
                        await answer(give(`A${character}b`)),
                        refusal(400, [source, `${source} is "A${shown}b": ${nameRule}`]),
                    );
            });

            it(`answers 400 when ${source} is white space only`, async () => {
                assert.deepEqual(
                    await answer(give(" \u00a0")),
                    refusal(400, [source, `${source} is " \u00a0": ${nameRule}`]),
                );
            });
        }

        it("answers 400 when the name has a lone surrogate, which no UTF-8 can repeat", async () => {
            for (const spelling of ["\\ud800", "\\udc00", "\\udc00\\ud800"])
                assert.deepEqual(
                    await answer(body(`{"name":"A${spelling}"}`)),
                    refusal(400, ["body.name", `body.name is "A${spelling}": ${nameRule}`]),
                );
        });

        it("shows a value of 40 characters whole, and of a longer one 39, over line ends too", async () => {
            const shown = async (json: string) => JSON.parse((await answer(body(json))).body).errors[0].message;
            const a = (count: number) => "a".repeat(count);
            for (const [text, expected] of [
                [`\n${a(39)}`, `\\n${a(39)}`],
                [`\n${a(40)}`, `\\n${a(38)}…`],
                [`\n${a(80)}\n`, `\\n${a(38)}…`],
            ] as const)
                assert.equal(await shown(JSON.stringify(text)), `body is "${expected}": it must be a JSON object`);
        });
    });

    describe("with several sources", () => {
        it("greets the name they agree on after trimming", async () => {
            const sources = { ...path("%20Ada"), ...query("name", "Ada "), ...body('{"name":"Ada"}') };
            assert.deepEqual(await answer(sources), greeting("Ada"));
        });

        it("answers 400 when they disagree, with one entry for each that differs from the first", async () => {
            assert.deepEqual(
                await answer({ ...path("Ada"), ...query("name", "Bob"), ...body('{"name":"ada"}') }),
                refusal(
                    400,
                    ["query.name", 'query.name is "Bob": it must agree with path.name "Ada"'],
                    ["body.name", 'body.name is "ada": it must agree with path.name "Ada"'],
                ),
            );
            assert.deepEqual(
                await answer({ ...query("name", "Bob"), ...body('{"name":"Ada"}') }),
                refusal(400, ["body.name", 'body.name is "Ada": it must agree with query.name "Bob"']),
            );
        });

        it("lists all that is wrong at once, and does not hold a good name against a bad one", async () => {
            const result = await answer({
                ...path("%ZZ"),
                ...query("name", "", "Ada"),
                ...body('{"name":"Bob","age":36}'),
            });
            assert.deepEqual(
                result,
                refusal(
                    400,
                    ["path.name", 'path.name is "%ZZ": it must be percent-encoded UTF-8'],
                    ["query.name", `query.name is "": ${nameRule}`],
                    ["body.age", "body.age is 36: a body has no property but name"],
                    ["body.name", 'body.name is "Bob": it must agree with query.name "Ada"'],
                ),
            );
        });

        it("answers 415 rather than 400 when the body could not be read", async () => {
            assert.deepEqual(
                await answer({ ...query("name", ""), ...body("{}", "text/plain") }),
                refusal(
                    415,
                    ["query.name", `query.name is "": ${nameRule}`],
                    ["header.Content-Type", `header.Content-Type is "text/plain": ${typeRule}`],
                ),
            );
        });
    });

    it("describes problems as RFC 9457 does", async () => {
        assert.deepEqual(await answer(body("{}")), {
            statusCode: 400,
            headers: { "Content-Type": "application/problem+json", "X-Content-Type-Options": "nosniff" },
            body:
                '{"type":"about:blank","title":"Bad Request","status":400,"detail":"body.name is required",' +
                '"errors":[{"source":"body.name","message":"body.name is required"}]}',
        });
    });

    it("leaves unexpected errors to the runtime", async () => {
        const fault = new Error("no such event");
        const event = Object.defineProperty(proxyEvent(), "body", {
            get: () => {
                throw fault;
            },
        });
        await assert.rejects(handler(event), fault);
    });

    it("answers every event with 200, 400 or 415 in the shape of a proxy result", async () => {
        await fc.assert(
            fc.asyncProperty(anyEvent(), async (event) => {
                const result = await answer(event);
                if (result.statusCode === 200) {
                    const name = /^Hello, (.+)!$/su.exec(result.body)?.[1];
                    assert.deepEqual(result, greeting(String(name)));
                    assert.match(String(name), /^[^\p{Cc}\p{Cs}]{1,100}$/u);
                } else {
                    const { errors } = JSON.parse(result.body) as { errors: { source: string; message: string }[] };
                    const pairs = errors.map(({ source, message }): [string, string] => [source, message]);
                    const status = pairs.some(([source]) => source === "header.Content-Type") ? 415 : 400;
                    assert.deepEqual(result, refusal(status, ...pairs));
                    assert.notDeepEqual(errors, []);
                    for (const { source, message } of errors) assert.ok(message.startsWith(`${source} is `), message);
                }
            }),
            { numRuns: 1000 },
        );
    });
});

describe("handler/", () => {
    it("bundles to less than 10 KB of JavaScript", () => {
        const size = Buffer.byteLength(String(bundle(projectDir)["index.js"]));
        assert.ok(size > 500 && size < 10_000, `${size} bytes`);
    });

    it("answers when it is bundled as when it is not", async () => {
        const bundled = createRequire(__filename)(join(folderOf(bundle(projectDir)), "index.js"));
        const event = proxyEvent({ queryStringParameters: { name: "Ada" } });
        assert.deepEqual(await bundled.handler(event), await handler(event));
    });
});

const withoutHeaders = { headers: null, multiValueHeaders: null } as unknown as Partial<APIGatewayProxyEvent>;

function answer(overrides: Partial<APIGatewayProxyEvent>): Promise<APIGatewayProxyResult> {
    return handler(proxyEvent(overrides));
}

function path(name: string): Partial<APIGatewayProxyEvent> {
    return { pathParameters: { name } };
}

function query(name: string, ...values: string[]): Partial<APIGatewayProxyEvent> {
    return {
        queryStringParameters: { [name]: values.at(-1) },
        multiValueQueryStringParameters: { [name]: values },
    };
}

function body(text: string, contentType = "application/json"): Partial<APIGatewayProxyEvent> {
    return {
        headers: { "Content-Type": contentType },
        multiValueHeaders: { "Content-Type": [contentType] },
        body: text,
    };
}

function base64(bytes: Buffer): Partial<APIGatewayProxyEvent> {
    return { ...body(bytes.toString("base64")), isBase64Encoded: true };
}

function greeting(name: string): APIGatewayProxyResult {
    return {
        statusCode: 200,
        headers: { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" },
        body: `Hello, ${name}!`,
    };
}

function refusal(status: 400 | 415, ...problems: [source: string, message: string][]): APIGatewayProxyResult {
    return {
        statusCode: status,
        headers: { "Content-Type": "application/problem+json", "X-Content-Type-Options": "nosniff" },
        body: JSON.stringify({
            type: "about:blank",
            title: status === 415 ? "Unsupported Media Type" : "Bad Request",
            status,
            detail: problems.map(([, message]) => message).join("; "),
            errors: problems.map(([source, message]) => ({ source, message })),
        }),
    };
}

function anyEvent(): fc.Arbitrary<Partial<APIGatewayProxyEvent>> {
    const text = fc.oneof(fc.constantFrom("Ada", " Ada", "Bob", "", "%ZZ"), fc.string({ unit: "binary" }));
    const key = fc.oneof(fc.constantFrom("name", "__proto__", "toString"), fc.string({ unit: "binary" }));
    const json = fc.oneof(
        fc.record({ name: text }),
        fc.dictionary(key, fc.oneof(text, fc.jsonValue()), { noNullPrototype: false }),
        fc.jsonValue(),
    );
    const input = fc.record({
        path: fc.option(text),
        query: fc.option(fc.array(text, { minLength: 1 })),
        body: fc.option(
            fc.oneof(
                json.map((value) => JSON.stringify(value)),
                text,
            ),
        ),
        contentType: fc.oneof(fc.constant("application/json"), fc.constantFrom("a/b+json", "text/plain", null), text),
        isBase64Encoded: fc.boolean(),
    });
    return input.map(({ path: raw, query: values, body: content, contentType, isBase64Encoded }) => ({
        ...(raw === null ? {} : path(raw)),
        ...(values === null ? {} : query("name", ...values)),
        ...(content === null ? {} : { body: isBase64Encoded ? Buffer.from(content).toString("base64") : content }),
        ...(contentType === null ? {} : { headers: { "content-type": contentType } }),
        isBase64Encoded,
    }));
}
