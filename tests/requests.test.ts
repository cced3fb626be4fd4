import assert from "node:assert/strict";
import type { Models, Routes } from "../infra/route-settings";
import { program } from "./program";
import { called, inputs, inventory, output, resource } from "./resources";

const order = { type: "object", required: ["item"], properties: { item: { type: "string" } } };
const body = { validateRequestBody: true };
const checked = {
    requestValidator: body,
    requestModels: { "application/json": "Order", $default: "AnyJson" },
};

describe("request validators of routes.ts", () => {
    it("are resources that routes with the same checks share", async () => {
        const both = { validateRequestBody: true, validateRequestParameters: true };
        const routes = {
            "POST /a": { requestValidator: body },
            "POST /b": { requestValidator: { ...body, validateRequestParameters: false } },
            "POST /c": { requestValidator: both },
            "GET /d": { requestValidator: { validateRequestParameters: true } },
            "GET /e": { requestValidator: {} },
        };
        const evaluation = await program({ routes });
        assert.deepEqual(
            inventory(evaluation).filter((name) => name.startsWith("RequestValidator ")),
            ["RequestValidator body", "RequestValidator body-and-parameters", "RequestValidator parameters"],
        );
        const restApi = output(evaluation, "RestApi api", "id");
        assert.deepEqual(inputs(evaluation, "RequestValidator body-and-parameters"), { restApi, ...both });
        assert.deepEqual(inputs(evaluation, "RequestValidator body"), {
            restApi,
            ...body,
            validateRequestParameters: false,
        });
        const validators = ["POST /a", "POST /b", "POST /c", "GET /d"].map(
            (route) => inputs(evaluation, `Method ${route}`).requestValidatorId,
        );
        const ids = ["body", "body", "body-and-parameters", "parameters"].map((name) =>
            output(evaluation, `RequestValidator ${name}`, "id"),
        );
        assert.deepEqual(validators, ids);
        assert.equal("requestValidatorId" in inputs(evaluation, "Method GET /e"), false);
    });

    it("check bodies by models of routes.ts, which are there before the method and the deployment", async () => {
        const evaluation = await program({ routes: { "POST /a": checked }, models: { Order: order } });
        assert.deepEqual(inputs(evaluation, "Model model-Order"), {
            restApi: output(evaluation, "RestApi api", "id"),
            name: "Order",
            contentType: "application/json",
            schema: JSON.stringify(order),
        });
        assert.deepEqual(inputs(evaluation, "Method POST /a").requestModels, checked.requestModels);
        assert.deepEqual(resource(evaluation, "Method POST /a").dependsOn.map(called).sort(), [
            "Model model",
            "Model model-Order",
        ]);
        assert.ok(resource(evaluation, "Deployment deployment").dependsOn.map(called).includes("Model model-Order"));
    });

    it("check that parameters are there", async () => {
        const requestParameters = { "method.request.header.X-Tenant": true, "method.request.path.id": false };
        const requestValidator = { validateRequestParameters: true };
        const evaluation = await program({ routes: { "GET /{id}": { requestParameters, requestValidator } } });
        assert.deepEqual(inputs(evaluation, "Method GET /{}").requestParameters, requestParameters);
    });

    const refused: [what: string, served: Record<string, unknown>, sentence: string][] = [
        [
            "a model that is not declared",
            { routes: { "POST /a": checked }, models: {} },
            'routes.POST /a.requestModels.application/json: "Order" is no model of routes.ts; known are Empty, Error, AnyJson',
        ],
        [
            "a model that nothing checks",
            { routes: { "POST /a": { requestModels: { "application/json": "AnyJson" } } } },
            "routes.POST /a.requestModels: are not checked without requestValidator: { validateRequestBody: true }",
        ],
        [
            "a parameter that nothing checks",
            {
                routes: {
                    "GET /a": { requestValidator: body, requestParameters: { "method.request.header.a": true } },
                },
            },
            "routes.GET /a.requestParameters: are not checked without requestValidator: { validateRequestParameters: true }",
        ],
        [
            "a variable that the path does not have",
            { routes: { "GET /{id}": { requestParameters: { "method.request.path.user": false } } } },
            "routes.GET /{id}.requestParameters.method.request.path.user: the path has no variable {user}",
        ],
        [
            "a parameter of another kind",
            { routes: { "GET /a": { requestParameters: { "method.request.body.a": true } } } },
            'routes.GET /a.requestParameters.method.request.body.a: "method.request.body.a" must be method.request.header.NAME, method.request.querystring.NAME or method.request.path.NAME',
        ],
        [
            "another check",
            { routes: { "GET /a": { requestValidator: { body: true } } } },
            'routes.GET /a.requestValidator.body: "body" is no setting of a request validator; known are validateRequestBody, validateRequestParameters',
        ],
        [
            "a model's name",
            { models: { "my-order": {} } },
            'models.my-order: "my-order" must be named with letters and digits',
        ],
        [
            "a model's name that is taken",
            { models: { Empty: {} } },
            'models.Empty: "Empty" is a name that every API of this program has; choose another',
        ],
        ["a schema that is none", { models: { Order: "object" } }, 'models.Order: "object" must be a JSON schema'],
    ];
    for (const [what, served, sentence] of refused)
        it(`refuse ${what}`, async () => {
            await assert.rejects(program(served), { message: sentence });
        });
});

describe("a route that streams", () => {
    const routes: Routes = { "GET /events": { function: "events", responseTransferMode: "STREAM" }, "GET /a": {} };
    const served = { routes, handlers: { events: "export const handler = 1;\n" } };

    it("invokes its function for a stream, for as long as streamingTimeout", async () => {
        const evaluation = await program({ ...served, streamingTimeout: 20_000 });
        const { uri, timeoutMilliseconds, responseTransferMode, type } = inputs(evaluation, "Integration GET /events");
        assert.deepEqual(
            { uri, timeoutMilliseconds, responseTransferMode, type },
            {
                uri: output(evaluation, "Function function-events", "responseStreamingInvokeArn"),
                timeoutMilliseconds: 20_000,
                responseTransferMode: "STREAM",
                type: "AWS_PROXY",
            },
        );
        const buffered = inputs(evaluation, "Integration GET /a");
        assert.deepEqual([buffered.timeoutMilliseconds, "responseTransferMode" in buffered], [29_000, false]);
    });

    it("gives the role the right to a stream of its function, and of no other", async () => {
        const evaluation = await program(served);
        assert.deepEqual(Object(inputs(evaluation, "RolePolicy gateway").policy).Statement, [
            {
                Effect: "Allow",
                Action: ["lambda:InvokeFunction"],
                Resource: output(evaluation, "Function function", "arn"),
            },
            {
                Effect: "Allow",
                Action: ["lambda:InvokeFunction", "lambda:InvokeWithResponseStream"],
                Resource: output(evaluation, "Function function-events", "arn"),
            },
        ]);
    });

    it("is refused by another name", async () => {
        await assert.rejects(program({ routes: { "GET /a": { responseTransferMode: "stream" } } }), {
            message: 'routes.GET /a.responseTransferMode: "stream" must be BUFFERED or STREAM',
        });
    });

    it("is typed", () => {
        const wrong: [Routes, Routes, Models] = [
            // @ts-expect-error
            { "GET /a": { responseTransferMode: "stream" } },
            // @ts-expect-error
            { "GET /a": { requestParameters: { "header.a": true } } },
            // @ts-expect-error
            { Order: "object" },
        ];
        assert.equal(wrong.length, 3);
    });
});
