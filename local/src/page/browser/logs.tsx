import type { Detail } from "../messages";
import { clock, duration } from "./format";

/** What the functions logged for a request, and their reports. */
export function Logs({ detail: { logs, reports } }: { detail: Detail }) {
    return (
        <>
            {logs.length === 0 && <p class="none">nothing was logged</p>}
            <ol class="logs">
                {logs.map(({ time, level, message, fields, stack }, index) => (
                    <li key={index} class={level?.toLowerCase()}>
                        <span class="time">{clock(time)}</span> {level && <b>{level}</b>}{" "}
                        <span class="text">{message}</span>
                        {Object.entries(fields).map(([name, value]) => (
                            <span key={name} class="field">
                                {" "}
                                <i>{name}</i>={typeof value === "string" ? value : JSON.stringify(value)}
                            </span>
                        ))}
                        {stack.length > 0 && <pre class="stack">{stack.join("\n")}</pre>}
                    </li>
                ))}
            </ol>
            {reports.map((report) => (
                <p key={report.requestId} class="none">
                    {report.functionName}: {report.status}, {duration(report.duration)}, billed {report.billedDuration}{" "}
                    ms
                    {report.initDuration !== undefined && `, init ${duration(report.initDuration)}`}, memory{" "}
                    {report.maxMemoryUsed} of {report.memorySize} MB{report.endReason && `, ${report.endReason}`}
                </p>
            ))}
        </>
    );
}
