import type { RestApi } from "../program/program";
import type { HttpAnswer } from "./gateway-response";
import { plain } from "./http-response";
import type { Why } from "./why";
import * as why from "./why";

// X9. [X9] what AWS answers beyond them is not recorded.
const urlLimit = { EDGE: 8192, REGIONAL: 10_240 };
const headerLimit = 10_240;

/** The answer to a URL or headers that are longer than API Gateway takes, and why; undefined for all others. */
export function overLimit(
    target: string,
    rawHeaders: string[],
    endpointType: RestApi["endpointType"],
): { answer: HttpAnswer; because: Why } | undefined {
    if (target.length > urlLimit[endpointType]) {
        const because = why.overLimit("the URL", target.length, urlLimit[endpointType]);
        return { answer: plain(414, "URI Too Long"), because };
    }
    const length = valuesLength(rawHeaders);
    if (length <= headerLimit) return undefined;
    const because = why.overLimit("all header values together", length, headerLimit);
    return { answer: plain(431, "Request Header Fields Too Large"), because };
}

function valuesLength(rawHeaders: string[]): number {
    let length = 0;
    for (let index = 1; index < rawHeaders.length; index += 2) length += rawHeaders[index]?.length ?? 0;
    return length;
}
