import assert from "node:assert/strict";
import type { Evaluation } from "api-gateway-local/testing";
import * as fc from "fast-check";
import { type ControlPlane, createControlPlane } from "./control-plane";
import { program } from "./program";
import { inputs } from "./resources";
import { type Cut, type StackState, update } from "./update";

// An update may end anywhere: a call fails, somebody presses Ctrl-C, the machine goes. Pulumi's engine and AWS are not at
// hand; update.ts and control-plane.ts keep the order of the one and the rules of the other.

type Routes = Record<string, object>;

/** A variant of the program: configuration, and what an edit of index.ts would do beside it. */
interface Variant {
    config: Record<string, unknown>;
    edit(evaluation: Evaluation): Evaluation;
}

const lambda = { "POST /lambda": { operationName: "lambda" } };
const nested = { ...lambda, "GET /a/{id}": {}, "PUT /a/{id}/b": {} };
const asIs: Variant = { config: {}, edit: (evaluation) => evaluation };
// The provider replaces an integration whose credentials come or go; such an edit changes the snapshot too.
const withoutCredentials: Variant = {
    config: { integrationTimeout: 28_000 },
    edit: (evaluation) => ({
        ...evaluation,
        resources: evaluation.resources.map((resource) => {
            if (!resource.type.endsWith(":Integration")) return resource;
            const { credentials: _, ...inputs } = resource.inputs;
            return { ...resource, inputs };
        }),
    }),
};

const transitions: [what: string, from: Routes, to: Routes, variant?: Variant][] = [
    ["removes a route", { ...lambda, "GET /old": {} }, lambda],
    ["removes a verb of a path", { ...lambda, "GET /lambda": {} }, lambda],
    ["removes routes below each other", nested, lambda],
    ["removes a path between two", nested, { ...lambda, "PUT /a/{id}/b": {} }],
    ["changes a verb", { "GET /lambda": {} }, { "PUT /lambda": {} }],
    ["changes a path", { "GET /old": {} }, { "GET /new": {} }],
    ["renames a variable and removes a route", nested, { "GET /a/{user}": {} }],
    ["adds one and removes one", { ...lambda, "GET /old": {} }, { ...lambda, "ANY /{proxy+}": {} }],
    ["replaces an integration", nested, nested, withoutCredentials],
    ["replaces integrations and removes a route", nested, lambda, withoutCredentials],
];
const hows: Cut["how"][] = ["the call fails", "SIGINT", "SIGKILL", "SIGKILL, outputs lost"];

describe("an update that ends in the middle", () => {
    for (const [what, from, to, variant = asIs] of transitions) {
        it(`and ${what} has served exactly its routes within three more, whatever step it ended at`, async () => {
            for (const how of hows) {
                for (let step = 0; ; step += 1) {
                    const stack = createStack();
                    await settle(stack, from, asIs);
                    const done = await stack.up(to, variant, { step, how });
                    if (done.length <= step && !done.at(-1)?.endsWith("fails")) break;
                    await settle(stack, to, variant, `${done.at(-1)}, ${how}`);
                }
            }
        });
    }

    it("has served exactly its routes within three more, however often it ends, after any changes before", async () => {
        const pool: Routes[] = [
            lambda,
            nested,
            { "GET /": {} },
            { "ANY /a": {}, "GET /a/{x+}": {} },
            { "GET /a/{user}": {} },
        ];
        const change = fc.record({
            routes: fc.constantFrom(...pool),
            variant: fc.constantFrom(asIs, withoutCredentials),
            cuts: fc.array(fc.record({ step: fc.nat(12), how: fc.constantFrom(...hows) }), { maxLength: 3 }),
        });
        await fc.assert(
            fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
                const stack = createStack();
                await settle(stack, lambda, asIs);
                for (const { routes, variant, cuts } of changes) {
                    for (const cut of cuts) await stack.up(routes, variant, cut);
                    // Finished, before the next change: see the test below.
                    await stack.up(routes, variant);
                }
                const last = changes.at(-1);
                await settle(stack, last?.routes ?? lambda, last?.variant ?? asIs);
            }),
            { numRuns: 15 },
        );
    }).timeout(60_000);

    it("before a new route has its integration must be finished before the route is taken back with another change", async () => {
        const stack = createStack();
        await settle(stack, lambda, asIs);
        const created = await stack.up({ ...lambda, "GET /new": {} }, asIs, { step: 2, how: "the call fails" });
        assert.deepEqual(created, [
            "create Resource /new",
            "create Method GET /new",
            "create Integration GET /new fails",
        ]);
        await assert.rejects(
            stack.up(lambda, withoutCredentials),
            /^Error: 400 No integration defined for method: GET \/new$/,
        );
        await settle(stack, { ...lambda, "GET /new": {} }, asIs);
        await settle(stack, lambda, withoutCredentials);
    });
});

describe("an update that nothing ends", () => {
    it("of the same program changes nothing", async () => {
        const stack = createStack();
        await stack.up(nested, asIs);
        assert.deepEqual(await stack.up(nested, asIs), []);
    });

    it("and removes a route has a copy without it at the next, and the one after changes nothing", async () => {
        const stack = createStack();
        await stack.up(nested, asIs);
        await stack.up(lambda, asIs);
        const again = await stack.up(lambda, asIs);
        assert.deepEqual(again, [
            "replace Deployment deployment",
            "update Stage stage",
            "save outputs",
            "delete Deployment d2",
        ]);
        assert.deepEqual(Object.keys(stack.api.served()), ["POST /lambda"]);
        assert.deepEqual(await stack.up(lambda, asIs), []);
    });
});

interface Stack {
    api: ControlPlane;
    state: StackState;
    /** One `pulumi up`; fails where it leaves a removed route served and has not said so. */
    up(routes: Routes, variant: Variant, cut?: Cut): Promise<string[]>;
}

function createStack(): Stack {
    const api = createControlPlane();
    const state: StackState = { resources: new Map(), pendingDeletes: [], outputs: {} };
    const up: Stack["up"] = async (routes, variant, cut) => {
        const evaluation = await evaluated(routes, variant, state.outputs, api.served());
        // What no update has saved or published before, no program can know of.
        const knowable = new Set(
            [...Object.keys(Object(state.outputs.routes)), ...Object.keys(api.served())].map(erased),
        );
        const done = update(evaluation, state, api, cut);
        const unsaid = Object.keys(api.served())
            .filter((route) => knowable.has(erased(route)))
            .filter((route) => !(route in routes) && !isRenamed(route, routes))
            .filter((route) => !evaluation.warnings.some((line) => erased(line).includes(erased(route))));
        assert.deepEqual(unsaid, [], `served, removed and not told: ${done}`);
        return done;
    };
    return { api, state, up };
}

/** Updates until nothing changes, three times at most; then the stage serves the routes as they are configured. */
async function settle({ api, up }: Stack, routes: Routes, variant: Variant, after = "the start"): Promise<void> {
    let done = ["nothing yet"];
    for (let count = 0; count < 4 && done.length > 0; count += 1) done = await up(routes, variant);
    assert.deepEqual(done, [], `after ${after} a fourth update still changes something`);
    const evaluation = await evaluated(routes, variant, {}, {});
    const wanted = Object.keys(routes).map((route) => {
        const name = erased(route);
        const settings = JSON.stringify(inputs(evaluation, `Method ${name}`));
        return [
            route,
            JSON.stringify({ settings, integration: JSON.stringify(inputs(evaluation, `Integration ${name}`)) }),
        ];
    });
    const sorted = Object.entries(api.served()).sort(([a], [b]) => (a < b ? -1 : 1));
    assert.deepEqual(
        sorted,
        wanted.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
        `after ${after}`,
    );
}

// A variable's new name reaches the stage with the next copy; its route was not removed.
function isRenamed(route: string, routes: Routes): boolean {
    return Object.keys(routes).some((key) => erased(key) === erased(route));
}

function erased(text: string): string {
    return text.replace(/\{[^}+]*(\+?)\}/g, "{$1}");
}

const known = new Map<string, Promise<Evaluation>>();

function evaluated(
    routes: Routes,
    variant: Variant,
    previousOutputs: Record<string, unknown>,
    served: Record<string, string>,
): Promise<Evaluation> {
    const body = exported(Object.keys(served));
    const key = JSON.stringify([routes, variant.config, previousOutputs, body]);
    const calls = { "aws:apigateway/getExport:getExport": { body } };
    const found =
        known.get(key) ?? program({ ...variant.config, routes }, { previousOutputs, calls }).then(variant.edit);
    known.set(key, found);
    return found;
}

/** An API as API Gateway exports it. */
function exported(routes: string[]): string {
    const paths: Record<string, Record<string, object>> = {};
    for (const route of routes) {
        const [verb = "", path = ""] = route.split(" ");
        const name = verb === "ANY" ? "x-amazon-apigateway-any-method" : verb.toLowerCase();
        paths[path] = { ...paths[path], [name]: {} };
    }
    return JSON.stringify({ openapi: "3.0.1", paths });
}
