import type { FunctionVersion } from "../lambda/lambda";
import type { RestApi } from "../program/program";
import { createLimits, type Limits } from "./limits";
import { createPolicyCache, type PolicyCache } from "./policy-cache";
import { createRequestValidator, type RequestValidator } from "./request-validator";
import { createRouter, type Router } from "./router";

/** A REST API that is being served, with all that it remembers of its requests. */
export interface Deployed {
    api: RestApi;
    /** Of the API, this one's among them. */
    stageNames: string[];
    router: Router;
    /** By the function's ARN. */
    functions: Map<string, FunctionVersion>;
    policies: PolicyCache;
    limits: Limits;
    validator: RequestValidator;
}

/** Makes an API ready to be served by its functions; it has cached and counted nothing. */
export function deployedApi(
    api: RestApi,
    functions: Map<string, FunctionVersion>,
    stageNames = [api.stageName],
): Deployed {
    return {
        api,
        stageNames,
        functions,
        router: createRouter(api.stageName, api.methods),
        policies: createPolicyCache(),
        limits: createLimits(),
        validator: createRequestValidator(api),
    };
}
