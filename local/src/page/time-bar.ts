import type { Exchange } from "./exchange";
import type { Part } from "./messages";

/** Where the time of a finished request went, in the order of its parts; parts without time are left out. */
export function timeBar({ record, reports }: Exchange): Part[] {
    const { began, finished } = record.times;
    if (finished === undefined) return [];
    const took = (role: string) =>
        record.invocations
            .filter((each) => each.role === role)
            .reduce((sum, each) => sum + (each.ended ?? finished) - each.began, 0);
    const integration = record.invocations.find(({ role }) => role === "integration");
    const report = reports.find(({ requestId }) => requestId === integration?.requestId);
    const integrated = took("integration");
    const authorizer = took("authorizer");
    // A function that goes on after the answer takes the rest of it.
    const handler = Math.min(integrated, report ? report.duration : integrated);
    // An environment that was started ahead has waited for the request, not the request for it.
    const init = Math.min(report?.initDuration ?? 0, integrated - handler);
    const answer = integration ? finished - (integration.ended ?? finished) : 0;
    const parts: Part[] = [
        { name: "gateway", milliseconds: finished - began - authorizer - integrated - answer },
        { name: "authorizer", milliseconds: authorizer },
        { name: "waiting", milliseconds: integrated - handler - init },
        { name: "init", milliseconds: init },
        { name: "handler", milliseconds: handler },
        { name: "answer", milliseconds: answer },
    ];
    return parts.filter(({ milliseconds }) => milliseconds > 0);
}
