import { evaluate } from "../src/program/engine";
import type { LambdaFunction } from "../src/program/lambda-function";
import { type Method, type RestApi, restApi } from "../src/program/rest-api";
import { readStackConfig } from "../src/program/stack-config";
import { greetingDir } from "./places";

/** What is set otherwise than by the graph of dev. */
export interface ModelSettings {
    /** Of the configuration, `routes` for example. */
    config?: Record<string, unknown>;
    api?: Partial<RestApi>;
    method?(method: Method): Partial<Method>;
    fn?: Partial<LambdaFunction>;
    /** What stands in place of the one function. */
    functions?(fn: LambdaFunction): LambdaFunction[];
}

const evaluations = new Map<string, Promise<RestApi>>();

/** The program of the tests, evaluated once for each configuration, with the function's code in place of its own. */
export async function greetingModel(
    handler: string,
    { config = {}, api, method, fn, functions = (one) => [one] }: ModelSettings,
): Promise<RestApi> {
    const key = JSON.stringify(config);
    const evaluation = evaluations.get(key) ?? apiOf(config);
    evaluations.set(key, evaluation);
    const evaluated = await evaluation;
    return {
        ...evaluated,
        methods: evaluated.methods.map((each) => ({ ...each, ...method?.(each) })),
        functions: evaluated.functions.flatMap((each) => functions({ ...each, code: { "index.js": handler }, ...fn })),
        ...api,
    };
}

async function apiOf(config: Record<string, unknown>): Promise<RestApi> {
    return restApi(await evaluate(greetingDir, readStackConfig(greetingDir, "dev", config)), "us-east-1");
}
