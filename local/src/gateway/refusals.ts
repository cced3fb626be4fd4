import type { GatewayResponseType } from "./gateway-response";
import type { Why } from "./why";
import * as why from "./why";

const noRoute = {
    fact: "R9",
    reason: "no route has this method and path, or the route wants a signature",
    advice: "look at the table of routes",
};
const tooLarge = {
    fact: "X1",
    reason: "the body is larger than API Gateway (10 MB) or Lambda (6 MB, with all of the event) takes",
    advice: "upload large files to S3",
};

/** Why API Gateway answers by itself, by what it answers: for where nobody knows better. */
export const refusals: Record<GatewayResponseType, Why> = {
    MISSING_AUTHENTICATION_TOKEN: noRoute,
    INVALID_SIGNATURE: noRoute,
    FORBIDDEN: {
        fact: "R11",
        reason: "the path begins with no stage of this API",
        advice: "the table of routes has the URLs",
    },
    INVALID_API_KEY: {
        fact: "X4",
        reason: "the API key is missing, disabled, or in no usage plan of the stage",
        advice: "--api-key VALUE accepts another one",
    },
    UNAUTHORIZED: {
        fact: "AU13",
        reason: "the identity that the authorizer wants is missing or wrong, or the authorizer said Unauthorized",
        advice: "look at its identity source and at its log",
    },
    ACCESS_DENIED: {
        fact: "AU15",
        reason: "the authorizer's policy does not allow this method and path, or denies it",
        advice: "a policy that is kept for the next request must name that one too",
    },
    AUTHORIZER_FAILURE: {
        fact: "AU17",
        reason: "the authorizer failed, or its answer is not of the form that API Gateway takes",
        advice: "its log says which",
    },
    AUTHORIZER_CONFIGURATION_ERROR: {
        fact: "AU20",
        reason: "API Gateway may not invoke the authorizer's function",
        advice: "look at authorizerCredentials, or at the function's Permission",
    },
    THROTTLED: {
        fact: "UK6",
        reason: "more requests came than the stage or the usage plan lets pass",
        advice: "--no-limits lifts that here",
    },
    QUOTA_EXCEEDED: {
        fact: "UK7",
        reason: "the API key has used up its quota",
        advice: "--no-limits lifts that here",
    },
    BAD_REQUEST_PARAMETERS: {
        fact: "RV2",
        reason: "required parameters are missing",
        advice: "the route's requestParameters name them, and its validator asks for them",
    },
    BAD_REQUEST_BODY: {
        fact: "RV5",
        reason: "the body is not what the route's model asks for",
        advice: "look at the schema of the model",
    },
    UNSUPPORTED_MEDIA_TYPE: {
        fact: "RV11",
        reason: "the integration has no template for this Content-Type",
        advice: "look at its requestTemplates and passthroughBehavior",
    },
    REQUEST_TOO_LARGE: tooLarge,
    EVENT_TOO_LARGE: { ...tooLarge, fact: "X2" },
    INTEGRATION_FAILURE: {
        fact: "P20",
        reason: "the function failed, or its result is not of the form that API Gateway takes",
        advice: "its log says which",
    },
    API_CONFIGURATION_ERROR: {
        fact: "P23",
        reason: "API Gateway may not invoke the function, too many requests run, or the integration has no answer",
        advice: why.notInvocable.advice,
    },
    INTEGRATION_TIMEOUT: {
        fact: "P22",
        reason: "the integration's timeout has passed",
        advice: "the function goes on until its own",
    },
};
