import { label } from "./references";

/** The groups of the picture and of the tables, in their order. */
export const groups = ["function", "permissions", "API", "publication", "other"];

/** A resource and the labels of those it refers to. */
export interface Referrer {
    resource: { type: string; name: string };
    references: string[];
}

/** The group of a resource; what serves others, such as a log group, a table or a bucket, stands with what uses it. */
export function groupOf(node: Referrer, nodes: Referrer[]): string {
    const { type } = node.resource;
    if (type.startsWith("aws:lambda/")) return "function";
    if (type.startsWith("aws:iam/")) return "permissions";
    if (/:(Deployment|Stage|MethodSettings)$/.test(type)) return "publication";
    if (type.startsWith("aws:apigateway/")) return "API";
    const users = nodes.filter(({ references }) => references.includes(label(node.resource)));
    // A policy names what it allows; that is no use of it.
    const user = users.find(({ resource }) => !resource.type.startsWith("aws:iam/"));
    return user ? groupOf(user, nodes) : "other";
}
