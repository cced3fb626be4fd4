import type { RegisteredResource } from "./engine";

/** A gateway response of one's own, by its parts; what is left out is the built-in one's (GR5). */
export interface GatewayResponse {
    statusCode: number | undefined;
    /** Header to where its value comes from, `'literal'` or `method.request.header.X`. */
    headers: Record<string, string>;
    /** Content type to template. */
    templates: Record<string, string>;
}

const prefix = "gatewayresponse.header.";

/** Reads the gateway responses of an API, by their types. */
export function gatewayResponsesOf(
    api: RegisteredResource,
    resources: RegisteredResource[],
): Record<string, GatewayResponse> {
    const own = resources.filter(
        ({ type, inputs }) => type === "aws:apigateway/response:Response" && inputs.restApiId === api.id,
    );
    return Object.fromEntries(
        own.map(({ inputs }) => {
            const { responseType, statusCode, responseParameters, responseTemplates } = inputs;
            const headers = Object.entries((responseParameters ?? {}) as Record<string, string>)
                .filter(([name]) => name.startsWith(prefix))
                .map(([name, from]) => [name.slice(prefix.length), from]);
            const response = {
                statusCode: statusCode ? Number(statusCode) : undefined,
                headers: Object.fromEntries(headers),
                templates: (responseTemplates ?? {}) as Record<string, string>,
            };
            return [String(responseType), response];
        }),
    );
}
