import { integrationInputs, streamInputs } from "./api-inputs";
import type { StackConfig } from "./config-schema";
import type { Cors } from "./cors";
import { validatorOf } from "./request-rules";
import type { Authorization, Route } from "./route-key";

/** A method with its integration: plain inputs, and the names of the resources that it refers to. */
export interface PlannedMethod {
    key: string;
    /** Logical name of both. */
    name: string;
    path: string;
    httpMethod: string;
    refers: { function?: string; authorizer?: string; validator?: string };
    streams: boolean;
    inputs: {
        authorization: Authorization;
        apiKeyRequired: boolean;
        operationName?: string;
        authorizationScopes?: string[];
        requestModels?: Record<string, string>;
        requestParameters?: Record<string, boolean>;
    };
    integration: { type: string; [input: string]: unknown };
    /** What a method without a function answers with. */
    answer?: {
        declared: { statusCode: string; responseParameters: Record<string, boolean> };
        sent: { responseParameters: Record<string, string> };
    };
}

/** The methods of routes, and of preflights that are none. */
export function plannedMethods(
    routes: Route[],
    cors: Cors | undefined,
    preflightFunction: string,
    config: StackConfig,
): PlannedMethod[] {
    const open = { authorization: "NONE", apiKeyRequired: false } as const;
    const preflights = (cors?.preflights ?? []).map((route): PlannedMethod => {
        if (!cors?.answer) return methodOf({ ...route, settings: { ...open, function: preflightFunction } }, config);
        const { answer } = cors;
        return {
            ...route,
            refers: {},
            streams: false,
            inputs: open,
            integration: mock(config),
            answer: answered(answer),
        };
    });
    return [...routes.map((route) => methodOf(route, config)), ...preflights];
}

function methodOf({ settings, ...route }: Route, config: StackConfig): PlannedMethod {
    const {
        function: file = "index",
        authorizer,
        scopes,
        responseTransferMode,
        requestValidator,
        ...inputs
    } = settings;
    const streams = responseTransferMode === "STREAM";
    return {
        ...route,
        refers: { function: file, authorizer, validator: validatorOf({ requestValidator })?.name },
        streams,
        inputs: { ...inputs, ...(scopes && { authorizationScopes: scopes }) },
        integration: { ...integrationInputs(config), ...(streams && streamInputs(config)) },
    };
}

function mock({ binaryMediaTypes }: StackConfig): PlannedMethod["integration"] {
    return {
        type: "MOCK",
        passthroughBehavior: "WHEN_NO_MATCH",
        requestTemplates: { "application/json": '{"statusCode": 204}' },
        // MK5: an API that takes every body for binary cannot read the template otherwise.
        ...(binaryMediaTypes.includes("*/*") && { contentHandling: "CONVERT_TO_TEXT" }),
    };
}

function answered(headers: Record<string, string>): PlannedMethod["answer"] {
    const names = Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value] as const);
    return {
        declared: { statusCode: "204", responseParameters: Object.fromEntries(names.map(([name]) => [name, true])) },
        sent: { responseParameters: Object.fromEntries(names.map(([name, value]) => [name, `'${value}'`])) },
    };
}
