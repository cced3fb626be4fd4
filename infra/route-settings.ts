// The types of routes.ts. The rules that a type cannot say are checked when the program runs, in *-rules.ts.

/** What a route key begins with; ANY stands for all methods that no route of the same path names. */
export type HttpMethod = "ANY" | "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT";

/** Route key to settings; {} is a route of handler/index.ts that is open to everybody. */
export type Routes = { readonly [key in `${HttpMethod} /${string}`]: RouteSettings };

export interface RouteSettings {
    /** Name of the operation in SDKs and exports that API Gateway makes. */
    readonly operationName?: string;
    /** Refuse requests without an API key of a usage plan; false unless given. */
    readonly apiKeyRequired?: boolean;
    /** AWS_IAM asks for a signature of AWS credentials; NONE unless given. */
    readonly authorization?: "NONE" | "AWS_IAM";
    /** A name of `authorizers`: who it does not let through is refused. */
    readonly authorizer?: string;
    /** Of these a user's access token must have one; only with a COGNITO_USER_POOLS authorizer. */
    readonly scopes?: readonly string[];
    /** `reports` is handler/reports.ts; handler/index.ts unless given. */
    readonly function?: string;
    /** STREAM sends an answer on as the function writes it, for as long as the stack's `streamingTimeout`; BUFFERED unless given. */
    readonly responseTransferMode?: "BUFFERED" | "STREAM";
    /** What API Gateway checks before it invokes the function; what fails is answered with 400. */
    readonly requestValidator?: {
        readonly validateRequestBody?: boolean;
        readonly validateRequestParameters?: boolean;
    };
    /** Media type of a body, or $default, to the name of a model in `models`. */
    readonly requestModels?: { readonly [contentType: string]: string };
    /** Whether a header, a variable of the query or of the path must be there. */
    readonly requestParameters?: {
        readonly [name in `method.request.${"header" | "querystring" | "path"}.${string}`]: boolean;
    };
}

/** What pages of the origins that the stack's key `corsOrigins` lists may do. */
export interface CorsSettings {
    /** Those of the routes unless given. */
    readonly methods?: readonly HttpMethod[];
    /** Of requests; Authorization, Content-Type and X-Api-Key unless given. */
    readonly headers?: readonly string[];
    /** Cookies and the like; false unless given. */
    readonly credentials?: boolean;
    /** Seconds that a browser remembers the answer; its own time unless given. */
    readonly maxAge?: number;
}

/** Functions that no route or authorizer needs to name: an event source or a schedule in index.ts calls them. */
export type Workers = readonly string[];

/** Name to JSON schema, draft 4. */
export type Models = { readonly [name: string]: object };

/** Name to authorizer. */
export type Authorizers = { readonly [name: string]: AuthorizerSettings };

export type AuthorizerSettings = TokenAuthorizer | RequestAuthorizer | CognitoAuthorizer;

type Header = `method.request.header.${string}`;

interface LambdaAuthorizer {
    /** `authorize` is handler/authorize.ts. */
    readonly function: string;
    /** Seconds that API Gateway keeps an answer for the same identity; 300 unless given, 0 keeps none. */
    readonly resultTtlInSeconds?: number;
}

/** Asks a function about the text of one header. */
export interface TokenAuthorizer extends LambdaAuthorizer {
    readonly type: "TOKEN";
    /** The header Authorization unless given. */
    readonly identitySource?: Header;
    /** A pattern that the header must have for the function to be asked. */
    readonly identityValidationExpression?: string;
}

/** Asks a function about the whole request but its body. */
export interface RequestAuthorizer extends LambdaAuthorizer {
    readonly type: "REQUEST";
    /** What must be there for the function to be asked, and tells who asks; the header Authorization unless given. */
    readonly identitySource?: readonly (
        | Header
        | `method.request.querystring.${string}`
        | `stageVariables.${string}`
        | `context.${string}`
    )[];
}

/** Lets through whom the pools know that the stack's key `userPoolArns` names for it. */
export interface CognitoAuthorizer {
    readonly type: "COGNITO_USER_POOLS";
    /** The header Authorization unless given. */
    readonly identitySource?: Header;
    /** A pattern that the token's audience must have. */
    readonly identityValidationExpression?: string;
}
