import type { RestApi } from "../program/program";
import { rawHeader } from "./event-headers";
import type { GatewayRequest } from "./gateway-request";
import { gatewayResponse, type HttpAnswer } from "./gateway-response";
import type { ModelSchemas } from "./model-schemas";
import { explain } from "./request-record";
import { requestValue } from "./request-values";
import type { Match } from "./router";
import { bodyRefused, unusableModel } from "./validation-why";

/** Checks requests of a method before its integration is called. */
export interface RequestValidator {
    /** The answer to a request that is refused, undefined for one that passes unchanged (RV1). */
    refusal(match: Match, request: GatewayRequest): Promise<HttpAnswer | undefined>;
}

/** Makes the validator of an API; its models are read when the first body is to be checked. */
export function createRequestValidator(api: RestApi): RequestValidator {
    let schemas: Promise<ModelSchemas> | undefined;
    return {
        refusal: async (match, request) => {
            const { validation } = match.method;
            const missing = missingParameters(validation?.parameters ?? [], match, request);
            if (missing.length > 0) {
                const message = `Missing required request parameters: [${missing.join(", ")}]`;
                return gatewayResponse("BAD_REQUEST_PARAMETERS", message); // RV2
            }
            const model = modelFor(validation?.models ?? {}, rawHeader(request.rawHeaders, "content-type"));
            if (model === undefined) return undefined;
            // The library takes longer to load than a start may: only who validates bodies waits for it.
            schemas ??= import("./model-schemas").then(({ createModelSchemas }) => createModelSchemas(api.models));
            const wrong = await bodyErrors(await schemas, model, request.body);
            if (wrong === undefined) return undefined;
            if (wrong === "unusable model") {
                explain(request.record, unusableModel(model));
                return gatewayResponse("API_CONFIGURATION_ERROR"); // RV7
            }
            explain(request.record, bodyRefused(model, wrong.what));
            return gatewayResponse("BAD_REQUEST_BODY", undefined, { validationErrors: wrong.errors }); // RV5
        },
    };

    // RV4: a blank one is missing. RV3: header, path, query; [RV3] within a kind as the program lists them, [RV12] in any case.
    function missingParameters(required: string[], match: Match, request: GatewayRequest): string[] {
        const missing = required.filter((source) => !requestValue(source, { api, match, request }));
        const kinds = ["header", "path", "querystring"].map((kind) => `method.request.${kind}.`);
        return kinds.flatMap((kind) =>
            missing.filter((source) => source.startsWith(kind)).map((source) => source.slice(kind.length)),
        );
    }
}

// RV6: without a Content-Type it is JSON; RV8: of another type it is not checked, unless a model is for all; RV10, [RV10] nor without one
function modelFor(models: Record<string, string>, contentType: string | undefined): string | undefined {
    const type = contentType?.split(";", 1)[0]?.trim().toLowerCase() || "application/json";
    const named = Object.keys(models).find((name) => name.toLowerCase() === type);
    return models[named ?? "$default"];
}

// What AWS says of it, and what a person reads.
async function bodyErrors(
    schemas: ModelSchemas,
    model: string,
    body: Buffer,
): Promise<{ errors: string; what: string } | undefined | "unusable model"> {
    if (body.length === 0) return { errors: "[]", what: "it is empty" }; // RV6; [RV6] whatever the model asks for
    const text = body.toString();
    if (isTooDeep(text)) return { errors: "[]", what: `it has more than ${deepest} levels` }; // RV7
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch (error) {
        return { errors: "[]", what: `it is no JSON: ${(error as Error).message}` };
    }
    const errors = schemas.errors(model, value);
    return errors === undefined || errors === "unusable model" ? errors : { errors, what: errors };
}

const deepest = 1000;

function isTooDeep(text: string): boolean {
    let depth = 0;
    let quoted = false;
    for (let index = 0; index < text.length; index++) {
        const character = text[index];
        if (character === "\\" && quoted) index++;
        else if (character === '"') quoted = !quoted;
        else if (!quoted && (character === "{" || character === "[") && ++depth > deepest) return true;
        else if (!quoted && (character === "}" || character === "]")) depth--;
    }
    return false;
}
