import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import type { JSONWebKeySet } from "jose";
import { createServing } from "../../src/command/serving";
import { createLocalServer } from "../../src/gateway/server";
import { startReaper } from "../../src/lambda/reaper";
import { writeRuntimes } from "../../src/lambda/runtime-bundle";
import { createTaskRoots } from "../../src/lambda/task-root";
import { evaluate } from "../../src/program/engine";
import { type RestApi, restApi } from "../../src/program/rest-api";
import { readStackConfig } from "../../src/program/stack-config";
import { localDir, packagesDir } from "../places";
import type { Case } from "./case";
import { caseProgram } from "./case-program";
import type { Invoked } from "./expectation";
import { createUserPools } from "./user-pools";

/** Serves the APIs of cases as `npm start` would, one after the other. */
export interface ApiServer {
    /** Evaluates the fixture program for a case's `api` and serves it; whatever was served before ends. */
    open(example: Pick<Case, "api" | "handler">): Promise<ServedApi>;
    close(): Promise<void>;
}

export interface ServedApi {
    port: number;
    /** Gives the function other code, file name to text, and forgets what the API has cached and counted. */
    useHandler(code: Record<string, string>): Promise<void>;
    /** What the functions were invoked with; the handler since this was read last, authorizers since `useHandler`. */
    takeInvoked(): Invoked;
    /** What went wrong in the server, or was printed beside START, END and REPORT. */
    log: string[];
    close(): Promise<void>;
}

const program = join(localDir, "tests/programs/conformance");

export function createApiServer(pools = createUserPools()): ApiServer {
    const reaper = startReaper();
    const taskRoots = createTaskRoots(dirname(packagesDir), reaper);
    writeRuntimes(join(localDir, "src/lambda"), taskRoots.folder);
    let current: ServedApi | undefined;

    async function serve(api: RestApi, jwks: JSONWebKeySet): Promise<ServedApi> {
        const log: string[] = [];
        let invoked = noneInvoked();
        const isHandler = ({ name }: { name: string }) => name === "handler";
        const handlerArn = api.functions.find(isHandler)?.arn;
        const print = (line?: string) => {
            if (line !== undefined && !/^(START|END|REPORT) /.test(line)) log.push(line);
        };
        const pool = { runtimesDir: taskRoots.folder, reaper, print, passedEnv: {}, inspectPort: undefined };
        const newServing = () => createServing({ ...pool, maxConcurrency: 10, idleLimit: 10_000 }, taskRoots);
        let serving = newServing();
        const server = createLocalServer({
            deployed: (stageName) => serving.deployed(stageName),
            apiKeys: [],
            jwks,
            allowedHosts: [],
            // Cases come from pages of other sites too; refusing those is the local server's rule, not API Gateway's.
            allowCrossSite: true,
            withoutTimeouts: false,
            withoutLimits: false,
            onEvent: (text, arn) => {
                const of = arn === handlerArn ? "handler" : "authorizer";
                invoked[`${of}Calls`]++;
                invoked[of === "handler" ? "event" : "authorizerEvent"] = JSON.parse(text);
            },
            onErrorAnswer: print,
            onError: (error) => log.push(String((error as Error).stack ?? error)),
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return {
            port: (server.address() as AddressInfo).port,
            useHandler: async (code) => {
                invoked = noneInvoked();
                const functions = api.functions.map((fn) => (isHandler(fn) ? { ...fn, code } : fn));
                try {
                    await serving.deploy({ ...api, functions });
                } catch {
                    // As on AWS, a first version is served although a function of it cannot be loaded.
                    await serving.close();
                    serving = newServing();
                    await serving.deploy({ ...api, functions }).catch(() => {});
                }
            },
            takeInvoked: () => {
                const taken = { ...invoked };
                invoked = { ...invoked, event: undefined, handlerCalls: 0 };
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
            const config = readStackConfig(program, "dev", { case: caseProgram(example) });
            current = await serve(
                restApi(await evaluate(program, config), config.region),
                await pools.jwks(example.api),
            );
            return current;
        },
        close: async () => {
            await current?.close();
            taskRoots.remove();
        },
    };
}

function noneInvoked() {
    return {
        event: undefined as unknown,
        authorizerEvent: undefined as unknown,
        handlerCalls: 0,
        authorizerCalls: 0,
    };
}
