import assert from "node:assert/strict";
import { join } from "node:path";
import { evaluate } from "../../src/program/engine";
import { readStackConfig } from "../../src/program/stack-config";
import type { ApiOfCase } from "./api-of-case";
import { caseProgram } from "./case-program";

const folder = join(__dirname, "../programs/conformance");

/** What the fixture program registers for a case, `TYPE NAME` to inputs. */
async function registered(api: ApiOfCase, handler = {}): Promise<Map<string, Record<string, unknown>>> {
    const config = readStackConfig(folder, "dev", { case: caseProgram({ api, handler }) });
    const { resources } = await evaluate(folder, config);
    return new Map(resources.map(({ type, name, inputs }) => [`${type.split(":").at(-1)} ${name}`, inputs]));
}

describe("program of a case", () => {
    it("leaves to AWS what the case leaves out", async () => {
        const resources = await registered({});
        const { restApi: _, deployment: __, ...stage } = resources.get("Stage stage") ?? {};
        assert.deepEqual(stage, { stageName: "v0", variables: {} });
        assert.deepEqual(resources.get("RestApi api"), {
            name: "conformance",
            endpointConfiguration: { types: "EDGE" },
            binaryMediaTypes: [],
            apiKeySource: "HEADER",
        });
        const { runtime, timeout, reservedConcurrentExecutions } = resources.get("Function handler") ?? {};
        assert.deepEqual([runtime, timeout, reservedConcurrentExecutions], ["nodejs24.x", 60, -1]);
        assert.equal(resources.get("Method ANY /{proxy+}")?.authorization, "NONE");
    });

    it("runs every function on the case's runtime, and counts timeouts in whole seconds", async () => {
        const api: ApiOfCase = {
            runtime: "nodejs22.x",
            functionTimeoutMs: 1001,
            authorizers: { A: { type: "TOKEN", functionTimeoutMs: 500, handler: { returns: {} } } },
        };
        const resources = await registered(api, { lambdaError: "TooManyRequestsException" });
        const settings = ["Function handler", "Function authorizer-A"].map((key) => {
            const { runtime, timeout, reservedConcurrentExecutions } = resources.get(key) ?? {};
            return [runtime, timeout, reservedConcurrentExecutions];
        });
        assert.deepEqual(settings, [
            ["nodejs22.x", 2, 0],
            ["nodejs22.x", 1, -1],
        ]);
    });

    it("refuses what this runner does not know", () => {
        const refuse = (api: object, sentence: string) =>
            assert.throws(() => caseProgram({ api, handler: {} }), new Error(sentence));
        refuse({ cors: true }, 'api: this runner does not know "cors"');
        const routes = [{ path: "/a", method: "GET", cors: true }];
        refuse({ routes }, 'api.routes: GET /a: this runner does not know "cors"');
        refuse({ authorizers: { A: { pool: "x" } } }, 'api.authorizers.A: this runner does not know "pool"');
    });
});
