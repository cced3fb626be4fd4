interface Principal {
    type: string;
    identifiers: string[];
}

interface Statement {
    sid?: string;
    effect?: string;
    actions?: string[];
    notActions?: string[];
    resources?: string[];
    notResources?: string[];
    principals?: Principal[];
    notPrincipals?: Principal[];
    conditions?: { test: string; variable: string; values: string[] }[];
}

interface Arguments {
    version?: string;
    policyId?: string;
    statements?: Statement[];
    sourcePolicyDocuments?: string[];
    overridePolicyDocuments?: string[];
}

/** The JSON document that `aws.iam.getPolicyDocument` makes of its arguments; it asks nothing of AWS. */
export function policyDocument(args: Arguments): string {
    const parsed = (documents: string[] = []) =>
        documents.flatMap((text) => [JSON.parse(text).Statement ?? []].flat() as { Sid?: string }[]);
    const merged: { Sid?: string }[] = [];
    const own = (args.statements ?? []).map(statement);
    for (const next of [...parsed(args.sourcePolicyDocuments), ...own, ...parsed(args.overridePolicyDocuments)]) {
        const same = merged.findIndex(({ Sid }) => Sid && Sid === next.Sid);
        if (same === -1) merged.push(next);
        else merged[same] = next;
    }
    return JSON.stringify({ Version: args.version ?? "2012-10-17", Id: args.policyId, Statement: merged }, null, 2);
}

function statement(given: Statement): { Sid?: string } {
    return {
        Sid: given.sid,
        Effect: given.effect ?? "Allow",
        Action: short(given.actions),
        NotAction: short(given.notActions),
        Resource: short(given.resources),
        NotResource: short(given.notResources),
        Principal: principals(given.principals),
        NotPrincipal: principals(given.notPrincipals),
        Condition: conditions(given.conditions),
    } as { Sid?: string };
}

// A list of one is its element, as the provider writes it.
function short(list: string[] | undefined): string | string[] | undefined {
    return list?.length === 1 ? list[0] : list?.length ? list : undefined;
}

function principals(list: Principal[] = []): unknown {
    if (list.length === 0) return undefined;
    if (list.some(({ type, identifiers }) => type === "*" && identifiers.includes("*"))) return "*";
    const byType: Record<string, string[]> = {};
    for (const { type, identifiers } of list) byType[type] = [...(byType[type] ?? []), ...identifiers];
    return Object.fromEntries(Object.entries(byType).map(([type, identifiers]) => [type, short(identifiers)]));
}

function conditions(list: Statement["conditions"] = []): unknown {
    if (list.length === 0) return undefined;
    const byTest: Record<string, Record<string, unknown>> = {};
    for (const { test, variable, values } of list) byTest[test] = { ...byTest[test], [variable]: short(values) };
    return byTest;
}
