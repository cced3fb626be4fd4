import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createServing } from "../../src/command/serving";
import { createLocalServer } from "../../src/gateway/server";
import { startReaper } from "../../src/lambda/reaper";
import { bundleRuntime } from "../../src/lambda/runtime-bundle";
import { createTaskRoots } from "../../src/lambda/task-root";
import { type Evaluation, evaluate } from "../../src/program/engine";
import { type RestApi, restApi } from "../../src/program/rest-api";
import { readStackConfig } from "../../src/program/stack-config";
import type { Case } from "./case";
import { configuration } from "./configuration";

/** Serves the APIs of cases as `npm start` would, one after the other. */
export interface ApiServer {
    /** Evaluates the program for a case's `api` and serves it; whatever was served before ends. */
    open(example: Case): Promise<ServedApi>;
    close(): Promise<void>;
}

export interface ServedApi {
    port: number;
    /** Gives the function other code: file name to text. */
    useHandler(code: Record<string, string>): Promise<void>;
    /** The event the function was last invoked with, as JSON; reading takes it. */
    takeEvent(): string | undefined;
    /** What went wrong in the server, or was printed beside START, END and REPORT. */
    log: string[];
    close(): Promise<void>;
}

/** `projectDir` is the project under test: its index.ts and its local/ are the real ones. */
export function createApiServer(projectDir: string): ApiServer {
    const taskRoots = createTaskRoots(projectDir);
    const runtimeFile = join(
        taskRoots.write({ "runtime.js": bundleRuntime(join(projectDir, "local/src/lambda")) }),
        "runtime.js",
    );
    const reaper = startReaper();
    let current: ServedApi | undefined;

    async function serve(api: RestApi, apiKeys: string[]): Promise<ServedApi> {
        const log: string[] = [];
        let event: string | undefined;
        const print = (line: string) => void (/^(START|END|REPORT) /.test(line) || log.push(line));
        const pool = { runtimeFile, reaper, print, passedEnv: {}, inspectPort: undefined };
        const serving = createServing({ ...pool, maxConcurrency: 10, idleLimit: 10_000 }, taskRoots);
        const server = createLocalServer({
            deployed: serving.deployed,
            apiKeys,
            allowedHosts: [],
            // Cases come from pages of other sites too; refusing those is the local server's rule, not API Gateway's.
            allowCrossSite: true,
            withoutTimeouts: false,
            onEvent: (text) => {
                event = text;
            },
            onMalformed: print,
            onError: (error) => log.push(String((error as Error).stack ?? error)),
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return {
            port: (server.address() as AddressInfo).port,
            useHandler: (code) => serving.deploy({ ...api, functions: api.functions.map((fn) => ({ ...fn, code })) }),
            takeEvent: () => {
                const taken = event;
                event = undefined;
                return taken;
            },
            log,
            close: () => {
                server.close();
                server.closeAllConnections();
                return serving.close();
            },
        };
    }

    return {
        open: async (example) => {
            await current?.close();
            current = undefined;
            const config = readStackConfig(projectDir, "dev", configuration(example));
            const evaluation = await evaluate(projectDir, config);
            const denied = example.handler.lambdaError === "AccessDeniedException";
            const api = restApi(denied ? withoutInvokeRight(evaluation) : evaluation, config.region);
            current = await serve(api, example.api.apiKeys ?? []);
            return current;
        },
        close: async () => {
            await current?.close();
            taskRoots.remove();
        },
    };
}

// The role API Gateway assumes keeps its policy, but the policy says nothing.
function withoutInvokeRight(evaluation: Evaluation): Evaluation {
    const resources = evaluation.resources.map((resource) => {
        if (resource.type !== "aws:iam/rolePolicy:RolePolicy" || resource.name !== "gateway") return resource;
        return { ...resource, inputs: { ...resource.inputs, policy: JSON.stringify({ Statement: [] }) } };
    });
    return { ...evaluation, resources };
}
