import type { RegisteredResource } from "./engine";

/** A MOCK integration: API Gateway answers by itself. */
export interface MockIntegration {
    /** Content type to template. */
    requestTemplates: Record<string, string>;
    passthroughBehavior: string;
    /** Whether a binary body is read as text all the same (MK5). */
    convertsToText: boolean;
    responses: MockResponse[];
}

export interface MockResponse {
    statusCode: number;
    /** Of the status that it is for; undefined for any other. */
    selectionPattern: string | undefined;
    /** Header to where its value comes from, `'literal'` for one. */
    headers: Record<string, string>;
    /** Content type to template. */
    templates: Record<string, string>;
}

const prefix = "method.response.header.";

/** Reads a MOCK integration with its responses, or the sentence that says why it is not served. */
export function mockIntegration(
    integration: RegisteredResource,
    resources: RegisteredResource[],
): MockIntegration | string {
    const { inputs, name } = integration;
    const responses = resources.filter(
        (each) =>
            each.type === "aws:apigateway/integrationResponse:IntegrationResponse" &&
            each.inputs.restApi === inputs.restApi &&
            each.inputs.resourceId === inputs.resourceId &&
            each.inputs.httpMethod === inputs.httpMethod,
    );
    const mock = {
        requestTemplates: (inputs.requestTemplates ?? {}) as Record<string, string>,
        passthroughBehavior: String(inputs.passthroughBehavior ?? "WHEN_NO_MATCH"),
        convertsToText: inputs.contentHandling === "CONVERT_TO_TEXT",
        responses: responses.map(mockResponse),
    };
    const templates = [mock.requestTemplates, ...mock.responses.map((response) => response.templates)];
    const dynamic = templates.flatMap(Object.values<string>).find(isVelocity);
    if (dynamic === undefined) return mock;
    return `Integration ${name} is MOCK with a template that computes something, ${JSON.stringify(dynamic.trim().slice(0, 80))}; local serves those without Velocity`;
}

function mockResponse({ inputs }: RegisteredResource): MockResponse {
    const { statusCode, selectionPattern, responseParameters, responseTemplates } = inputs;
    const headers = Object.entries((responseParameters ?? {}) as Record<string, string>)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, from]) => [name.slice(prefix.length), from]);
    return {
        statusCode: Number(statusCode),
        selectionPattern: (selectionPattern || undefined) as string | undefined,
        headers: Object.fromEntries(headers),
        templates: (responseTemplates ?? {}) as Record<string, string>,
    };
}

// A reference, a directive, or a comment: what Velocity would not copy.
function isVelocity(template: string): boolean {
    return /\$!?\{?[a-zA-Z_]|#(\{?(set|if|elseif|else|end|foreach|macro|include|parse|stop|break|evaluate|define)\b|[#*[])/.test(
        template,
    );
}
