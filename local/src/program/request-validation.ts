import type { RegisteredResource } from "./engine";

/** What a method's RequestValidator has checked before the integration is called. */
export interface RequestValidation {
    /** Required ones, `method.request.header.X`; undefined where they are not checked. */
    parameters: string[] | undefined;
    /** Content type, or `$default`, to the name of a model; undefined where the body is not checked. */
    models: Record<string, string> | undefined;
}

/** Reads what is validated of a method's requests; undefined where nothing is (RV9). */
export function requestValidation(
    method: RegisteredResource,
    resources: RegisteredResource[],
): RequestValidation | undefined {
    const validator = resources.find(
        ({ type, id }) =>
            type === "aws:apigateway/requestValidator:RequestValidator" && id === method.inputs.requestValidatorId,
    );
    const { validateRequestParameters = false, validateRequestBody = false } = validator?.inputs ?? {};
    if (!validateRequestParameters && !validateRequestBody) return undefined;
    const { requestParameters = {}, requestModels = {} } = method.inputs as Record<string, Record<string, unknown>>;
    const required = Object.keys(requestParameters).filter((name) => String(requestParameters[name]) === "true");
    return {
        parameters: validateRequestParameters ? required : undefined,
        models: validateRequestBody ? (requestModels as Record<string, string>) : undefined,
    };
}

/** The schemas of an API's models, by name, as the program wrote them. */
export function modelsOf(api: RegisteredResource, resources: RegisteredResource[]): Record<string, string> {
    const own = resources.filter(
        ({ type, inputs }) => type === "aws:apigateway/model:Model" && inputs.restApi === api.id,
    );
    return Object.fromEntries(own.map(({ state, inputs }) => [String(state.name), String(inputs.schema ?? "{}")]));
}
