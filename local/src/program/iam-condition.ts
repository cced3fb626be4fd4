import { accountId } from "./arns";
import { isLike } from "./wildcard";

/** Test, such as `StringEquals`, to key to one value or several. */
export type Condition = Record<string, Record<string, unknown>>;

// What API Gateway's calls with a role have of IAM's condition keys.
const context: Record<string, string> = {
    "aws:sourceaccount": accountId,
    "aws:principalaccount": accountId,
    "aws:resourceaccount": accountId,
    "aws:securetransport": "true",
};

const tests: Record<string, (pattern: string, value: string) => boolean> = {
    StringEquals: (pattern, value) => pattern === value,
    StringLike: isLike,
    StringEqualsIgnoreCase: (pattern, value) => pattern.toLowerCase() === value.toLowerCase(),
    Bool: (pattern, value) => pattern.toLowerCase() === value,
};

/** Whether a statement's condition holds for API Gateway; undefined where local does not know a key or a test of it. */
export function conditionHolds(condition: Condition = {}): boolean | undefined {
    const all = Object.entries(condition).flatMap(([test, keys]) =>
        Object.entries(keys).map(([key, values]) => holds(test, key, [values].flat().map(String))),
    );
    if (all.includes(false)) return false;
    return all.includes(undefined) ? undefined : true;
}

function holds(test: string, key: string, patterns: string[]): boolean | undefined {
    const bare = test.replace(/IfExists$/, "");
    const isNegated = bare.startsWith("StringNot");
    const compare = tests[bare.replace(/^StringNot/, "String")];
    const value = context[key.toLowerCase()];
    if (!compare || value === undefined) return undefined;
    return patterns.some((pattern) => compare(pattern, value)) !== isNegated;
}
