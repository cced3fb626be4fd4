import assert from "node:assert/strict";
import { gatewayResponse } from "../../src/gateway/gateway-response";
import type { RequestRecord } from "../../src/gateway/request-record";
import { createRequestValidator } from "../../src/gateway/request-validator";
import type { RequestValidation } from "../../src/program/request-validation";
import { method, restApi } from "../served-api";
import { head } from "./deployed";

const draft4 = { $schema: "http://json-schema.org/draft-04/schema#" };
const models = {
    Pet: { ...draft4, type: "object", properties: { price: { type: "number", minimum: 25 } }, required: ["price"] },
    Pets: { type: "array", items: { $ref: "https://apigateway.amazonaws.com/restapis/any-id/models/Pet" } },
    Old: { ...draft4, type: "number", maximum: 10, exclusiveMaximum: true },
    Local: { definitions: { id: { type: "integer" } }, properties: { id: { $ref: "#/definitions/id" } } },
    Deep: { type: "array", items: { $ref: "#" } },
    Endless: { allOf: [{ $ref: "#" }] },
    Newer: { $schema: "https://json-schema.org/draft/2020-12/schema", $id: "x", type: "object" },
    Lost: { $ref: "https://apigateway.amazonaws.com/restapis/any-id/models/None" },
    Escapes: { type: "string", pattern: "^\\d{3}\\-\\d{4}\\@[\\w-.]+$" },
    Keys: { patternProperties: { "^x\\-": { type: "string" } }, additionalProperties: false },
    Cents: { multipleOf: 0.01 },
    Inherited: { required: ["constructor"], properties: { toString: { type: "string" } } },
    Depends: { dependencies: { toString: ["b"] } },
    Beside: {
        ...{ $ref: "#/definitions/a", type: "string" },
        definitions: { a: { properties: { x: { $ref: "#/definitions/b", maximum: 5 } } }, b: { type: "number" } },
    },
    Formats: { properties: { mail: { type: "string", format: "email" }, odd: { format: "odd" } } },
};

/** Why the last request was refused, for who reads the log. */
let reason: () => string | undefined;

/** The answer to a request to `PUT /a/{id}`, undefined if it passes. */
function refusal(
    validation: Partial<RequestValidation>,
    body = "",
    { rawHeaders = [] as string[], query = "", id = "7" } = {},
    more: Record<string, object> = {},
) {
    const schemas = Object.entries({ ...models, ...more }).map(([name, schema]) => [name, JSON.stringify(schema)]);
    const api = restApi({ models: { ...Object.fromEntries(schemas), Broken: "{", Text: '"a"' } });
    const route = { validation: { parameters: undefined, models: undefined, ...validation } };
    const match = { method: method("PUT /a/{id}", route), path: `/a/${id}`, pathParameters: { id } };
    const record = { invocations: [] as unknown[] } as RequestRecord;
    const request = { ...head, rawHeaders, query, body: Buffer.from(body), record };
    reason = () => record.why?.reason;
    return createRequestValidator(api).refusal(match, request);
}

const invalid = async (model: string, body: string, more?: Record<string, object>) => {
    const answer = await refusal({ models: { "application/json": model } }, body, {}, more);
    return answer && [answer.own?.type, answer.body];
};
const refused = ["BAD_REQUEST_BODY", '{"message": "Invalid request body"}'];
const failed = ["API_CONFIGURATION_ERROR", '{"message": "Internal server error"}'];

describe("a request validator", () => {
    it("names the parameters that are missing: headers, path, query, in the program's order (RV2, RV3)", async () => {
        const named = (...names: string[]) => names.map((name) => `method.request.${name}`);
        const parameters = named("querystring.q", "path.other", "header.X-B", "header.X-A", "path.id");
        const message = "Missing required request parameters: [X-B, X-A, other, q]";
        assert.deepEqual(await refusal({ parameters }), gatewayResponse("BAD_REQUEST_PARAMETERS", message));
        assert.equal((await refusal({ parameters }))?.body, `{"message": "${message}"}`);
    });

    it("tells the log what is wrong with a body, in one line that commands no terminal", async () => {
        const why = async (model: string, body: string) => {
            await refusal({ models: { "application/json": model } }, body);
            return reason();
        };
        const asks = (model: string) => `the body is not what the model ${model} asks for`;
        assert.equal(await why("Pet", ""), `${asks("Pet")}: it is empty`);
        assert.match(
            String(await why("Pet", "\u001b[2J\n{")),
            /^the body is not .* Pet asks for: it is no JSON: [^\p{C}]+$/u,
        );
        assert.equal(await why("Pet", "{}"), `${asks("Pet")}: [object has missing required properties (["price"])]`);
        assert.equal(await why("Deep", "[".repeat(1001)), `${asks("Deep")}: it has more than 1000 levels`);
        assert.equal(
            await why("Old", `${"[".repeat(400)}${'"a",'.repeat(400)}`).then((text) => (text ?? "").length < 501),
            true,
        );
        assert.equal(await why("Lost", "{}"), "the model Lost is no schema of draft 4 that API Gateway can use");
    });

    it("takes blank ones for missing, and names in any case (RV4, RV12)", async () => {
        const parameters = ["method.request.header.X-A", "method.request.querystring.q"];
        const given = { rawHeaders: ["x-a", "1"], query: "q=1" };
        assert.equal(await refusal({ parameters }, "", given), undefined);
        const blank = await refusal({ parameters }, "", { rawHeaders: ["x-a", ""], query: "q=&Q=1" });
        assert.equal(blank?.own?.message, "Missing required request parameters: [X-A, q]");
    });

    it("judges parameters before the body (RV3), and each only where it is asked to (RV9)", async () => {
        const body = { models: { "application/json": "Pet" } };
        const parameters = ["method.request.header.X-A"];
        assert.equal((await refusal({ ...body, parameters }, "{}"))?.own?.type, "BAD_REQUEST_PARAMETERS");
        assert.equal((await refusal(body, "{}"))?.own?.type, "BAD_REQUEST_BODY");
        assert.equal(await refusal({}, "{}"), undefined);
    });

    it("refuses a body that the model does not take, and lets others pass (RV1, RV5)", async () => {
        assert.equal(await invalid("Pet", '{"price":25,"more":1}'), undefined);
        for (const body of ['{"price":24}', "{}", "[]", "null", "price", "{"])
            assert.deepEqual(await invalid("Pet", body), refused, body);
    });

    it("refuses an empty body (RV6)", async () => {
        assert.deepEqual(await invalid("Pet", ""), refused);
        assert.deepEqual(await invalid("Empty", ""), refused);
    });

    it("reads schemas of draft 4, references to models and to definitions (RV7)", async () => {
        assert.equal(await invalid("Pets", '[{"price":30}]'), undefined);
        assert.deepEqual(await invalid("Pets", "[{}]"), refused);
        assert.deepEqual([await invalid("Old", "9"), await invalid("Old", "10")], [undefined, refused]);
        assert.deepEqual(
            [await invalid("Local", '{"id":1}'), await invalid("Local", '{"id":"1"}')],
            [undefined, refused],
        );
        assert.deepEqual([await invalid("Newer", "{}"), await invalid("Newer", "1")], [undefined, refused]);
        assert.equal(await invalid("Formats", '{"mail":"none","odd":"x"}'), undefined);
    });

    // Draft 4: https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00
    const read: [what: string, model: string, taken: string[], refused: string[]][] = [
        ["escapes of any character", "Escapes", ['"123-4567@a.b-c"'], ['"1234567@a"']],
        ["escapes in names", "Keys", ['{"x-a":"1"}'], ['{"x-a":1}', '{"xa":"1"}']],
        ["decimals", "Cents", ["19.99", "0.3", "1.1", "123456.78", "-0.07", "5"], ["19.995", "0.001", "1e-3"]],
        ["names as every object has them", "Inherited", ['{"constructor":1}'], ["{}", '{"a":1}']],
        ["what depends on such a name", "Depends", ["{}", '{"toString":1,"b":2}'], ['{"toString":1}']],
        ["nothing beside a $ref", "Beside", ['{"x":10}'], ['{"x":"10"}']],
    ];
    for (const [what, model, taken, others] of read)
        it(`reads ${what} as draft 4 does (RV7)`, async () => {
            for (const body of taken) assert.equal(await invalid(model, body), undefined, body);
            for (const body of others) assert.deepEqual(await invalid(model, body), refused, body);
        });

    it("reads models of the same id, each by itself (RV7)", async () => {
        const id = "http://json-schema.org/draft-04/schema#";
        const sub = { id: "#same", type: "integer" };
        const same = {
            One: { id, required: ["a"] },
            Other: { id, type: "array", items: [sub, { ...sub, minimum: 5 }] },
        };
        assert.equal(await invalid("One", '{"a":1}', same), undefined);
        assert.deepEqual(await invalid("One", "{}", same), refused);
        assert.equal(await invalid("Other", "[1,5]", same), undefined);
        assert.deepEqual(await invalid("Other", "[1,4]", same), refused);
        const unusable = { ...same, Anchor: { items: { $anchor: "not one" } } };
        assert.equal(await invalid("One", '{"a":1}', unusable), undefined);
        assert.deepEqual(await invalid("Anchor", "{}", unusable), failed);
        const own = { Own: { id: "http://a/b", ...{ $ref: "http://a/b#/definitions/c" }, definitions: { c: sub } } };
        assert.deepEqual([await invalid("Own", "1", own), await invalid("Own", '"1"', own)], [undefined, refused]);
    });

    it("refuses a body that is nested deeper than 1000 levels, and counts no brackets in texts (RV7)", async () => {
        const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
        assert.equal(await invalid("Deep", nested(1000)), undefined);
        assert.deepEqual(await invalid("Deep", nested(1001)), refused);
        assert.equal(await invalid("Empty", `"${"[".repeat(2000)}\\"[${"{".repeat(2000)}"`), undefined);
    });

    it("is a 500 for a model that never ends, leads nowhere or is none (RV7)", async () => {
        for (const model of ["Endless", "Lost", "Broken", "Text", "Unknown"])
            assert.deepEqual(await invalid(model, "{}"), failed, model);
    });

    it("checks by the Content-Type, as JSON without one, and by $default for all others (RV6, RV8, RV10)", async () => {
        const of = async (models: Record<string, string>, type?: string) =>
            (await refusal({ models }, "{}", { rawHeaders: type ? ["Content-Type", type] : [] })) !== undefined;
        const json = { "application/json": "Pet" };
        assert.deepEqual(
            await Promise.all([of(json), of(json, "Application/JSON; charset=utf-8"), of(json, "text/plain")]),
            [true, true, false],
        );
        assert.deepEqual([await of({ $default: "Pet" }, "text/plain"), await of({})], [true, false]);
    });
});
