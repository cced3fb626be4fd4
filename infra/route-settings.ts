/** What a route key begins with; ANY stands for all methods that no route of the same path names. */
export type HttpMethod = "ANY" | "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT";

/** What routes.ts lists: route key to settings. The rules that a type cannot say are those of route-key.ts. */
export type Routes = { readonly [key in `${HttpMethod} /${string}`]: RouteSettings };

/** How API Gateway treats the requests of a route; {} leaves it open to everybody. */
export interface RouteSettings {
    /** Name of the operation in SDKs and exports that API Gateway makes. */
    readonly operationName?: string;
    /** Refuse requests without an API key of a usage plan; false unless given. */
    readonly apiKeyRequired?: boolean;
    /** AWS_IAM asks for a signature of AWS credentials; NONE unless given. */
    readonly authorization?: "NONE" | "AWS_IAM";
}
