import type { RestApi } from "../program/program";
import type { Options } from "./options";

/** An API whose functions have the variables of the command line over their own. */
export function withEnvironment(api: RestApi, { environment }: Options): RestApi {
    return {
        ...api,
        functions: api.functions.map((fn) => ({ ...fn, environment: { ...fn.environment, ...environment } })),
    };
}
