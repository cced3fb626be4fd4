import type { RestApi } from "../program/program";
import { atStandIn } from "./aws-endpoint";
import type { Options } from "./options";

/** An API whose functions have the variables of the command line over their own, which lead to the stand-in for AWS. */
export function withEnvironment(api: RestApi, { environment, awsEndpoint }: Options): RestApi {
    const own = (text: string) => (awsEndpoint ? atStandIn(text, awsEndpoint) : text);
    return {
        ...api,
        functions: api.functions.map((fn) => {
            const variables = Object.entries(fn.environment).map(([name, value]) => [name, own(value)]);
            return { ...fn, environment: { ...Object.fromEntries(variables), ...environment } };
        }),
    };
}
