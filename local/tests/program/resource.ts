import type { RegisteredResource } from "../../src/program/engine";

/** A resource of AWS's as the engine would register it; its id is its name, unless the state has another. */
export function resource(
    type: string,
    name: string,
    inputs: object = {},
    state: { id?: string; [key: string]: unknown } = {},
): RegisteredResource {
    return {
        ...{ type: `aws:${type}`, name, id: state.id ?? name, inputs: { ...inputs }, state: { ...inputs, ...state } },
        ...{
            secretInputs: [],
            dependsOn: [],
            protect: undefined,
            deleteBeforeReplace: undefined,
            deletedWith: undefined,
        },
    };
}

/** An API with the execution ARN of `api0`. */
export const api = resource("apigateway/restApi:RestApi", "api0", {}, { executionArn: "arn:aws:execute-api:r:1:api0" });
