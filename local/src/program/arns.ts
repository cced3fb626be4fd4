/** The account of the local API; AWS uses it in its own examples. */
export const accountId = "123456789012";

/** The part of AWS a region belongs to, as ARNs name it. */
export function partitionOf(region: string): string {
    return region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Where a resource lies. */
export interface ArnPlace {
    region: string;
    partition: string;
}

/** A part of API Gateway beside its APIs: `apikeys`, `usageplans`. */
export function apiPart(kind: string, id: string, { region, partition }: ArnPlace): { id: string; arn: string } {
    return { id, arn: `arn:${partition}:apigateway:${region}::/${kind}/${id}` };
}

/** The ARN of a function, which is named by its name or its ARN. */
export function functionArn(name: string, { region, partition }: ArnPlace): string {
    return name.startsWith("arn:") ? name : `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
}

/** What an integration calls a function by. */
export function invokeArn(
    arn: string,
    { region, partition }: ArnPlace,
    since = "2015-03-31",
    end = "invocations",
): string {
    return `arn:${partition}:apigateway:${region}:lambda:path/${since}/functions/${arn}/${end}`;
}

/** What a stage is invoked by: its ARN and its URL. */
export function stageUrls(
    restApi: unknown,
    stageName: unknown,
    { region, partition }: ArnPlace,
): Record<string, string> {
    return {
        executionArn: `arn:${partition}:execute-api:${region}:${accountId}:${restApi}/${stageName}`,
        invokeUrl: `https://${restApi}.execute-api.${region}.amazonaws.com/${stageName}`,
    };
}
